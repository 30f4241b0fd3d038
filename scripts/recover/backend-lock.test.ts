import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { backendFolder, judgeLock, locksOf, lookAtProcess, release } from "./backend-lock";

const lock = (pid: unknown, host = "here") =>
  JSON.stringify({ pid, username: "sailor", hostname: host, timestamp: "2026-11-21T05:00:00Z" });
const gone = () => ({ runs: false }) as const;
const running = (name: string | undefined) => () => ({ runs: true, name }) as const;

describe("a lock", () => {
  it.each([
    ["is abandoned when its holder ran here and is gone", lock(4711), gone, "abandoned"],
    ["is abandoned when its number now belongs to something else", lock(4711), running("sshd"), "abandoned"],
    ["is held while its engine runs", lock(4711), running("pulumi"), "held"],
    ["is held while nothing can be said about its process", lock(4711), running(undefined), "held"],
    ["is held by a holder on another host", lock(4711, "elsewhere"), gone, "held"],
    ["is held when it cannot be read", "{ half of", gone, "held"],
    ["is held when it names no process", lock("4711"), gone, "held"],
    ["is held when its process is the whole group", lock(0), gone, "held"],
    ["is held when its process is everybody", lock(-1), gone, "held"],
  ])("%s", (_, content, look, verdict) => {
    expect(judgeLock(content, "here", look).verdict).toBe(verdict);
  });

  it("sees this process run", () => {
    expect(lookAtProcess(process.pid)).toMatchObject({ runs: true });
  });
});

describe("the locks of a file backend", () => {
  const folder = mkdtempSync(join(tmpdir(), "roadstead-locks-"));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are those of the stack only, and the abandoned one alone is released", () => {
    const place = (...path: string[]) => {
      const at = join(folder, ".pulumi/locks", ...path);
      mkdirSync(at, { recursive: true });
      return at;
    };
    const own = place("organization", "roadstead", "prod");
    writeFileSync(join(own, "a.json"), lock(999_999_999, hostname()));
    writeFileSync(join(own, "b.json"), lock(1234, "elsewhere"));
    writeFileSync(join(place("organization", "roadstead", "dev"), "c.json"), lock(999_999_999, hostname()));
    const locks = locksOf(folder, "roadstead", "prod");
    expect(locks.map(({ judged }) => judged.verdict)).toEqual(["abandoned", "held"]);
    for (const each of locks) if (each.judged.verdict === "abandoned") release(each);
    expect(readdirSync(own)).toEqual(["b.json"]);
  });
});

describe("the folder of a backend", () => {
  it.each([
    ["file:///srv/state", "/srv/state"],
    ["file:///srv/my%20state?metadata=skip", "/srv/my state"],
    ["file://./state", "/srv/place/state"],
    ["https://api.pulumi.com", undefined],
    ["s3://bucket", undefined],
  ])("of %s is %s", (url, folder) => {
    expect(backendFolder(url, "/srv/place")).toBe(folder);
  });
});
