import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from "node:fs";

/** What a finished command cost, with everything that it started. */
export interface TreeCost {
  readonly wallSeconds: number;
  /** User and system time of the whole process tree. */
  readonly cpuSeconds: number;
  readonly exitCode: number | null;
}

/** One line of /proc/<pid>/stat, as far as it matters here. */
export interface ProcessSample {
  readonly parent: number;
  readonly session: number;
  /** Own processor time in clock ticks, without children. */
  readonly ticks: number;
}

// USER_HZ: what /proc counts in on every Linux that Node runs on, whatever the kernel's own clock.
const ticksPerSecond = 100;
const samplingMs = 50;

/** Reads a stat line. The command's name stands in brackets and may hold anything, brackets and spaces too. */
export function readStat(line: string): ProcessSample | undefined {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const [, parent, , session] = fields.map(Number);
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (parent === undefined || session === undefined || !Number.isFinite(ticks)) return undefined;
  return { parent, session, ticks };
}

/**
 * Adds up what the processes of one session used. Looked at again and again rather than asked at the end: a plugin that
 * the engine kills, or that outlives its parent, is in nobody's account of children.
 */
export class SessionAccount {
  readonly #leader: number;
  readonly #ticks = new Map<number, number>();

  constructor(leader: number) {
    this.#leader = leader;
  }

  take(samples: ReadonlyMap<number, ProcessSample>): void {
    for (const [pid, { session, parent, ticks }] of samples) {
      const ours = session === this.#leader || this.#ticks.has(pid) || this.#ticks.has(parent);
      if (ours) this.#ticks.set(pid, Math.max(ticks, this.#ticks.get(pid) ?? 0));
    }
  }

  get cpuSeconds(): number {
    return [...this.#ticks.values()].reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond;
  }
}

function everyProcess(): Map<number, ProcessSample> {
  const samples = new Map<number, ProcessSample>();
  for (const entry of readdirSync("/proc")) {
    if (!/^[0-9]+$/.test(entry)) continue;
    try {
      const sample = readStat(readFileSync(`/proc/${entry}/stat`, "latin1"));
      if (sample !== undefined) samples.set(Number(entry), sample);
    } catch {
      // It ended between the listing and the look.
    }
  }
  return samples;
}

export interface MeasuredCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where its output goes. */
  readonly log: string;
}

/**
 * The last processor that this process may use. Two that share a core slow each other down, and what runs on both at once
 * is charged more processor time for the same work: on one, a figure hardly varies, whatever else the machine does.
 */
export function measuringProcessor(status = readFileSync("/proc/self/status", "utf8")): string {
  const allowed = /^Cpus_allowed_list:\s*(?:.*[,-])?(\d+)$/m.exec(status)?.[1];
  if (allowed === undefined) throw new Error("/proc/self/status does not say which processors may be used.");
  return allowed;
}

/** Runs a command in a session of its own, all of it on one processor, and measures the whole tree. */
export async function measureTree({ command, args, cwd, env, log }: MeasuredCommand): Promise<TreeCost> {
  if (!existsSync("/proc/self/stat")) {
    throw new Error("The bench measures whole process trees through /proc, so it needs Linux.");
  }
  const output = openSync(log, "w");
  try {
    const started = process.hrtime.bigint();
    const child = spawn("taskset", ["-c", measuringProcessor(), command, ...args], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", output, output],
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve(code));
    });
    // A session of its own is not reached by the terminal's Ctrl-C.
    const stop = (signal: NodeJS.Signals) => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
      process.exit(signal === "SIGINT" ? 130 : 143);
    };
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const account = new SessionAccount(child.pid ?? -1);
    const timer = setInterval(() => account.take(everyProcess()), samplingMs);
    const exitCode = await ended.finally(() => {
      clearInterval(timer);
      process.removeListener("SIGINT", stop).removeListener("SIGTERM", stop);
    });
    const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
    return { wallSeconds, cpuSeconds: account.cpuSeconds, exitCode };
  } finally {
    closeSync(output);
  }
}
