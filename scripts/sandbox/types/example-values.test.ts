import { expect, it } from "vitest";
import { exampleOutput, exampleOutputs, type PackageTypes, type Property, packageTypes } from "./package-types";

const text: Property = { type: { kind: "string" }, required: true, secret: false };

function hcloud(): Promise<PackageTypes> {
  return packageTypes({ name: "hcloud", from: __dirname });
}

it("gives the same value for the same seed, and another for another", async () => {
  const types = await hcloud();
  const one = exampleOutput(types, text, "urn:a/status");
  expect(exampleOutput(types, text, "urn:a/status")).toBe(one);
  expect(exampleOutput(types, text, "urn:b/status")).not.toBe(one);
});

it("says that it is made up, or lies in a range kept for examples", async () => {
  const types = await hcloud();
  const server = exampleOutputs(types, types.resource("hcloud:index/server:Server") ?? { outputs: {} }, "urn:x");
  expect(server["status"]).toMatch(/^sandbox-[0-9a-f]{12}$/);
  expect(server["ipv4Address"]).toMatch(/^192\.0\.2\.\d+$/);
  expect(server["ipv6Address"]).toMatch(/^2001:db8::[0-9a-f]+$/);
});

it("leaves optional outputs out", async () => {
  const types = await hcloud();
  expect(exampleOutput(types, { ...text, required: false }, "urn:x/iso")).toBeUndefined();
});
