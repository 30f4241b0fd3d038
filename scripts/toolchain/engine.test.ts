import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pinnedCli } from "./cli-version";
import { findEngineBy, type WaysToPrepare } from "./engine";
import type { Prepared } from "./go-program";
import { type StandInPrograms, standInPrograms, writeProgram, writePulumi } from "./stand-ins/stand-in-programs";

const pinned = pinnedCli();
let programs: StandInPrograms;
let asked: string[];

beforeEach(() => {
  programs = standInPrograms();
  asked = [];
  vi.stubEnv("PATH", programs.bin);
  vi.stubEnv("ROADSTEAD_CACHE", programs.cache);
});
afterEach(() => vi.unstubAllEnvs());

/** Ways that leave a stand-in CLI of this version, or that fail for this reason. */
function ways(outcome: { download: { version: string } | string; build: { version: string } | string }): WaysToPrepare {
  const way =
    (name: "download" | "build") =>
    async ({ folder }: { folder: string }): Promise<Prepared> => {
      asked.push(name);
      const what = outcome[name];
      if (typeof what === "string") return { done: false, why: what };
      mkdirSync(join(folder, "bin"), { recursive: true });
      writePulumi(join(folder, "bin", "pulumi"), `v${what.version}`);
      if (name === "download") writeProgram(join(folder, "bin", "pulumi-language-nodejs"), "");
      return { done: true, how: `stand-in ${name}` };
    };
  return { download: way("download"), build: way("build") };
}

const good = { version: pinned };

describe("the order of ways", () => {
  it("takes a new enough pulumi on PATH that has its own language host, and prepares nothing", async () => {
    writePulumi(join(programs.bin, "pulumi"), "v3.300.1");
    writeProgram(join(programs.bin, "pulumi-language-nodejs"), "");
    const engine = await findEngineBy(ways({ download: good, build: good }), {});
    expect(engine).toMatchObject({ origin: "path", version: "3.300.1", languageHost: "official" });
    expect(join(engine.root, "bin")).toBe(programs.bin);
    expect(asked).toEqual([]);
    expect(existsSync(programs.cache)).toBe(false);
  });

  it.each([
    ["is too old", "v3.248.9", true, /3\.248\.9 is too old; 3\.249\.0 or newer/],
    ["is of another major line", "v4.0.0", true, /4\.0\.0 is of another major line/],
    ["has no language host of its own", "v3.259.0", false, /no pulumi-language-nodejs beside it/],
    ["prints no version", "Pulumi, the friendly CLI", true, /which is no version/],
  ])("passes over a pulumi on PATH that %s, and says so", async (_what, printed, withHost, why) => {
    writePulumi(join(programs.bin, "pulumi"), printed);
    if (withHost) writeProgram(join(programs.bin, "pulumi-language-nodejs"), "");
    const engine = await findEngineBy(ways({ download: good, build: good }), {});
    expect(engine.origin).toBe("download");
    expect(engine.why[0]).toMatch(why);
  });

  it("passes over a pulumi on PATH that does not run", async () => {
    writeProgram(join(programs.bin, "pulumi"), "process.exit(7);");
    const engine = await findEngineBy(ways({ download: good, build: good }), {});
    expect(engine.why[0]).toContain("ended with exit code 7");
  });

  it("downloads the official bundle with its own language host when PATH has none", async () => {
    const engine = await findEngineBy(ways({ download: good, build: good }), {});
    expect(engine).toMatchObject({ origin: "download", languageHost: "official", version: pinned });
    expect(asked).toEqual(["download"]);
  });

  it("builds when the download fails, with the stand-in beside the CLI, and says why", async () => {
    const engine = await findEngineBy(ways({ download: "the network is away", build: good }), {});
    expect(engine).toMatchObject({ origin: "build", languageHost: "stand-in", version: pinned });
    expect(readdirSync(join(engine.root, "bin")).sort()).toEqual([
      "pulumi",
      "pulumi-language-nodejs",
      "pulumi-resource-pulumi-nodejs",
    ]);
    expect(engine.why.join("\n")).toContain("official download: the network is away");
  });

  it("uses what is cached without asking the network again, though only a build is there", async () => {
    await findEngineBy(ways({ download: "the network is away", build: good }), {});
    asked = [];
    const engine = await findEngineBy(ways({ download: good, build: good }), {});
    expect(engine.origin).toBe("build");
    expect(asked).toEqual([]);
  });

  it("tries the download again on request and prefers what it brings from then on", async () => {
    await findEngineBy(ways({ download: "the network is away", build: good }), {});
    const still = await findEngineBy(ways({ download: "still away", build: good }), { retryDownload: true });
    expect(still.origin).toBe("build");
    const retried = await findEngineBy(ways({ download: good, build: good }), { retryDownload: true });
    expect(retried.origin).toBe("download");
    expect((await findEngineBy(ways({ download: good, build: good }), {})).origin).toBe("download");
    expect(asked).toEqual(["download", "build", "download", "download"]);
  });

  it("does not take its own cached engine on PATH for an official one", async () => {
    const first = await findEngineBy(ways({ download: "away", build: good }), {});
    vi.stubEnv("PATH", join(first.root, "bin"));
    const second = await findEngineBy(ways({ download: good, build: good }), {});
    expect(second).toMatchObject({ origin: "build", languageHost: "stand-in" });
  });
});

