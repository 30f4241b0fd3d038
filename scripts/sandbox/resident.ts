// Providers that stay between engine runs: saves their start, which matters to a sweep of hundreds of runs.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "./open";
import { packagesFor } from "./open";
import { pluginProgram } from "./plugin-program";

export interface ResidentProviders {
  /** To be added to the environment of each engine run. */
  readonly environment: { readonly PULUMI_DEBUG_PROVIDERS: string };
  stop(): Promise<void>;
}

export interface ResidentOptions {
  /** Folder of the program, for its SDKs. */
  readonly program: string;
  /** Credentials and the like, which a provider takes from its own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Starts one provider for each package. They follow the journal, so what other processes do is seen. Two provider
 * instances of one package work; each engine connection is a session of its own.
 */
export async function startResidentProviders(
  sandbox: Sandbox,
  packages: readonly string[],
  options: ResidentOptions,
): Promise<ResidentProviders> {
  const installed = packagesFor(options.program);
  const started: { readonly name: string; readonly child: ChildProcess; readonly port: Promise<number> }[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map(({ child }) => ended(child)));
  };
  try {
    for (const name of packages) {
      const found = installed.find((one) => one.name === name);
      if (found === undefined) {
        throw new Error(
          `${options.program} has no SDK of "${name}". It has ${installed.map((one) => one.name).join(", ")}.`,
        );
      }
      const words = ["--folder", sandbox.folder, "--package", name, "--version", found.version, "--resident"];
      const child = spawn(process.execPath, [pluginProgram(), ...words], {
        cwd: options.program,
        env: {
          ...process.env,
          ...sandbox.environment,
          ...options.environment,
          ROADSTEAD_SANDBOX_PROGRAM: options.program,
        },
        stdio: ["ignore", "pipe", "pipe"],
      });
      started.push({ name, child, port: portOf(name, child) });
    }
    const ports = await Promise.all(started.map(async ({ name, port }) => `${name}:${await port}`));
    return { environment: { PULUMI_DEBUG_PROVIDERS: ports.join(",") }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Tells resident providers which process a fault plan kills. To be called once the engine of a run has started. */
export function nameEngine(folder: string, pid: number): void {
  mkdirSync(folder, { recursive: true });
  const draft = join(folder, `engine.pid.${process.pid}`);
  writeFileSync(draft, `${pid}\n`);
  renameSync(draft, join(folder, "engine.pid"));
}

function portOf(name: string, child: ChildProcess): Promise<number> {
  return new Promise((done, failed) => {
    let said = "";
    let complaint = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const port = /^(\d+)\n/.exec(said)?.[1];
      if (port !== undefined) done(Number(port));
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on("error", failed);
    child.on("exit", (code) =>
      failed(new Error(`The sandbox provider of ${name} ended with ${code}: ${complaint.trim()}`)),
    );
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGTERM");
  });
}
