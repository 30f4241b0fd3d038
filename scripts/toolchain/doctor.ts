import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type CachedOrigin, cachedOrigins, engineCache, lookInCache } from "./cache";
import { oldestCli, pinnedCli, readCliVersion } from "./cli-version";
import type { Engine } from "./engine";
import { usableGo } from "./go-program";
import { lookOnPath, onPath, quietEnvironment } from "./path-engine";
import { runCommand } from "./run-command";
import { standInRoot } from "./stand-in-host";

/** One way to an engine, as it stands now. */
export interface Way {
  readonly name: string;
  readonly state: "chosen" | "usable" | "not usable" | "not tried";
  readonly why: string;
}

export interface Diagnosis {
  /** The engine that a run would use now; null when it would have to be prepared first. */
  readonly engine: Omit<Engine, "why"> | null;
  readonly ways: readonly Way[];
  readonly versions: {
    readonly pinned: string;
    readonly oldest: string;
    readonly node: string;
    readonly npm: string;
    readonly go: string;
  };
  readonly cache: { readonly folder: string; readonly bytes: number; readonly entries: readonly string[] };
}

/** Looks at everything and changes nothing. */
export async function diagnose(): Promise<Diagnosis> {
  const cache = engineCache();
  const version = pinnedCli();
  const path = await lookOnPath(cache, undefined);
  const go = await usableGo(undefined);
  const ways: Way[] = [];
  let engine: Diagnosis["engine"] = null;
  if (path.kind === "fits") {
    const { root, pulumi, version: found } = path;
    engine = { root, pulumi, version: found, origin: "path", languageHost: "official" };
  }
  ways.push({ name: "pulumi on PATH", state: path.kind === "fits" ? "chosen" : "not usable", why: path.why });
  let failedBefore: readonly string[] = [];
  for (const origin of cachedOrigins) {
    const look = lookInCache(cache, version, origin);
    const trouble = look.kind === "good" ? await whyNotRunning(join(look.folder, "bin", "pulumi"), version) : undefined;
    if (look.kind !== "good" || trouble !== undefined) {
      ways.push({ name: cachedName[origin], state: "not usable", why: trouble ?? describeLook(look) });
      continue;
    }
    failedBefore = look.record.failedBefore;
    const state = engine === null ? "chosen" : "usable";
    engine ??= engineOf(look.folder, version, origin);
    ways.push({ name: cachedName[origin], state, why: `${look.folder}: ${look.record.how}, ${look.record.created}` });
  }
  const download = failedBefore.find((line) => line.startsWith("official download: "));
  ways.push({
    name: "official download",
    state: "not tried",
    why: [
      engine === null ? "a run will try it" : "an engine is at hand",
      ...(download === undefined ? [] : [`when the build was made: ${download.slice("official download: ".length)}`]),
      ...(engine?.origin === "build" ? ["`npm run toolchain -- --retry-download` tries it again"] : []),
    ].join("; "),
  });
  ways.push({
    name: "build of the Go module",
    state: go.usable ? "not tried" : "not usable",
    why: go.usable
      ? `${go.path} is ${go.version}; ${engine === null ? "used when the download fails" : "an engine is at hand"}`
      : go.why,
  });
  return {
    engine,
    ways,
    versions: {
      pinned: version,
      oldest: oldestCli,
      node: `${process.version} (${process.execPath})`,
      npm: await npmVersion(),
      go: go.usable ? go.version : "none that will do",
    },
    cache: describeCache(cache),
  };
}

const cachedName: Record<CachedOrigin, string> = { download: "cached download", build: "cached build" };

function engineOf(folder: string, version: string, origin: CachedOrigin): Omit<Engine, "why"> {
  const official = origin === "download";
  const root = official ? folder : standInRoot(folder, version);
  return {
    root,
    pulumi: join(root, "bin", "pulumi"),
    version,
    origin,
    languageHost: official ? "official" : "stand-in",
  };
}

function describeLook(look: ReturnType<typeof lookInCache>): string {
  if (look.kind === "absent") return `${look.folder} does not exist`;
  return look.kind === "damaged" ? `${look.folder}: ${look.why}; the next run replaces it` : look.folder;
}

async function whyNotRunning(pulumi: string, version: string): Promise<string | undefined> {
  const trial = await runCommand(pulumi, ["version"], { env: quietEnvironment(), timeoutMs: 60_000 });
  if (trial.failure !== undefined) return `${pulumi} version: it ${trial.failure}; delete ${join(pulumi, "../..")}`;
  const found = readCliVersion(trial.stdout);
  return found === version ? undefined : `${pulumi} is version ${found ?? trial.stdout.trim()}, not ${version}`;
}

async function npmVersion(): Promise<string> {
  const npm = onPath("npm");
  if (npm === undefined) return "none on PATH";
  const asked = await runCommand(npm, ["--version"], { timeoutMs: 20_000 });
  return asked.failure === undefined ? `${asked.stdout.trim()} (${npm})` : `${npm}: it ${asked.failure}`;
}

function describeCache(folder: string): Diagnosis["cache"] {
  if (!existsSync(folder)) return { folder, bytes: 0, entries: [] };
  return { folder, bytes: sizeOf(folder, new Set()), entries: readdirSync(folder).sort() };
}

/** A file that has several names counts once. */
function sizeOf(path: string, counted: Set<number>): number {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined || counted.has(status.ino)) return 0;
  counted.add(status.ino);
  if (!status.isDirectory()) return status.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name), counted), 0);
}

export function printDiagnosis({ engine, ways, versions, cache }: Diagnosis): string {
  const width = Math.max(...ways.map((way) => way.name.length));
  const stateWidth = Math.max(...ways.map((way) => way.state.length));
  return [
    engine === null
      ? `No engine is at hand. The next run gets Pulumi ${versions.pinned}.`
      : `Engine: Pulumi ${engine.version}, by ${engine.origin}, with ${hostName[engine.languageHost]}\n  ${engine.pulumi}`,
    "",
    "Ways, in the order they are looked at:",
    ...ways.map((way) => `  ${way.name.padEnd(width)}  ${way.state.padEnd(stateWidth)}  ${way.why}`),
    "",
    `Pulumi  pinned ${versions.pinned}, accepted from ${versions.oldest}`,
    `Node    ${versions.node}`,
    `npm     ${versions.npm}`,
    `Go      ${versions.go}`,
    `Cache   ${cache.folder}: ${(cache.bytes / 1e6).toFixed(0)} MB${cache.entries.length === 0 ? "" : `, ${cache.entries.join(", ")}`}`,
  ].join("\n");
}

const hostName = {
  official: "its own language host for Node",
  "stand-in": "Roadstead's stand-in for the language host for Node (runs programs, packs and packages; writes no code)",
} as const;
