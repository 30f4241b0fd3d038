import { spawn, spawnSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pinnedCli } from "./cli-version";
import { thisProcess } from "./running-process";
import { type GoTraces, type StandInPrograms, standInPrograms, writeGo } from "./stand-ins/stand-in-programs";

// Whole processes: what one run leaves when it is killed, and what two runs at once do to each other.

// Several whole processes a test, each of which compiles the host: long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

let programs: StandInPrograms;
let go: GoTraces;
let strays: number[];

const held = `fs.writeFileSync(output, "half a prog"); whenToldToGoOn(() => finish("v${pinnedCli()}"));`;

beforeEach(() => {
  programs = standInPrograms();
  go = writeGo(programs, { version: "go1.26.8", build: held });
  strays = [];
});
afterEach(() => {
  for (const pid of [...strays, ...builds()]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended, as it should.
    }
  }
});

function run() {
  const child = spawn(
    process.execPath,
    ["--import", require.resolve("tsx"), join(__dirname, "toolchain.ts"), "--json"],
    {
      env: {
        ...process.env,
        PATH: programs.bin,
        ROADSTEAD_CACHE: programs.cache,
        NODE_OPTIONS: `--require=${join(__dirname, "stand-ins", "refuse-network.cjs")}`,
      },
    },
  );
  if (child.pid !== undefined) strays.push(child.pid);
  const told = { out: "", err: "" };
  child.stdout.on("data", (text) => {
    told.out += text;
  });
  child.stderr.on("data", (text) => {
    told.err += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return { child, told, ended };
}

const engines = () => join(programs.cache, "roadstead", "engine");
const builds = () => (existsSync(go.builds) ? readFileSync(go.builds, "utf8").trim().split("\n").map(Number) : []);
const letGo = () => writeFileSync(go.goOn, "");
const patient = { timeout: 60_000, interval: 20 };

describe("two runs at once", () => {
  it("build once: the second says that it waits, and for whom, and takes what the first made", async () => {
    const first = run();
    await vi.waitUntil(() => builds().length === 1, patient);
    const second = run();
    await vi.waitUntil(() => second.told.err.includes("Waiting for another run"), patient);
    expect(second.told.err).toContain(`(process ${first.child.pid} on `);
    letGo();
    expect([await first.ended, await second.ended]).toEqual([0, 0]);
    expect(builds()).toHaveLength(1);
    expect(JSON.parse(second.told.out).root).toBe(JSON.parse(first.told.out).root);
    expect(readdirSync(engines())).toEqual([`v${pinnedCli()}-build`]);
  });
});

describe("a run that is killed in the middle of the build", () => {
  it("leaves nothing that could be used; the next run takes over, cleans up and builds", async () => {
    const killed = run();
    await vi.waitUntil(() => builds().length === 1, patient);
    strays.push(...builds());
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(readdirSync(engines()).filter((name) => name.startsWith("v"))).toEqual([]);
    expect(readdirSync(engines()).some((name) => name.startsWith("unfinished-"))).toBe(true);

    letGo();
    const next = run();
    expect(await next.ended).toBe(0);
    expect(next.told.err).toContain(`process ${killed.child.pid}) has ended without finishing; taking over`);
    expect(readdirSync(engines())).toEqual([`v${pinnedCli()}-build`]);
    const used = spawnSync(JSON.parse(next.told.out).pulumi, ["version"]);
    expect(used.stdout.toString().trim()).toBe(`v${pinnedCli()}`);
  });

  it("takes go down with it when it is interrupted, and the lock is free again", async () => {
    const interrupted = run();
    await vi.waitUntil(() => builds().length === 1, patient);
    interrupted.child.kill("SIGINT");
    await interrupted.ended;
    const [build = 0] = builds();
    await vi.waitUntil(() => !runs(build), patient);
    letGo();
    const next = run();
    expect(await next.ended).toBe(0);
  });
});

describe("a lock that nobody holds any more", () => {
  it.each([
    ["its process has ended", () => ({ ...thisProcess(), pid: spawnSync(process.execPath, ["-e", ""]).pid })],
    ["its process number belongs to a later process now", () => ({ ...thisProcess(), started: "1" })],
  ])("is taken over when %s", async (_why, holder) => {
    letGo();
    mkdirSync(engines(), { recursive: true });
    const prepared = join(programs.folder, "lock");
    writeFileSync(prepared, JSON.stringify({ ...holder(), since: "2026-01-01T00:00:00Z" }));
    linkSync(prepared, join(engines(), "preparing.lock"));
    const taking = run();
    expect(await taking.ended).toBe(0);
    expect(taking.told.err).toContain("has ended without finishing; taking over");
  });

  it("is taken over when it is empty, as after a full disk", async () => {
    letGo();
    mkdirSync(engines(), { recursive: true });
    writeFileSync(join(engines(), "preparing.lock"), "");
    expect(await run().ended).toBe(0);
  });
});

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