describe("what is never used", () => {
  it("refuses a CLI of another version than asked for", async () => {
    const lost = findEngineBy(ways({ download: { version: "3.1.0" }, build: { version: "3.2.0" } }), {});
    await expect(lost).rejects.toThrow(/official download: what came is version "v3\.1\.0"/);
    expect(readdirSync(join(programs.cache, "roadstead", "engine"))).toEqual([]);
  });

  it("replaces a cached CLI that was cut short", async () => {
    const first = await findEngineBy(ways({ download: good, build: good }), {});
    truncateSync(first.pulumi, 10);
    const second = await findEngineBy(ways({ download: good, build: good }), {});
    expect(asked).toEqual(["download", "download"]);
    expect(second.why.join("\n")).toMatch(/is not used, bin\/pulumi has 10 bytes instead of \d+/);
    expect(readFileSync(second.pulumi, "utf8")).toContain(pinned);
  });

  it("replaces a cached folder that was never finished", async () => {
    const folder = join(programs.cache, "roadstead", "engine", `v${pinned}-build`);
    mkdirSync(join(folder, "bin"), { recursive: true });
    writePulumi(join(folder, "bin", "pulumi"), `v${pinned}`);
    const engine = await findEngineBy(ways({ download: "away", build: good }), {});
    expect(asked).toEqual(["download", "build"]);
    expect(engine.why.join("\n")).toContain("it has no readable engine.json");
  });

  it("places a new language host when a placed one is incomplete", async () => {
    const first = await findEngineBy(ways({ download: "away", build: good }), {});
    rmSync(join(first.root, "language-host.cjs"));
    const second = await findEngineBy(ways({ download: "away", build: good }), {});
    expect(existsSync(join(second.root, "language-host.cjs"))).toBe(true);
  });
});

describe("when no way works", () => {
  it("names each way, what happened and what to do, in one error", async () => {
    writePulumi(join(programs.bin, "pulumi"), "v3.100.0");
    const error = await findEngineBy(ways({ download: "get refused", build: "go is missing" }), {}).catch(String);
    expect(error).toContain("1. PATH:");
    expect(error).toContain("version 3.100.0 is too old");
    expect(error).toContain("2. cache: no engine");
    expect(error).toContain("3. official download: get refused");
    expect(error).toContain("4. build of the Go module: go is missing");
    expect(error).toContain("Install the official Pulumi CLI 3.249.0 or newer");
    expect(error).toContain("Install Go");
  });

  it("says so when the cache cannot be written, and how to choose another", async () => {
    writeFileSync(programs.cache, "a file where a folder is wanted");
    const lost = findEngineBy(ways({ download: good, build: good }), {});
    await expect(lost).rejects.toThrow(/cache folder .* cannot be made: .*Point ROADSTEAD_CACHE/);
  });

  it("refuses a relative ROADSTEAD_CACHE", async () => {
    vi.stubEnv("ROADSTEAD_CACHE", "some/where");
    await expect(findEngineBy(ways({ download: good, build: good }), {})).rejects.toThrow(
      /ROADSTEAD_CACHE: "some\/where" is not an absolute path/,
    );
  });

  it("stops at once when it is cancelled", async () => {
    const lost = findEngineBy(ways({ download: good, build: good }), { signal: AbortSignal.abort() });
    await expect(lost).rejects.toThrow(/aborted/i);
    expect(asked).toEqual([]);
  });
});
