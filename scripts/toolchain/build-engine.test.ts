import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { buildEngine } from "./build-engine";
import { type StandInPrograms, standInPrograms, writeGo, writeProgram } from "./stand-ins/stand-in-programs";

let programs: StandInPrograms;
let said: string[];

beforeEach(() => {
  programs = standInPrograms();
  said = [];
  vi.stubEnv("PATH", programs.bin);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const build = (signal?: AbortSignal) =>
  buildEngine({ version: "3.259.0", folder: join(programs.folder, "out"), report: (line) => said.push(line), signal });

describe("a build that cannot begin", () => {
  it("says that go is missing", async () => {
    expect(await build()).toEqual({
      done: false,
      why: "there is no go on PATH. Install Go 1.26 or newer (https://go.dev/dl)",
    });
  });

  it.each([
    ["go1.20.14", "auto", "go1.20.14, too old. Install Go 1.26"],
    ["go1.25.1", "local", "too old and GOTOOLCHAIN=local forbids it to fetch a newer one. Install Go 1.26"],
    ["devel", "auto", 'calls itself "devel"'],
  ])("says that %s with GOTOOLCHAIN=%s will not do", async (version, toolchain, why) => {
    writeGo(programs, { version, toolchain, build: "finish('v3.259.0')" });
    const outcome = await build();
    expect(outcome).toMatchObject({ done: false, why: expect.stringContaining(why) });
  });

  it("lets an older Go fetch the newer one by itself", async () => {
    writeGo(programs, { version: "go1.22.0", build: "finish('v3.259.0')" });
    expect(await build()).toMatchObject({ done: true });
  });

  it("says what a go that does not work did", async () => {
    writeProgram(join(programs.bin, "go"), "console.error('cannot find GOROOT'); process.exit(2);");
    expect(await build()).toMatchObject({ done: false, why: expect.stringContaining("cannot find GOROOT") });
  });
});

describe("a build", () => {
  it("builds for this machine from the pinned sources, whatever the user's Go settings aim at", async () => {
    vi.stubEnv("GOOS", "plan9");
    vi.stubEnv("GOFLAGS", "-mod=vendor");
    writeGo(programs, {
      version: "go1.26.8",
      build: `fs.writeFileSync(output, JSON.stringify({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd() }));`,
    });
    await build();
    const seen = JSON.parse(readFileSync(join(programs.folder, "out", "bin", "pulumi"), "utf8"));
    expect(seen.argv).toContain("-mod=readonly");
    expect(seen.argv.join(" ")).toContain("version.Version=v3.259.0");
    expect(seen.env).toMatchObject({ CGO_ENABLED: "0", GOWORK: "off" });
    expect(seen.env).not.toHaveProperty("GOOS");
    expect(seen.env).not.toHaveProperty("GOFLAGS");
    expect(existsSync(join(seen.cwd, "go.mod"))).toBe(true);
  });

  it("reports what go said last when it fails, without its progress, and what may help", async () => {
    writeGo(programs, {
      version: "go1.26.8",
      build: `console.error("go: downloading example.org/a v1.0.0\\nexample.org/a\\n# example.org/b\\nwrite: no space left on device");
        process.exit(1);`,
    });
    const outcome = await build();
    expect(outcome).toMatchObject({ done: false, why: expect.stringContaining("ended with exit code 1") });
    expect(outcome).toMatchObject({ why: expect.stringContaining("no space left on device\nFree about 3 GB") });
    expect(JSON.stringify(outcome)).not.toContain("downloading");
  });

  it("speaks at least every three seconds, with what it has done so far", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
    const { goOn } = writeGo(programs, {
      version: "go1.26.8",
      build: `console.error("go: downloading example.org/a v1.0.0\\nexample.org/a\\nexample.org/b/c"); whenToldToGoOn(() => finish("v3.259.0"));`,
    });
    const outcome = build();
    await vi.waitUntil(() => said.length > 0);
    await vi.waitUntil(() => {
      vi.advanceTimersByTime(3_000);
      return said.at(-1)?.includes("1 modules fetched, 2 packages compiled");
    });
    expect(said.at(-1)).toMatch(/2 packages compiled, \d+ (s|min)/);
    const before = said.length;
    vi.advanceTimersByTime(9_000);
    expect(said.length).toBe(before + 3);
    writeProgram(goOn, "");
    expect(await outcome).toMatchObject({ done: true });
  });

  it("stops go when it is cancelled", async () => {
    const cancel = new AbortController();
    const { builds } = writeGo(programs, { version: "go1.26.8", build: "whenToldToGoOn(() => finish('v3.259.0'));" });
    const outcome = build(cancel.signal);
    await vi.waitUntil(() => existsSync(builds));
    cancel.abort();
    expect(await outcome).toMatchObject({ done: false, why: expect.stringContaining("was cancelled") });
    expect(() => process.kill(Number(readFileSync(builds, "utf8")), 0)).toThrow(/ESRCH/);
  });
});
