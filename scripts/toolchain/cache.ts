import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { processIsAlive, type RunningProcess, thisProcess } from "./running-process";

/** In the order they are preferred; neither is fetched again while one is there. */
export const cachedOrigins = ["download", "build"] as const;
export type CachedOrigin = (typeof cachedOrigins)[number];

/** Where engines are kept: ROADSTEAD_CACHE, else XDG_CACHE_HOME, else ~/.cache; in it roadstead/engine. */
export function engineCache(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment["ROADSTEAD_CACHE"];
  if (own !== undefined && own !== "") {
    if (!isAbsolute(own)) throw new Error(`ROADSTEAD_CACHE: ${JSON.stringify(own)} is not an absolute path. Give one.`);
    return join(own, "roadstead", "engine");
  }
  const xdg = environment["XDG_CACHE_HOME"];
  // The XDG standard says that a relative path is to be ignored.
  const user = xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".cache");
  return join(user, "roadstead", "engine");
}

/** What was put in the cache, written last and fsynced: a folder without it is not an engine. */
export interface CacheRecord {
  readonly version: string;
  readonly origin: CachedOrigin;
  /** Size of bin/pulumi in bytes: a file that was cut or replaced is noticed without reading it. */
  readonly bytes: number;
  readonly created: string;
  readonly how: string;
  /** What was tried before and did not work, so that it can be told without trying it again. */
  readonly failedBefore: readonly string[];
}

const recordFile = "engine.json";

export function cachedFolder(cache: string, version: string, origin: CachedOrigin): string {
  return join(cache, `v${version}-${origin}`);
}

export type CacheLook =
  | { readonly kind: "good"; readonly folder: string; readonly record: CacheRecord }
  | { readonly kind: "absent"; readonly folder: string }
  | { readonly kind: "damaged"; readonly folder: string; readonly why: string };

export function lookInCache(cache: string, version: string, origin: CachedOrigin): CacheLook {
  const folder = cachedFolder(cache, version, origin);
  if (!existsSync(folder)) return { kind: "absent", folder };
  const record = readRecord(folder);
  if (record === undefined) return { kind: "damaged", folder, why: `it has no readable ${recordFile}` };
  if (record.version !== version || record.origin !== origin) {
    return { kind: "damaged", folder, why: `its ${recordFile} speaks of ${record.version} by ${record.origin}` };
  }
  const program = statSync(join(folder, "bin", "pulumi"), { throwIfNoEntry: false });
  if (program === undefined) return { kind: "damaged", folder, why: "bin/pulumi is missing" };
  if (program.size !== record.bytes) {
    return { kind: "damaged", folder, why: `bin/pulumi has ${program.size} bytes instead of ${record.bytes}` };
  }
  if ((program.mode & 0o111) === 0) return { kind: "damaged", folder, why: "bin/pulumi is not executable" };
  return { kind: "good", folder, record };
}

function readRecord(folder: string): CacheRecord | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, recordFile), "utf8"));
    return isCacheRecord(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isCacheRecord(value: unknown): value is CacheRecord {
  if (typeof value !== "object" || value === null) return false;
  const fields: Partial<Record<keyof CacheRecord, unknown>> = value;
  return (
    typeof fields.version === "string" &&
    (fields.origin === "download" || fields.origin === "build") &&
    typeof fields.bytes === "number" &&
    typeof fields.created === "string" &&
    typeof fields.how === "string" &&
    Array.isArray(fields.failedBefore)
  );
}

/** Writes the record and makes the whole folder durable, so that after a crash it is either complete or unusable. */
export function sealFolder(
  folder: string,
  made: Pick<CacheRecord, "version" | "origin" | "how" | "failedBefore">,
): void {
  const program = join(folder, "bin", "pulumi");
  makeDurable(program);
  const record: CacheRecord = {
    ...made,
    bytes: statSync(program).size,
    created: new Date().toISOString(),
  };
  const path = join(folder, recordFile);
  writeFileSync(path, `${JSON.stringify(record, undefined, 2)}\n`);
  makeDurable(path);
  makeDurable(join(folder, "bin"));
  makeDurable(folder);
}

export function makeDurable(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A name that tells whose unfinished work a folder is, so that it can be removed once its owner is gone. */
export function unfinishedFolder(cache: string): string {
  const { pid, started, host } = thisProcess();
  const random = Math.random().toString(36).slice(2, 8);
  return join(cache, `unfinished-${pid}-${started.replace(/[^0-9A-Za-z]/g, "_") || "0"}-${random}@${host}`);
}

/** Removes what dead runs left. Returns the names removed. */
export function removeLeftovers(cache: string): string[] {
  if (!existsSync(cache)) return [];
  const left = readdirSync(cache).filter((name) => {
    const owner = ownerOf(name);
    return owner !== undefined && owner.host === thisProcess().host && !processIsAlive(owner);
  });
  for (const name of left) rmSync(join(cache, name), { recursive: true, force: true });
  return left;
}

function ownerOf(name: string): RunningProcess | undefined {
  const [, pid, started, host] = /^unfinished-(\d+)-([0-9A-Za-z_]+)-[0-9a-z]+@(.*)$/.exec(name) ?? [];
  if (pid === undefined || started === undefined || host === undefined) return undefined;
  return { pid: Number(pid), started: started === "0" ? "" : started, host };
}
