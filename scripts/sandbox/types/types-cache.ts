// Keeps what was read from SDKs under the user's cache folder. Losing it costs seconds, trusting a broken one would cost more.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type StoredPackage, storedPackage, storedText } from "./stored-package";

export interface Sdk {
  /** Package name as the engine says it, not the one of npm. */
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

export function cacheFolder(): string {
  const { ROADSTEAD_CACHE, XDG_CACHE_HOME } = process.env;
  const base = ROADSTEAD_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "roadstead");
  return join(base, "types");
}

/** Reads an SDK, or what an earlier reading of the same files left. */
export async function readCached(sdk: Sdk, folder: string = cacheFolder()): Promise<StoredPackage> {
  const path = join(folder, `${sdk.name}-${sdk.version}-${readerFormat()}-${sdkFingerprint(sdk.folder)}.json`);
  const cached = readIfThere(path);
  const known = cached === undefined ? undefined : storedPackage(cached);
  if (known !== undefined) return known;
  // The TypeScript parser takes a third of a second to load, and a filled cache never needs it.
  const { readPackage } = await import("./read-package.js");
  const text = storedText(readPackage(sdk.folder, sdk.name, sdk.version));
  keep(folder, path, text, `${sdk.name}-${sdk.version}-`);
  const stored = storedPackage(text);
  if (stored === undefined) throw new Error(`The types of ${sdk.name} ${sdk.version} cannot be stored. This is a bug.`);
  return stored;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** Writes beside and renames, so that nobody ever reads half a file. A cache that cannot be written is no error. */
function keep(folder: string, path: string, text: string, prefix: string): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(partial, text);
    renameSync(partial, path);
    forgetOlder(folder, prefix, path);
  } catch {
    removeIfThere(partial);
  }
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where nothing can be written, nothing is left behind either.
  }
}

const entriesKept = 4;

/** An SDK that is edited, or a reader that changes, leaves a file each time: only the newest few stay. */
function forgetOlder(folder: string, prefix: string, newest: string): void {
  const older = readdirSync(folder)
    .filter((name) => name.startsWith(prefix) && name.endsWith(".json"))
    .map((name) => join(folder, name))
    .filter((path) => path !== newest)
    .map((path) => ({ path, written: statSync(path).mtimeMs }))
    .sort((left, right) => right.written - left.written);
  for (const { path } of older.slice(entriesKept - 1)) rmSync(path, { force: true });
}

let format: string | undefined;

/** Changes with any file of this folder, so that a cache written by older code is never read. */
function readerFormat(): string {
  if (format !== undefined) return format;
  const hash = createHash("sha256");
  for (const name of readdirSync(__dirname).sort()) {
    if (/\.(ts|js)$/.test(name) && !/\.(test|d)\.ts$/.test(name)) hash.update(readFileSync(join(__dirname, name)));
  }
  format = hash.digest("hex").slice(0, 8);
  return format;
}

/** Names, sizes and times of the SDK's files: another SDK of the same version, or a patched one, is another entry. */
export function sdkFingerprint(folder: string): string {
  const hash = createHash("sha256");
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const child = join(path, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== "node_modules") visit(child);
      } else if (/\.(js|d\.ts)$/.test(entry.name) || entry.name === "package.json") {
        const { size, mtimeMs } = statSync(child);
        hash.update(`${child.slice(folder.length)} ${size} ${mtimeMs}\n`);
      }
    }
  };
  visit(folder);
  return hash.digest("hex").slice(0, 12);
}
