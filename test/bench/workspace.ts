import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as ts from "typescript";
import { openSandbox, type Sandbox } from "../../scripts/sandbox/open";
import { type Engine, findEngine } from "../../scripts/toolchain/engine";
import { runCommand } from "../../scripts/toolchain/run-command";
import { measureTree } from "./process-tree";
import type { Measures } from "./ratios";

export const root = join(__dirname, "../..");
/**
 * Inside the project, so that programs find the package by its own name and the SDKs beside it. Each bench has its own;
 * it stays after a failure, for the logs.
 */
export const benchFolder = join(root, ".roadstead", `bench-${process.pid}`);
const stackName = "bench";

/** Where previews are measured: the real engine, and vendors that are a folder. */
export interface BenchWorkspace {
  readonly engine: Engine;
  readonly sandbox: Sandbox;
}

/** A program that the engine can run. */
export interface BenchProgram {
  readonly folder: string;
  readonly planets: number;
}

/** What a preload writes, and where it is told to. */
const preloads = { "record-usage": "ROADSTEAD_BENCH_USAGE", "record-registrations": "ROADSTEAD_BENCH_REGISTRATIONS" };

/** Compiles a program of `programs/` to what Node runs without help, so that no loader is measured. */
export function compiled(name: string): string {
  const source = readFileSync(join(__dirname, "programs", `${name}.ts`), "utf8");
  const { outputText } = ts.transpileModule(source, {
    fileName: `${name}.ts`,
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, esModuleInterop: true },
  });
  return outputText;
}

export async function openBenchWorkspace(report: (line: string) => void): Promise<BenchWorkspace> {
  const engine = await findEngine({ report });
  mkdirSync(benchFolder, { recursive: true });
  for (const name of Object.keys(preloads)) writeFileSync(join(benchFolder, `${name}.cjs`), compiled(name));
  const sandbox = await openSandbox({ folder: join(benchFolder, "cloud"), engine, program: root });
  return { engine, sandbox };
}

/** Puts a program where the engine runs it, with an empty stack. */
export async function placeProgram(
  { engine, sandbox }: BenchWorkspace,
  name: string,
  source: string,
  planets: number,
  nodeArguments: readonly string[] = [],
): Promise<BenchProgram> {
  const place = join(benchFolder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "index.js"), source);
  const required = Object.keys(preloads).map((preload) => `--require ${join(benchFolder, preload)}.cjs`);
  writeFileSync(
    join(place, "Pulumi.yaml"),
    // One project name for all: it is part of every URN, and those must be the same.
    `name: roadstead-bench\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: ${JSON.stringify([...nodeArguments, ...required].join(" "))}\nmain: index.js\n`,
  );
  const env = { ...process.env, ...sandbox.environment };
  const made = await runCommand(engine.pulumi, ["stack", "select", "--create", stackName], { cwd: place, env });
  if (made.failure !== undefined) throw new Error(`The stack of ${name} could not be made: ${made.stderr}`);
  return { folder: place, planets };
}

export interface PreviewOptions {
  readonly policyPack?: string;
  /** Where to write what the program registered. Costs time: not while measuring. */
  readonly registrations?: string;
}

/** Previews a program from nothing and measures it: the program's own process, and the whole tree of the engine. */
export async function measuredPreview(
  { engine, sandbox }: BenchWorkspace,
  program: BenchProgram,
  { policyPack, registrations }: PreviewOptions = {},
): Promise<Measures> {
  const usageFile = join(program.folder, "usage.json");
  const log = join(program.folder, "preview.log");
  rmSync(usageFile, { force: true });
  const cost = await measureTree({
    command: engine.pulumi,
    args: [
      "preview",
      ...["--stack", stackName, "--non-interactive", "--color", "never"],
      ...(policyPack === undefined ? [] : ["--policy-pack", policyPack]),
    ],
    cwd: program.folder,
    env: {
      ...process.env,
      ...sandbox.environment,
      ROADSTEAD_BENCH_PLANETS: String(program.planets),
      [preloads["record-usage"]]: usageFile,
      ...(registrations === undefined ? {} : { [preloads["record-registrations"]]: registrations }),
    },
    log,
  });
  if (cost.exitCode !== 0) {
    const end = readFileSync(log, "utf8").trim().split("\n").slice(-20).join("\n");
    throw new Error(`The preview of ${program.folder} ended with ${String(cost.exitCode)}:\n${end}`);
  }
  return { ...cost, exitCode: 0, programCpuSeconds: programCpuSeconds(usageFile) };
}

function programCpuSeconds(usageFile: string): number {
  const usage: unknown = JSON.parse(readFileSync(usageFile, "utf8"));
  const micros = (key: string): number => {
    const value: unknown = typeof usage === "object" && usage !== null ? Reflect.get(usage, key) : undefined;
    if (typeof value !== "number")
      throw new Error(`${usageFile} does not say ${key}: the program did not end by itself.`);
    return value;
  };
  return (micros("userCPUTime") + micros("systemCPUTime")) / 1e6;
}
