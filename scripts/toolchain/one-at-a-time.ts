import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { processIsAlive, type RunningProcess, thisProcess } from "./running-process";

const lookAgainMs = 500;
const speakEveryMs = 3_000;
const heartbeatMs = 5_000;
/** A holder on another host (a shared cache) cannot be asked whether it lives: its heartbeat tells. */
const silentForMs = 60_000;

interface Held extends RunningProcess {
  readonly since: string;
}

export interface Waiting {
  readonly report: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs `work` while no other run does; the folder of the lock exists. The lock only saves work: what it guards writes under names of its own and
 * renames, so that even two holders could do no harm.
 */
export async function oneAtATime<T>(lock: string, waiting: Waiting, work: () => Promise<T>): Promise<T> {
  await take(lock, waiting);
  const heartbeat = setInterval(() => beat(lock), heartbeatMs);
  heartbeat.unref();
  const release = () => {
    if (isOwn(lock)) rmSync(lock, { force: true });
  };
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

async function take(lock: string, { report, signal }: Waiting): Promise<void> {
  const from = Date.now();
  let spoke = 0;
  while (!tryToTake(lock)) {
    signal?.throwIfAborted();
    const holder = readHolder(lock);
    if (holder !== undefined && isStale(lock, holder)) {
      report(`The run that prepared the engine (process ${holder.pid}) has ended without finishing; taking over.`);
      removeStale(lock, holder);
      continue;
    }
    if (Date.now() - spoke >= speakEveryMs) {
      spoke = Date.now();
      const who = holder === undefined ? "another run" : `another run (process ${holder.pid} on ${holder.host})`;
      report(`Waiting for ${who}, which is preparing the engine: ${Math.round((spoke - from) / 1000)} s.`);
    }
    await delay(lookAgainMs, undefined, signal === undefined ? {} : { signal });
  }
}

/** A link appears with its content in it or not at all: nobody ever reads a half-written lock. */
function tryToTake(lock: string): boolean {
  const self: Held = { ...thisProcess(), since: new Date().toISOString() };
  const prepared = `${lock}.${process.pid}.${Math.random().toString(36).slice(2, 8)}`;
  writeFileSync(prepared, JSON.stringify(self));
  try {
    linkSync(prepared, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(prepared, { force: true });
  }
}

function isStale(lock: string, holder: Held): boolean {
  if (holder.host === thisProcess().host) return !processIsAlive(holder);
  const modified = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return modified !== undefined && Date.now() - modified > silentForMs;
}

/** Moves the lock away before deleting it: between reading and deleting somebody else may have taken it over. */
function removeStale(lock: string, expected: Held): void {
  const moved = `${lock}.stale.${process.pid}.${Math.random().toString(36).slice(2, 8)}`;
  try {
    renameSync(lock, moved);
  } catch {
    return;
  }
  const holder = readHolder(moved);
  if (holder !== undefined && JSON.stringify(holder) !== JSON.stringify(expected)) {
    try {
      linkSync(moved, lock);
    } catch {
      // A third run holds it by now; two holders do no harm.
    }
  }
  rmSync(moved, { force: true });
}

function readHolder(lock: string): Held | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(lock, "utf8"));
    return isHeld(read) ? read : unreadableHolder;
  } catch (error) {
    // Gone meanwhile: the next try may take it. Unreadable: nothing writes such a lock, so nobody holds it.
    return error instanceof SyntaxError ? unreadableHolder : undefined;
  }
}

/** Stands for the holder of a lock that nobody could have written whole; it counts as dead. */
const unreadableHolder: Held = { pid: 2 ** 30, started: "never", host: thisProcess().host, since: "" };

function isHeld(value: unknown): value is Held {
  if (typeof value !== "object" || value === null) return false;
  const fields: Partial<Record<keyof Held, unknown>> = value;
  return (
    typeof fields.pid === "number" &&
    typeof fields.started === "string" &&
    typeof fields.host === "string" &&
    typeof fields.since === "string"
  );
}

function isOwn(lock: string): boolean {
  const holder = readHolder(lock);
  const self = thisProcess();
  return holder?.pid === self.pid && holder.host === self.host && holder.started === self.started;
}

function beat(lock: string): void {
  if (!isOwn(lock)) return;
  const now = new Date();
  utimesSync(lock, now, now);
}
