import { spawn } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { guest4 } from "../world/addresses";

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end, never longer than the limit. */
export function runToEnd(
  program: string,
  args: readonly string[],
  stdin: string | undefined,
  seconds: number,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    // A command that ends without reading its input is no fault of ours.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stdin);
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      const said = { out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
      if (code === null)
        reject(new Error(`${program} ${args.join(" ")} was ended by ${signal} after ${seconds} s: ${said.err}`));
      else resolve({ code, ...said });
    });
  });
}

export interface Login {
  readonly user: string;
  readonly port: number;
  readonly privateKey: string;
  /** The address to come from, where not every one is let in. */
  readonly from?: string;
  /** Where the machine lies; where most do, if nothing is said. */
  readonly address?: string;
}

/** One login over SSH, kept open between commands: under emulation each new one costs seconds. */
export class SecureShell {
  readonly login: Login;
  private readonly knownHosts: string;
  private readonly control: string;

  constructor(folder: string, login: Login, name = "login") {
    this.login = login;
    this.knownHosts = join(folder, "known-hosts");
    this.control = join(folder, name);
    chmodSync(login.privateKey, 0o600);
  }

  private get address(): string {
    return this.login.address ?? guest4;
  }

  /** Options of one connection; `fresh` ones share nothing with the one that is kept. */
  private options(fresh: boolean): string[] {
    const { port, privateKey, from } = this.login;
    const settings = [
      ...(from === undefined ? [] : [`BindAddress=${from}`]),
      "BatchMode=yes",
      "IdentitiesOnly=yes",
      "ConnectTimeout=15",
      "ServerAliveInterval=15",
      "ServerAliveCountMax=8",
      "LogLevel=ERROR",
      // Met once, pinned from then on, as a deployment does.
      "StrictHostKeyChecking=accept-new",
      `UserKnownHostsFile=${this.knownHosts}`,
      ...(fresh ? [] : ["ControlMaster=auto", `ControlPath=${this.control}`, "ControlPersist=300"]),
    ];
    return ["-F", "none", "-p", String(port), "-i", privateKey, ...settings.flatMap((each) => ["-o", each])];
  }

  /** Runs a command as the login's own shell does, and gives what became of it. */
  run(command: string, { stdin = "", seconds = 300, fresh = false }: CommandOptions = {}): Promise<Ended> {
    const words = [...this.options(fresh), `${this.login.user}@${this.address}`, "--", command];
    return runToEnd("ssh", words, stdin, seconds);
  }

  /** Lets go of the kept connection, as before a restart. */
  async hangUp(): Promise<void> {
    if (existsSync(this.control))
      await runToEnd("ssh", [...this.options(false), "-O", "exit", this.address], undefined, 20);
    rmSync(this.control, { force: true });
  }

  /** Another machine answers at the address from now on. */
  forget(): void {
    rmSync(this.knownHosts, { force: true });
  }
}

export interface CommandOptions {
  readonly stdin?: string;
  readonly seconds?: number;
  readonly fresh?: boolean;
}
