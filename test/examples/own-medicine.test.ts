import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { orThrow } from "../../components/core/arguments";
import type { Pack } from "../../policies/packs/pack";
import { ExceptionRegister, parseExceptions } from "../../policies/rules/exceptions";
import type { ResourceFacts } from "../../policies/rules/resource";
import { packNamed, packNames, policiesFolder } from "../../scripts/policy/catalogue";
import { evaluate, type Row } from "../../scripts/policy/evaluate";
import { deploy } from "../../stacks/deploy";
import { readEnvironment } from "../../stacks/environment";
import { configOf, handedOver } from "../../stacks/environment-trial";
import type { RecordedResource } from "../harness/recorded-resource";
import { type RunSettings, recorded } from "../harness/recording-mocks";
import { exampleConfig, examples } from "./examples";

// What Roadstead tells others to do, it does: no pack refuses anything that this repository shows or deploys.

const environments = ["../../stacks", "../faults"].flatMap((folder) =>
  readdirSync(join(__dirname, folder))
    .filter((file) => /^Pulumi\.[^.]+\.yaml$/.test(file))
    .map((file) => join(__dirname, folder, file)),
);

const publicKey = exampleConfig["roadstead:operatorKey"] ?? "";
const runtime = { version: "4.5", sha256: "5a".repeat(32) };

/** Puts in what a person would, where a committed environment asks for it. */
function filledIn(value: unknown): unknown {
  if (typeof value === "string") {
    if (/^put .*\bkey\b/.test(value)) return publicKey;
    if (/^put .*\bnetwork\b/.test(value)) return "203.0.113.7/32";
    return /^put .*\bzone\b/.test(value) ? "0123456789abcdef0123456789abcdef" : value;
  }
  if (Array.isArray(value)) return value.map(filledIn);
  if (typeof value !== "object" || value === null) return value;
  const filled = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledIn(each)]));
  return "ship" in filled ? { runtime, ...filled } : filled;
}

function environmentOf(file: string): string {
  return basename(file).split(".")[1] ?? "";
}

/** The program of an environment, with a value for every secret that it names. */
function programOf(file: string): () => Promise<void> {
  const environment = environmentOf(file);
  const text = JSON.stringify(filledIn(configOf(readFileSync(file, "utf8"))));
  const config: Readonly<Record<string, unknown>> = JSON.parse(text);
  const named = [...text.matchAll(/"(?:token|privateKey|key)":"([a-z0-9-]+)"/g)].map(([, name = ""]) => name);
  const secrets = Object.fromEntries(named.map((name) => [name, "x"]));
  return async () => {
    await deploy(orThrow(`Environment "${environment}"`, readEnvironment(handedOver(environment, config, secrets))));
  };
}

function factsOf({ type, name, urn, inputs, parent, ...options }: RecordedResource): ResourceFacts {
  const { protect, deleteBeforeReplace, ignoreChanges } = options;
  return { type, name, urn, inputs, parentUrn: parent, options: { protect, deleteBeforeReplace, ignoreChanges } };
}

interface Judged {
  readonly name: string;
  readonly program: () => unknown;
  readonly settings: RunSettings;
}

const programs: readonly Judged[] = [
  ...examples.map(({ name, program, settings }) => ({ name: `example ${name}`, program, settings })),
  ...environments.map((file) => ({
    name: basename(file),
    program: programOf(file),
    settings: { stack: environmentOf(file) },
  })),
];

let packs: readonly Pack[];
const register = new ExceptionRegister(
  parseExceptions(readFileSync(join(policiesFolder, "exceptions.yaml"), "utf8")),
  new Date().toISOString().slice(0, 10),
);

beforeAll(async () => {
  packs = (await Promise.all(packNames().map(packNamed))).filter((each) => each !== undefined);
});

function judged(resources: readonly ResourceFacts[]): readonly Row[] {
  return packs.flatMap((pack) => evaluate(pack, resources, new Map(), register, false));
}

describe.each(programs)("$name", ({ program, settings }) => {
  it("is refused by no pack in a preview", async () => {
    const { resources, errors } = await recorded(program, { ...settings, preview: true });
    expect(errors).toEqual([]);
    const failed = judged(resources.map(factsOf)).filter((row) => row.outcome === "fail");
    expect(failed.filter((row) => row.level === "mandatory")).toEqual([]);
  });

  it("passes every rule once everything is known", async () => {
    const { resources, errors } = await recorded(program, settings);
    expect(errors).toEqual([]);
    const rows = judged(resources.map(factsOf));
    // What is only advised, such as backups, an example need not show.
    const advised = (row: Row): boolean => row.outcome === "fail" && row.level === "advisory";
    expect(rows.filter((row) => row.outcome !== "pass" && !advised(row))).toEqual([]);
    // A machine that was there before rents nothing, so that there is no volume to judge.
    const rents = resources.some(({ type }) => !/^(roadstead|command|pulumi):/.test(type));
    expect(rows.some((row) => row.rule === "storage-protect-volumes")).toBe(rents);
  });
});

it.each([
  ["machine/complete", "pass"],
  ["machine/minimal", "fail"],
  ["machine/linode", "pass"],
  ["machine/existing", "fail"],
])("the machine of the example %s is judged by whether its volume is encrypted: %s", async (name, outcome) => {
  const program = programs.find((each) => each.name === `example ${name}`);
  const { resources } = await recorded(program?.program ?? (() => undefined), program?.settings);
  const rows = judged(resources.map(factsOf)).filter((row) => row.rule === "storage-keep-volumes-encrypted");
  expect(rows.map((row) => [row.outcome, row.level])).toEqual([[outcome, "advisory"]]);
});

it("a program whose data is not protected would be refused, so that this check can fail", async () => {
  const { resources } = await recorded(programOf(environments[0] ?? ""));
  const careless = resources.map((each) => factsOf({ ...each, protect: false }));
  const failed = judged(careless).filter((row) => row.outcome === "fail" && row.level === "mandatory");
  expect(new Set(failed.map((row) => row.rule))).toEqual(
    new Set(["network-protect-addresses", "storage-protect-volumes"]),
  );
});
