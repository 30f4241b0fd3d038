// Providers that stay between engine runs: saves their start, which is a quarter of a small run.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "./open";
import { packagesFor } from "./open";
import { pluginProgram } from "./plugin-program";
import { type Answer, linesOf, type Order, readAnswer } from "./resident-orders";

/** What to add to the environment of each engine run. */
export interface ResidentEnvironment {
  readonly PULUMI_DEBUG_PROVIDERS: string;
}

export interface ResidentProviders {
  readonly environment: ResidentEnvironment;
  stop(): Promise<void>;
}

/** One process that serves any package in any number of sandboxes, each at a port of its own. */
export interface ResidentService {
  /** Serves these packages in a sandbox. Asked again, it names the same ports. */
  attach(sandbox: Pick<Sandbox, "folder">, packages: readonly string[]): Promise<ResidentEnvironment>;
  stop(): Promise<void>;
}

export interface ResidentOptions {
  /** Folder of the program, for its SDKs. */
  readonly program: string;
  /** Credentials and the like, which a provider takes from its own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Serves packages in one sandbox. They follow the journal, so what other processes do is seen. Two provider instances of
 * one package work; each engine connection is a session of its own.
 */
export async function startResidentProviders(
  sandbox: Sandbox,
  packages: readonly string[],
  options: ResidentOptions,
): Promise<ResidentProviders> {
  const environment = { ...sandbox.environment, ...options.environment };
  const service = startResidentService({ ...options, environment });
  try {
    return { environment: await service.attach(sandbox, packages), stop: service.stop };
  } catch (error) {
    await service.stop();
    throw error;
  }
}

export function startResidentService({ program, environment }: ResidentOptions): ResidentService {
  const child = spawn(process.execPath, [pluginProgram(), "--resident"], {
    cwd: program,
    env: { ...process.env, ...environment, ROADSTEAD_SANDBOX_PROGRAM: program },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ask = questions(child);
  const installed = packagesFor(program);
  const ports = new Map<string, Promise<number>>();

  const portOf = (folder: string, name: string): Promise<number> => {
    const found = installed.find((one) => one.name === name);
    if (found === undefined) {
      throw new Error(`${program} has no SDK of "${name}". It has ${installed.map((one) => one.name).join(", ")}.`);
    }
    const key = `${folder} ${name}`;
    const port = ports.get(key) ?? ask({ folder, packageName: name, version: found.version });
    ports.set(key, port);
    return port;
  };
  return {
    async attach({ folder }, packages) {
      const attached = await Promise.all(packages.map(async (name) => `${name}:${await portOf(folder, name)}`));
      return { PULUMI_DEBUG_PROVIDERS: attached.join(",") };
    },
    stop: () => ended(child),
  };
}

/** Tells resident providers which process a fault plan kills. To be called once the engine of a run has started. */
export function nameEngine(folder: string, pid: number): void {
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `engine.pid.${process.pid}`);
  writeFileSync(draft, `${pid}\n`);
  renameSync(draft, join(folder, "engine.pid"));
}

/** Orders are answered in their order. */
function questions(child: ChildProcess): (order: Order) => Promise<number> {
  const waiting: { done(port: number): void; failed(error: Error): void }[] = [];
  let over: Error | undefined;
  let complaint = "";
  const end = (error: Error) => {
    over ??= error;
    for (const { failed } of waiting.splice(0)) failed(over);
  };
  const hear = (answer: Answer) => {
    const next = waiting.shift();
    if ("port" in answer) next?.done(answer.port);
    else next?.failed(new Error(answer.problem));
  };
  const take = linesOf((line) => hear(readAnswer(line)));
  child.stdout?.setEncoding("utf8").on("data", take);
  child.stderr?.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.stdin?.on("error", () => {});
  child.on("error", end);
  child.on("close", (code) => end(new Error(`The sandbox providers ended with ${code}: ${complaint.trim()}`)));
  return (order) =>
    new Promise((done, failed) => {
      if (over !== undefined) return failed(over);
      waiting.push({ done, failed });
      child.stdin?.write(`${JSON.stringify(order)}\n`);
    });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGTERM");
  });
}
