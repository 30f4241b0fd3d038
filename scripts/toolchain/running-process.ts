import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process named so that a later one with the same number is not mistaken for it. */
export interface RunningProcess {
  readonly pid: number;
  /** When it started, in letters and digits; empty where that cannot be found out. */
  readonly started: string;
  readonly host: string;
}

let own: RunningProcess | undefined;

export function thisProcess(): RunningProcess {
  own ??= { pid: process.pid, started: startOf(process.pid) ?? "", host: hostname() };
  return own;
}

/** Asks about a process of this host. */
export function processIsAlive(one: RunningProcess): boolean {
  try {
    process.kill(one.pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const started = startOf(one.pid);
  return started === undefined || one.started === "" || started === one.started;
}

function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in parentheses, may hold spaces; the start time is field 22, the state field 3. A zombie has ended.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : fields[19];
  } catch {
    return startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const printed = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { stdio: ["ignore", "pipe", "ignore"] });
    return printed.toString().replace(/[^0-9A-Za-z]/g, "_") || undefined;
  } catch {
    return undefined;
  }
}
