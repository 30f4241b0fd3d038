import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { readCalls } from "../../scripts/sandbox/calls";
import { goodEnvironment, planetOf, type WrongEnvironment, wrongEnvironments } from "../../stacks/wrong-environments";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";

// One environment of each kind of mistake, deployed by the real engine: what a person reads is what the table says, and
// nothing came of it. The whole table is judged in process, by stacks/environment.test.ts.

const kinds = [
  "an unknown key of ours",
  "nothing at all",
  "a ship that is a list",
  "a secret in plain text",
  "a secret inside a structure",
  "the name of a secret that is not there",
  "a token in place of its name",
  "no account for the machine's vendor",
  "one ship twice",
  "a machine and a ship wrong at once",
  "a mistake in what all machines share, told once and where it stands",
  "a plan that cannot be ordered any more",
  "a network for SSH with host bits, and one that is none",
  "a port where a ship answers without a password",
  "a loom larger than the memory",
];

const full = (name: string): string => `roadstead:secret-${name}`;

let run: EngineRun;
/** What the engine made of each secret, and the salt that goes with it. */
let encrypted: Readonly<Record<string, unknown>>;
let encryptionsalt: string;

beforeAll(async () => {
  const { secrets } = goodEnvironment();
  const named = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [full(name), value]));
  run = await EngineRun.start({ environment: "config: {}\n", secrets: named });
  ({ config: encrypted, encryptionsalt } = parse(readFileSync(run.workspace.environmentFile, "utf8")));
}, 120_000);

afterAll(removeEngineRuns);

/** The file that a person with this mistake would have, its secrets encrypted where the mistake leaves them so. */
function fileOf(change: WrongEnvironment[1]): string {
  const { config, secrets } = goodEnvironment();
  change({ config, secrets, planet: planetOf(config) });
  const plain = Object.entries(config).map(([key, value]) => [`roadstead:${key}`, value]);
  const secure = Object.keys(secrets).map((name) => [full(name), encrypted[full(name)]]);
  const anySecure: unknown = Reflect.get(Object(encrypted[full("hetzner-token")]), "secure");
  const text = stringify({ encryptionsalt, config: Object.fromEntries([...plain, ...secure]) });
  return text.replaceAll("v1:abc", String(anySecure));
}

describe("a wrong environment registers nothing, and the engine shows every message of the table", () => {
  it.each(kinds)("%s", async (kind) => {
    const [, change, messages] = wrongEnvironments.find(([what]) => what === kind) ?? [];
    if (change === undefined || messages === undefined) throw new Error(`the table has no row "${kind}"`);
    writeFileSync(run.workspace.environmentFile, fileOf(change));
    const refused = await run.run("up");
    expect(refused.ok).toBe(false);
    const lines = refused.errors.join("\n").split("\n");
    const told = lines.filter((line) => /^\s*Pulumi\.test\.yaml/.test(line)).map((line) => line.trim());
    expect(told).toEqual(messages);
    expect(refused.text).not.toMatch(/node_modules|^\s+at /m);
    expect(refused.steps.filter(({ type }) => type !== "pulumi:pulumi:Stack")).toEqual([]);
    const state: unknown = JSON.parse(run.stateText());
    expect(state).toMatchObject({ checkpoint: { latest: { resources: [{ type: "pulumi:pulumi:Stack" }] } } });
    expect(readCalls(run.sandbox.folder)).toEqual([]);
    for (const secret of Object.values(goodEnvironment().secrets)) expect(refused.text).not.toContain(secret);
  });
});
