import { expect, it } from "vitest";
import { checkInputs, packageTypes, withScalarsConverted } from "./package-types";
import { secretOf, unknownValue } from "./wire-values";

async function converted(value: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>> {
  const types = await packageTypes({ name: "hcloud", from: __dirname });
  const shape = types.resource("hcloud:index/server:Server") ?? { inputs: {} };
  const result = withScalarsConverted(types, shape, value);
  expect(checkInputs(types, shape, { serverType: "cx23", ...result })).toEqual([]);
  return result;
}

it("turns text into the number or boolean that is meant, and back, at any depth", async () => {
  expect(
    await converted({
      placementGroupId: "7",
      backups: "true",
      name: 5,
      publicNets: [{ ipv4: "12", ipv4Enabled: "false" }],
      labels: { port: 80 },
      firewallIds: ["1", 2],
    }),
  ).toEqual({
    placementGroupId: 7,
    backups: true,
    name: "5",
    publicNets: [{ ipv4: 12, ipv4Enabled: false }],
    labels: { port: "80" },
    firewallIds: [1, 2],
  });
});

it("keeps secrets secret and unknowns unknown", async () => {
  expect(await converted({ placementGroupId: secretOf("7"), name: unknownValue, backups: unknownValue })).toEqual({
    placementGroupId: secretOf(7),
    name: unknownValue,
    backups: unknownValue,
  });
});

it.each(["0x10", "007", "1e3", "", " 7", "seven", "Infinity"])("leaves %j as it is", async (text) => {
  const types = await packageTypes({ name: "hcloud", from: __dirname });
  const shape = types.resource("hcloud:index/server:Server") ?? { inputs: {} };
  expect(withScalarsConverted(types, shape, { placementGroupId: text })).toEqual({ placementGroupId: text });
});

it("changes nothing for a provider that does not wrap one of Terraform", async () => {
  const types = await packageTypes({ name: "command", from: __dirname });
  const shape = types.resource("command:remote:Command") ?? { inputs: {} };
  const value = { connection: { host: "a", port: "22" } };
  expect(withScalarsConverted(types, shape, value)).toBe(value);
});
