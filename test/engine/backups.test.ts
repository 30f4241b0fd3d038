import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, planetEntry, testSecrets } from "./environments";

// Backups on the real engine: switched on, changed and off without a word to the ship itself, and a ship that moves by them.

let run: EngineRun;
const { "roadstead:secret-sampel-key": _, ...withoutKey } = testSecrets;
const secrets = {
  ...withoutKey,
  "roadstead:secret-backup-password": "CANARY-of-the-backups",
  "roadstead:secret-s3-access": "CANARY-access",
  "roadstead:secret-s3-secret": "CANARY-secret",
};
const repository = {
  kind: "s3",
  endpoint: "https://s3.example.org",
  bucket: "harbour",
  accessKey: "s3-access",
  secretKey: "s3-secret",
};
const backups = (more: object = {}) => ({ repository, password: "backup-password", ...more });
const harbour = (more: object = {}) => planetEntry("~zod", { boot: { mode: "create" }, ...more });
const quay = planetEntry("~zod", {
  boot: { mode: "resume" },
  backups: backups(),
  restore: { snapshot: "latest", as: "live" },
});

/** What was sent to machines since the last look, without what installs the ship's own files. */
let seen = 0;
function sent(): string[] {
  const lines = readFileSync(join(run.sandbox.folder, "commands.ndjson"), "utf8").trim().split("\n");
  const fresh = lines.slice(seen);
  seen = lines.length;
  return fresh.flatMap((line) => {
    const [, command] = /roadstead-((?:ship|backup|restore) [a-z-]+ zod[^"&]*)/.exec(line) ?? [];
    return command === undefined || command.startsWith("ship install") ? [] : [command.trim()];
  });
}

/** Deploys, and holds that a preview then shows no changes. */
async function deployed(): Promise<string[]> {
  await run.must("up");
  const again = await run.must("preview");
  expect([again.changes, again.warnings]).toEqual([[], []]);
  return sent();
}

const unused = { boot: { mode: "create" }, backups: backups() };

beforeAll(async () => {
  run = await EngineRun.start({ environment: environmentText({ harbour: harbour(unused) }), secrets });
}, 240_000);
afterAll(removeEngineRuns);

it("backups are changed, asked for, switched off and on, and the ship's own commands never run for it", async () => {
  const planet = ["roadstead:planets", "harbour"];
  const first = await deployed();
  expect([...first].sort()).toEqual([
    "backup apply zod scheduled",
    "ship key zod --if-needed",
    "ship licence zod",
    "ship start zod",
  ]);
  run.edit([...planet, "backups", "at"], "04:40");
  expect(await deployed()).toEqual(["backup apply zod scheduled"]);
  run.edit([...planet, "backups", "request"], 1);
  expect(await deployed()).toEqual(["backup now zod"]);
  run.edit([...planet, "backups", "request"], 2);
  expect(await deployed()).toEqual(["backup now zod"]);
  run.edit([...planet, "backups", "request"], undefined);
  expect(await deployed()).toEqual([]);
  const on = readFileSync(run.workspace.environmentFile, "utf8");
  run.edit([...planet, "backups"], undefined);
  for (const name of ["backup-password", "s3-access", "s3-secret"]) run.edit([`roadstead:secret-${name}`], undefined);
  expect(await deployed()).toEqual(["backup clear zod"]);
  writeFileSync(run.workspace.environmentFile, on);
  expect(await deployed()).toEqual(["backup apply zod scheduled"]);
}, 300_000);

it("a ship moves: stopped, proven, handed over there; licensed, restored, started here; never the other way round", async () => {
  const place = (planets: Parameters<typeof environmentText>[0], line: string) => {
    run.replaceEnvironment(environmentText(planets));
    writeFileSync(join(dirname(run.workspace.environmentFile), "identities.yaml"), `~zod: ${line}\n`);
  };
  const at = (host: string): string => `{ environment: test, host: ${host} }`;
  place({ harbour: harbour(unused), quay }, `{ environment: test, host: harbour, movingTo: ${at("quay")} }`);
  const first = await deployed();
  const order = ["ship prove-stopped zod", "backup hand-over zod"];
  expect(first.filter((each) => order.includes(each))).toHaveLength(4);
  expect(first.filter((each) => /start|restore|key/.test(each))).toEqual([]);
  expect(first.indexOf("ship prove-stopped zod")).toBeLessThan(first.indexOf("backup hand-over zod"));

  place({ quay }, at("quay"));
  expect((await run.pulumi(["state", "unprotect", "--all", "--yes", "--stack", "test"])).code).toBe(0);
  const second = await deployed();
  const here = second.filter((each) => /licence|apply|restore|start/.test(each));
  expect(here).toEqual([
    "ship licence zod",
    "backup apply zod scheduled",
    "restore restore zod latest live",
    "ship start zod",
  ]);
}, 400_000);
