import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs a tool that has to do its part before a server can start. */
export function must(tool: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(tool, args, { encoding: "utf8", timeout: 60_000 });
  if (status !== 0) throw new Error(`${tool} ${args.join(" ")}: ${error?.message ?? stderr}`);
}

/** A port of this machine that nobody listens at. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, host, listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

/** A server in a folder of its own. */
export class RunningServer {
  readonly folder = mkdtempSync(join(tmpdir(), "roadstead-server-"));
  readonly #log = join(this.folder, "log");
  #child: ChildProcess | undefined;

  /** Starts it, and waits until it answers what asks. */
  async start(command: string, args: readonly string[], asks: readonly [string, ...string[]]): Promise<void> {
    // Into a file: nobody here would empty a pipe while a test waits for a command.
    const log = openSync(this.#log, "w");
    const child = spawn(command, args, { stdio: ["ignore", log, log] });
    this.#child = child;
    const [tool, ...words] = asks;
    const until = Date.now() + 60_000;
    while (spawnSync(tool, words, { timeout: 10_000 }).status !== 0) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`${command} did not start: ${this.said}`);
      await new Promise((later) => setTimeout(later, 100));
    }
  }

  get said(): string {
    return readFileSync(this.#log, "utf8");
  }

  stop(): void {
    this.#child?.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
