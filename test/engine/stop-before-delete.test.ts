import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sentCommands } from "../faults/ship-copies";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, planetEntry, testSecrets } from "./environments";

// A machine goes only from under a ship that was stopped: what cannot be reached is not deleted.

const planet = (generation: number) => planetEntry("~sampel-palnet", { machine: { generation } });
let run: EngineRun;
let server: string | undefined;

function held(type: string): string[] {
  return run.holdings("hcloud").flatMap((each) => (each.type.endsWith(`:${type}`) ? [each.id] : []));
}

beforeAll(async () => {
  run = await EngineRun.start({ environment: environmentText({ harbour: planet(1) }), secrets: testSecrets });
  await run.must("up");
  [server] = held("Server");
});
afterAll(removeEngineRuns);

it.each([
  ["stopped", "harbour-running"],
  ["prepared and relieved of its licence", "harbour-licence"],
  ["unmounted", "harbour-mounted"],
])("a host on which the ship cannot be %s keeps its server, its attachment and its volume", async (_what, name) => {
  const plan = join(run.sandbox.folder, "faults.json");
  writeFileSync(
    plan,
    JSON.stringify([{ at: { package: "command", method: "delete", name, nth: 1 }, fault: "timeout" }]),
  );
  run.replaceEnvironment(environmentText({ harbour: planet(2) }));
  const volumes = held("Volume");
  const { ok, errors } = await run.run("up");
  rmSync(plan);
  expect(ok).toBe(false);
  expect(errors.join()).toContain("i/o timeout");
  expect([held("Server"), held("Volume"), held("VolumeAttachment").length]).toEqual([[server], volumes, 1]);
});

it("reached again, it is rebuilt: the ship was stopped, its pier prepared and let go of, before the server went", async () => {
  const volumes = held("Volume");
  await run.must("up");
  expect(held("Server")).not.toContain(server);
  expect(held("Volume")).toEqual(volumes);
  const undone = sentCommands(run.sandbox.folder).flatMap(({ phase, name }) => (phase === "delete" ? [name] : []));
  expect(undone.filter((name) => /-(running|licence|mounted)$/.test(name))).toEqual([
    "harbour-running",
    "harbour-licence",
    "harbour-mounted",
  ]);
});
