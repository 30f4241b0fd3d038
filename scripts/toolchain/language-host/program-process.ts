import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

/** How a started program ended. */
export type ProgramEnd =
  | { readonly kind: "exit"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: string }
  | { readonly kind: "not-started"; readonly message: string };

const children = new Set<ChildProcess>();

/** Time a program gets to end by itself after an interrupt, as the official host gives it. */
const graceAfterInterruptMs = 5_000;
/** Time for the last output to arrive once the program itself is gone but something it started holds its streams. */
const graceForStreamsMs = 2_000;

export interface ProgramStart {
  readonly executable: string;
  readonly arguments: readonly string[];
  readonly cwd: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** A descriptor of this process that the program has as its number 3. */
  readonly inherits?: number | undefined;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
}

export interface RunningProgram {
  readonly pid: number | undefined;
  readonly ended: Promise<ProgramEnd>;
  /** Interrupts, then kills what has not ended in time. */
  stop(): void;
  kill(): void;
}

export function startProgram(start: ProgramStart): RunningProgram {
  const child = spawn(start.executable, start.arguments, {
    cwd: start.cwd,
    env: start.env,
    stdio: ["ignore", "pipe", "pipe", ...(start.inherits === undefined ? [] : [start.inherits])],
  });
  children.add(child);
  child.stdout?.on("data", start.onStdout);
  child.stderr?.on("data", start.onStderr);
  const ended = new Promise<ProgramEnd>((resolve) => {
    let end: ProgramEnd | undefined;
    child.once("error", (error) => {
      children.delete(child);
      if (child.pid === undefined) resolve({ kind: "not-started", message: error.message });
    });
    child.once("exit", (code, signal) => {
      children.delete(child);
      end = signal === null ? { kind: "exit", code: code ?? 0 } : { kind: "signal", signal };
      const known = end;
      setTimeout(() => resolve(known), graceForStreamsMs).unref();
    });
    child.once("close", () => {
      if (end !== undefined) resolve(end);
    });
  });
  return {
    pid: child.pid,
    ended,
    stop: () => stopChild(child),
    kill: () => {
      child.kill("SIGKILL");
    },
  };
}

function stopChild(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  setTimeout(() => child.kill("SIGKILL"), graceAfterInterruptMs).unref();
}

/** True where a program was still running. */
export function stopEveryProgram(): boolean {
  for (const child of children) stopChild(child);
  return children.size > 0;
}

export function killEveryProgram(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** `node` as the official host finds it, on PATH; without one there, the Node that runs this host. */
export function findNode(): string {
  return findOnPath("node") ?? process.execPath;
}

export function findOnPath(name: string): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder === "") continue;
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not here: the next folder of PATH is tried.
    }
  }
  return undefined;
}

/** Finds a module of the program's own SDK, as `require.resolve` in the program's folder would. */
export function locateModule(module: string, programDirectory: string, isPlugin: boolean): string {
  const folder = realpathSync(programDirectory);
  try {
    return createRequire(join(folder, "program.js")).resolve(module);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "MODULE_NOT_FOUND") throw error;
    const install = isPlugin ? `npm install in ${programDirectory}` : "pulumi install";
    throw new Error(
      `Cannot find module '${module}' from ${programDirectory}. It looks like the Pulumi SDK has not been installed. Have you run ${install}?`,
    );
  }
}
