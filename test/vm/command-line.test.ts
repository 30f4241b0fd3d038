import { expect, it } from "vitest";
import { readCommandLine } from "./command-line";
import { lanesOf } from "./lanes";
import { drawn } from "./stories/power-cuts";
import { addressIn } from "./world/address-in";

it("a slip on the command line ends the run, in place of testing something else", () => {
  expect(readCommandLine(["--ful"])).toMatchObject({ ok: false, problem: expect.stringContaining("--ful") });
  expect(readCommandLine(["--full", "--seed", "x", "life"])).toMatchObject({
    ok: true,
    request: { full: true, seed: "x", files: ["life"], oneAtATime: false },
  });
});

it("each story is run once, the heavier ones only where they are asked for", () => {
  const usual = lanesOf({ args: undefined, full: false, files: [] });
  expect(usual.filter((name) => name.includes("stories"))).toEqual([
    "test/vm/stories/deployed-ships.test.ts",
    "test/vm/stories/life-of-a-ship.test.ts",
    "test/vm/stories/without-a-volume.test.ts",
  ]);
  const full = lanesOf({ args: undefined, full: true, files: [] });
  expect(full.filter((name) => !usual.includes(name)).every((name) => name.includes("/full/"))).toBe(true);
  expect(new Set(full).size).toBe(full.length);
  expect(lanesOf({ args: "a.json", full: false, files: [] })).toEqual(["test/vm/stories/given-arguments.test.ts"]);
  expect(lanesOf({ args: undefined, full: true, files: ["lynis"] })).toEqual(["test/vm/stories/full/lynis.test.ts"]);
});

it("the real runtime comes with its pill, or not at all", () => {
  const problem = expect.stringContaining("--vere and --pill belong together");
  expect(readCommandLine(["--vere", "vere"])).toEqual({ ok: false, problem });
  expect(readCommandLine(["--pill", "pill"])).toEqual({ ok: false, problem });
  expect(readCommandLine(["--vere", "a", "--pill", "b"])).toMatchObject({
    request: { real: { vere: "a", pill: "b" } },
  });
});

it("one seed cuts the power at the same moments, another at others", () => {
  const moments = (seed: string) => [1, 2, 3, 4, 5].map((count) => drawn(seed, count, 40));
  expect(moments("a")).toEqual(moments("a"));
  expect(moments("a")).not.toEqual(moments("b"));
});

it("who has to come from a network gets an address in it", () => {
  expect(addressIn(["2001:db8::/32", "203.0.113.0/24"])).toBe("203.0.113.1");
  expect(addressIn(["198.51.100.7/32"])).toBe("198.51.100.7");
  expect(() => addressIn(["2001:db8::/32"])).toThrow(/No IPv4 network/);
});
