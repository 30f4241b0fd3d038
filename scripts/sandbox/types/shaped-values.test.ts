import { afterEach, beforeEach, expect, it } from "vitest";
import { type Trial, trial, unknown } from "../trial-client";

// A cluster of GKE: its node configuration promises much that programs leave out.
const type = "gcp:container/nodePool:NodePool";
const inputs = { cluster: "c", nodeConfig: { machineType: "e2-small", labels: { own: "label" } } };

// Reading a large SDK for the first time takes long on a busy machine.
const aMinute = 60_000;
let cloud: Trial;
beforeEach(async () => {
  cloud = await trial({ packageName: "gcp", version: "9.37.0" });
}, aMinute);
afterEach(() => cloud.stop());

it("has inside an object what the vendor answers there: unknown in a preview, then known, then kept", async () => {
  expect((await cloud.preview(type, "p", inputs))["nodeConfig"]).toMatchObject({
    machineType: "e2-small",
    diskType: unknown,
  });
  const made = await cloud.create(type, "p", inputs);
  expect(made.outputs["nodeConfig"]).toMatchObject({ machineType: "e2-small", diskType: expect.any(String) });
  expect(JSON.stringify(made.outputs)).not.toContain(unknown);
  const news = { ...inputs, nodeConfig: { ...inputs.nodeConfig, machineType: "e2-medium" } };
  const updated = await cloud.update(type, "p", made.id, inputs, news);
  const before = made.outputs["nodeConfig"];
  expect(updated["nodeConfig"]).toEqual({ ...(typeof before === "object" ? before : {}), machineType: "e2-medium" });
});

it("gives an import the inputs that were once given, and nothing that the vendor filled in", async () => {
  const made = await cloud.create(type, "p", inputs);
  expect((await cloud.read(type, "p", made.id)).inputs).toEqual(inputs);
});
