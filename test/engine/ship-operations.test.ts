import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, planetEntry, testSecrets } from "./environments";

// One ship through an upgrade and back, a step that is refused in the preview, maintenance and updates: what reaches the machine, in
// which order, and that nothing is left to change after each.

let run: EngineRun;
const planet = ["roadstead:planets", "zod"];
const release = (version: string, more: object = {}) => ({ version, sha256: "6b".repeat(32), ...more });
const otherFormat = { wordWidth: 32, loom: 6, bytecode: 1, patch: 2, log: 3, epoch: 2 };

/** What was sent to the machine since the last look, without what installs files. */
let seen = 0;
function sent(): string[] {
  const lines = readFileSync(join(run.sandbox.folder, "commands.ndjson"), "utf8").trim().split("\n");
  const fresh = lines.slice(seen);
  seen = lines.length;
  return fresh.flatMap((line) => {
    const [, command] = /roadstead-ship ([a-z-]+ zod[^"&]*)/.exec(line) ?? [];
    return command === undefined || command.startsWith("install") ? [] : [command.trim()];
  });
}

/** Deploys, and holds that a preview then shows no changes. */
async function deployed(
  path: readonly string[],
  value: unknown,
): Promise<{ commands: string[]; changes: readonly string[] }> {
  run.edit([...planet, ...path], value);
  const { changes } = await run.must("up");
  const again = await run.must("preview");
  expect([again.changes, again.warnings]).toEqual([[], []]);
  return { commands: sent(), changes };
}

/** What a preview says where it refuses; nothing reaches the machine. */
async function refused(path: readonly string[], value: unknown, before: unknown): Promise<string> {
  run.edit([...planet, ...path], value);
  const { ok, errors, steps } = await run.run("up");
  expect([ok, steps.filter(({ type }) => !type.startsWith("pulumi:")), sent()]).toEqual([false, [], []]);
  run.edit([...planet, ...path], before);
  return errors.join("\n");
}

beforeAll(async () => {
  const environment = environmentText({ zod: planetEntry("~zod", { runtime: release("4.5"), loom: 32 }) });
  run = await EngineRun.start({ environment, secrets: testSecrets });
  await run.must("up");
  sent();
}, 240_000);

afterAll(removeEngineRuns);

it("invariant 13: another release of the same format stops the ship and starts it again, and so does the way back", async () => {
  const { commands, changes } = await deployed(["runtime"], release("4.6"));
  expect(commands).toEqual(["stop zod", "start zod"]);
  expect(changes.filter((each) => !/^update zod$|zod-(installed|running)$/.test(each))).toEqual([]);
  expect((await deployed(["runtime"], release("4.5"))).commands).toEqual(["stop zod", "start zod"]);
}, 240_000);

it("invariant 13: a step from which no way leads back is refused in the preview until it is allowed, and afterwards for ever", async () => {
  const foreign = release("5.0", { format: otherFormat });
  const said = await refused(["runtime"], foreign, release("4.5"));
  expect(said).toContain(
    "Pulumi.test.yaml.planets.zod.runtime.forwardOnly: is missing: from 5.0 no way leads back to 4.5",
  );
  const back = release("3.5", { format: { ...otherFormat, loom: 4 }, forwardOnly: true });
  expect(await refused(["runtime"], back, release("4.5"))).toContain("runtime.version: 3.5 is lower than 4.5");
  const copy = await run.copy();
  copy.edit([...planet, "runtime"], { ...foreign, forwardOnly: true });
  await copy.must("up");
  expect((await copy.must("preview")).changes).toEqual([]);
}, 240_000);

it("invariant 21: a lowered loom is refused in the preview", async () => {
  expect(await refused(["loom"], 31, 32)).toContain(
    "Pulumi.test.yaml.planets.zod.loom: 31 is lower than 32, which the pier zod.1 was given before",
  );
}, 240_000);

it("invariant 26: maintenance is sent once for each request, after the start of a ship that changes too, and restarts nothing itself", async () => {
  expect((await deployed(["maintenance"], { operation: "pack", request: 1 })).commands).toEqual([
    "maintain zod pack 1",
  ]);
  expect((await deployed(["maintenance"], { operation: "meld", request: 2 })).commands).toEqual([
    "maintain zod meld 2",
  ]);
  run.edit([...planet, "snapshotMinutes"], 5);
  const both = await deployed(["maintenance"], { operation: "chop", request: 3 });
  expect(both.commands).toEqual(["stop zod", "start zod", "maintain zod chop 3"]);
  expect(await deployed(["maintenance"], undefined)).toEqual({
    commands: [],
    changes: ["update zod", "delete zod-maintained"],
  });
}, 240_000);

it("invariant 35: updates are told to the ship by their request, and restart nothing", async () => {
  const source = "~marzod";
  expect((await deployed(["ota"], { mode: "follow", source, request: 1 })).commands).toEqual([
    "ota zod follow ~marzod 1",
  ]);
  expect((await deployed(["ota"], { mode: "hold", request: 2 })).commands).toEqual(["ota zod hold - 2"]);
  expect((await deployed(["ota"], undefined)).commands).toEqual([]);
}, 240_000);
