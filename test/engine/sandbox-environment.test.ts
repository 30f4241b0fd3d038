import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { vendorKinds } from "../../components/machine/vendors";
import { demoSecrets } from "../../scripts/demo/secrets";
import { type EngineResult, EngineRun, removeEngineRuns } from "../harness/engine-run";

// The environment that the demo deploys: one ship on each kind of host.

const environment = readFileSync(join(__dirname, "../../stacks/Pulumi.sandbox.yaml"), "utf8");
const secrets = Object.fromEntries(
  Object.entries(demoSecrets()).map(([name, value]) => [`roadstead:secret-${name}`, value]),
);
let run: EngineRun;
let deployed: EngineResult;

beforeAll(async () => {
  run = await EngineRun.start({ environment, secrets });
  deployed = await run.must("up");
});
afterAll(removeEngineRuns);

it("shows one ship on each kind of host, each with an address of its own, and changes nothing when it is previewed again", async () => {
  for (const kind of vendorKinds) expect(environment).toContain(`kind: ${kind}`);
  const { addresses, ships } = deployed.outputs;
  expect(Object.keys(Object(ships))).toHaveLength(vendorKinds.length);
  expect(new Set(Object.values(Object(addresses))).size).toBe(vendorKinds.length);
  expect(deployed.warnings).toEqual([]);
  expect((await run.must("preview")).changes).toEqual([]);
});

it("is destroyed but for what every kind of host keeps", async () => {
  await run.must("destroy");
  const kept = ["hcloud", "digitalocean", "linode", "vultr"].map((each) => run.holdings(each).map(({ type }) => type));
  const words = kept.map((types) => types.map((type) => type.split(":").at(-1)).sort());
  expect(words).toEqual([
    ["PrimaryIp", "PrimaryIp", "Volume"],
    ["ReservedIp", "Volume"],
    ["Volume"],
    ["BlockStorage", "ReservedIp"],
  ]);
});
