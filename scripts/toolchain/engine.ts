import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildEngine, type Preparation } from "./build-engine";
import {
  type CachedOrigin,
  cachedFolder,
  cachedOrigins,
  engineCache,
  lookInCache,
  removeLeftovers,
  sealFolder,
  unfinishedFolder,
} from "./cache";
import { oldestCli, pinnedCli, readCliVersion } from "./cli-version";
import { downloadEngine } from "./download-engine";
import type { Prepared } from "./go-program";
import { oneAtATime } from "./one-at-a-time";
import { lookOnPath, quietEnvironment } from "./path-engine";
import { runCommand } from "./run-command";
import { rootWithStandIn } from "./stand-in-host";

/** A Pulumi CLI with a language host for Node beside it. */
export interface Engine {
  /** Holds bin/pulumi and bin/pulumi-language-nodejs: fit for `PulumiCommand.get({ root })`. */
  readonly root: string;
  readonly pulumi: string;
  readonly version: string;
  readonly origin: "path" | "download" | "build";
  readonly languageHost: "official" | "stand-in";
  /** For each way that was looked at, what was found and why it was chosen or not. */
  readonly why: readonly string[];
}

export interface FindEngineOptions {
  /** Told what goes on: at least every three seconds while something takes long. */
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Try the official download once more, although a build is cached. */
  readonly retryDownload?: boolean;
}

/** Finds the engine, or gets one: on PATH, in the cache, by download, by building it. */
export function findEngine(options: FindEngineOptions = {}): Promise<Engine> {
  return findEngineBy({ download: downloadEngine, build: buildEngine }, options);
}

export type WaysToPrepare = Readonly<Record<CachedOrigin, (preparation: Preparation) => Promise<Prepared>>>;

/** `findEngine` with other ways to download and build. */
export async function findEngineBy(ways: WaysToPrepare, options: FindEngineOptions): Promise<Engine> {
  const { signal, report = () => {}, retryDownload = false } = options;
  signal?.throwIfAborted();
  const cache = engineCache();
  const version = pinnedCli();
  const onPath = await lookOnPath(cache, signal);
  const why = [`PATH: ${onPath.why}`];
  if (onPath.kind === "fits") {
    const { root, pulumi, version: found } = onPath;
    return { root, pulumi, version: found, origin: "path", languageHost: "official", why };
  }
  const cached = fromCache(cache, version, retryDownload ? ["download"] : cachedOrigins, why);
  if (cached !== undefined) return cached;
  refuseWindows();
  makeCache(cache);
  return oneAtATime(join(cache, "preparing.lock"), { report, signal }, async () => {
    removeLeftovers(cache);
    // Another run may have finished while this one waited.
    const meanwhile = fromCache(cache, version, retryDownload ? ["download"] : cachedOrigins, why);
    if (meanwhile !== undefined) return meanwhile;
    const task = { cache, version, why, report, signal, ways };
    if (!retryDownload) return prepare(task);
    return (await oneWay(task, "download")) ?? fromCache(cache, version, ["build"], why) ?? prepare(task);
  });
}

function fromCache(
  cache: string,
  version: string,
  origins: readonly CachedOrigin[],
  why: string[],
): Engine | undefined {
  for (const origin of origins) {
    const look = lookInCache(cache, version, origin);
    if (look.kind === "good") {
      const created = look.record.created.slice(0, 10);
      why.push(`cache: ${look.folder} has version ${version} (${look.record.how}, ${created})`);
      return engineIn(cache, look.folder, version, origin, why);
    }
    if (look.kind === "damaged") why.push(`cache: ${look.folder} is not used, ${look.why}`);
  }
  if (!why.some((line) => line.startsWith("cache: "))) why.push(`cache: no engine ${version} in ${cache}`);
  return undefined;
}

function engineIn(cache: string, folder: string, version: string, origin: CachedOrigin, why: string[]): Engine {
  const official = origin === "download";
  const root = official ? folder : rootWithStandIn(folder, version, unfinishedFolder(cache));
  return {
    root,
    pulumi: join(root, "bin", "pulumi"),
    version,
    origin,
    languageHost: official ? "official" : "stand-in",
    why: [...why],
  };
}

interface Task {
  readonly cache: string;
  readonly version: string;
  readonly why: string[];
  readonly report: (line: string) => void;
  readonly signal: AbortSignal | undefined;
  readonly ways: WaysToPrepare;
}

async function prepare(task: Task): Promise<Engine> {
  const engine = (await oneWay(task, "download")) ?? (await oneWay(task, "build"));
  if (engine === undefined) throw new EngineNotFound(task.version, task.why);
  return engine;
}

const wayNames: Record<CachedOrigin, string> = { download: "official download", build: "build of the Go module" };

async function oneWay(task: Task, origin: CachedOrigin): Promise<Engine | undefined> {
  const name = wayNames[origin];
  const { cache, version, why, report, signal } = task;
  // Told once: a retried download that failed is not tried again for the same engine.
  if (why.some((line) => line.startsWith(`${name}: `))) return undefined;
  const prepared = await prepareOne(task, origin);
  signal?.throwIfAborted();
  if (!prepared.done) {
    why.push(`${name}: ${prepared.why}`);
    report(`No engine by ${name}: ${prepared.why}`);
    return undefined;
  }
  why.push(`${name}: ${prepared.how}`);
  return engineIn(cache, cachedFolder(cache, version, origin), version, origin, why);
}

/** Prepares under a name of its own, tries what came, makes it durable, and only then gives it its name. */
async function prepareOne(
  { cache, version, why, report, signal, ways }: Task,
  origin: CachedOrigin,
): Promise<Prepared> {
  const folder = unfinishedFolder(cache);
  mkdirSync(folder, { recursive: true });
  try {
    const prepared = await ways[origin]({ version, folder, report, signal });
    if (!prepared.done) return prepared;
    const wrong = await whyNotWorking(folder, version, signal);
    if (wrong !== undefined) return { done: false, why: wrong };
    sealFolder(folder, { version, origin, how: prepared.how, failedBefore: why });
    const place = cachedFolder(cache, version, origin);
    if (existsSync(place)) rmSync(place, { recursive: true, force: true });
    renameSync(folder, place);
    return prepared;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function whyNotWorking(folder: string, version: string, signal: AbortSignal | undefined) {
  const pulumi = join(folder, "bin", "pulumi");
  const env = { ...quietEnvironment(), PULUMI_HOME: join(folder, "home-of-a-trial") };
  const trial = await runCommand(pulumi, ["version"], { env, timeoutMs: 60_000, signal });
  rmSync(env.PULUMI_HOME, { recursive: true, force: true });
  if (trial.failure !== undefined)
    return `what came does not run: pulumi version ${trial.failure}. ${trial.stderr.slice(0, 300)}`;
  const found = readCliVersion(trial.stdout);
  return found === version ? undefined : `what came is version ${JSON.stringify(trial.stdout.trim())}, not ${version}`;
}

function makeCache(cache: string): void {
  try {
    mkdirSync(cache, { recursive: true });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The cache folder ${cache} cannot be made: ${said}. Point ROADSTEAD_CACHE to a folder that can be written.`,
    );
  }
}

function refuseWindows(): void {
  if (process.platform !== "win32") return;
  throw new Error(
    `No Pulumi CLI ${oldestCli} or newer with its language host is on PATH, and on Windows Roadstead cannot get one by itself. Install Pulumi (https://www.pulumi.com/docs/install), or use WSL.`,
  );
}

/** Thrown when every way failed: names each, what happened, and what to do. */
export class EngineNotFound extends Error {
  override readonly name = "EngineNotFound";

  constructor(version: string, why: readonly string[]) {
    super(
      [
        "No Pulumi engine could be found, downloaded or built. What was tried:",
        ...why.map((line, index) => `  ${index + 1}. ${line.replaceAll("\n", "\n     ")}`),
        "Any one of these mends it:",
        `  - Install the official Pulumi CLI ${oldestCli} or newer (https://www.pulumi.com/docs/install) so that \`pulumi\` is on PATH.`,
        `  - Let this machine reach get.pulumi.com, from which ${version} is downloaded.`,
        "  - Install Go 1.26 or newer and let it reach a Go module proxy (`go env GOPROXY`).",
        "`npm run toolchain -- --doctor` shows the same without changing anything.",
      ].join("\n"),
    );
  }
}
