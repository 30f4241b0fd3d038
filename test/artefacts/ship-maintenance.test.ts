import { beforeEach, describe, expect, it } from "vitest";
import { MachineInAFolder } from "./machine-in-a-folder";
import { createdAndRunning, data, folder, keys, machine, stopped, succeed, unit } from "./ship-on-a-machine";

// Pack, meld, chop and roll: once for each request, while the ship is stopped, and it comes back whatever becomes of them.

const work = "roadstead-maintain-sampel-palnet.service";
const maintain = (operation: string, request: number | string, at = machine) =>
  at.run("roadstead-ship", ["maintain", "sampel-palnet", operation, String(request)]);
const result = (out: string): Record<string, unknown> => JSON.parse(out);
const record = (at = machine): Record<string, unknown> => JSON.parse(at.read(`${folder}/maintenance`));
const isUp = (at = machine): boolean => at.run("systemctl", ["is-active", unit]).out === "active\n";
const called = (at = machine): string[] =>
  at.calls("vere").map((line) => line.replace(/^vere \S+\/(\S+) (?:--loom 31 )?(\S+).*$/, "$1 $2"));
const done = (at = machine): string[] =>
  at.has(`${folder}/pier/.urb/maintained`) ? at.read(`${folder}/pier/.urb/maintained`).trim().split("\n") : [];

beforeEach(() => {
  createdAndRunning();
  machine.tell("calls", "");
});

describe("maintenance", () => {
  it.each(["pack", "meld", "chop", "roll"])(
    "invariant 26: %s runs on the stopped and prepared pier, and the ship comes back",
    (operation) => {
      const { code, out } = maintain(operation, 1);
      expect(code).toBe(0);
      expect(result(out)).toMatchObject({ request: 1, operation, result: "done" });
      expect(called()).toEqual(["4.5-amd64 prep", `4.5-amd64 ${operation}`, "4.5-amd64 -t"]);
      const order = machine.heard("calls").split("\n");
      const at = (part: string): number => order.findIndex((line) => line.includes(part));
      expect(at(`stop ${unit}`)).toBeLessThan(at(` ${operation} `));
      expect(at(` ${operation} `)).toBeLessThan(at(`start --no-block ${unit}`));
      expect(isUp()).toBe(true);
    },
  );

  it("invariant 26: runs once for each request, also on another machine, and answers the same afterwards", () => {
    const first = maintain("pack", 1);
    const again = maintain("pack", 1);
    expect([again.code, again.out]).toEqual([0, first.out]);
    expect(done()).toEqual(["pack"]);
    expect(maintain("meld", 2).code).toBe(0);
    expect(done()).toEqual(["pack", "meld"]);
    expect(maintain("pack", 1)).toMatchObject({ code: 64, err: expect.stringContaining("Use 3") });
    expect(maintain("chop", 2)).toMatchObject({ code: 64, err: expect.stringContaining("request 2 was for meld") });
    expect(done()).toEqual(["pack", "meld"]);
  });

  it.each([
    ["nothing", "", ""],
    ["another tool of the runtime", "next", "1"],
    ["an option", "--loom", "1"],
    ["no count", "pack", "0"],
  ])("refuses %s", (_, operation, request) => {
    expect(maintain(operation, request).code).toBe(64);
    expect([called(), isUp()]).toEqual([[], true]);
  });

  it("waits for memory, asked for while the ship still runs, whose own share counts as free", () => {
    machine.write("/proc/meminfo", "MemAvailable: 51200 kB\nSwapFree: 0 kB\n");
    const { code, err } = maintain("pack", 1);
    expect([code, called(), isUp()]).toEqual([79, [], true]);
    expect(err).toMatch(
      /pack may need 25\d MiB of memory for a state of \d MiB, but 50 MiB of memory and swap are free. Nothing was begun/,
    );
    expect(machine.has(`${folder}/maintenance`)).toBe(false);
    machine.tell(`units/${unit}.memory`, `${400 * 1024 * 1024}\n`);
    expect(maintain("pack", 1).err).not.toContain("Nothing was begun");
  });

  it("invariant 28: waits for room on the volume", () => {
    machine.tell("free-bytes", `${200 * 1024 * 1024}\n`);
    const { code, err } = maintain("roll", 1);
    expect([code, called(), isUp()]).toEqual([79, [], true]);
    expect(err).toContain("but 200 MiB are free. Nothing was begun: enlarge the volume.");
  });

  it("that fails leaves the ship running on what it had, and says so once", () => {
    machine.tell("vere-fails-meld", "3");
    const { code, err, out } = maintain("meld", 1);
    expect([code, isUp(), done()]).toEqual([70, true, []]);
    expect(err).toContain("raise maintenance.request by one");
    expect(result(out)).toMatchObject({ result: "failed", reason: expect.stringContaining("ended with 3") });
    const again = maintain("meld", 1);
    expect([again.code, result(again.out)["result"], done()]).toEqual([0, "failed", []]);
  });

  it("that cannot begin since the pier was not left clean brings the ship back too", () => {
    machine.tell("vere-fails", "1");
    expect(maintain("pack", 1).code).toBe(70);
    expect([record()["reason"], isUp()]).toEqual(["vere 4.5-amd64 could not prepare the pier.", true]);
  });

  it("does not start a ship that somebody had stopped", () => {
    stopped();
    expect(maintain("pack", 1).code).toBe(0);
    expect([isUp(), done()]).toEqual([false, ["pack"]]);
  });

  it("needs a licence and a pier", () => {
    stopped();
    succeed(machine.ship("revoke"));
    expect(maintain("pack", 1).code).toBe(80);
  });

  it("invariant 26: keeps the ship from starting meanwhile", () => {
    stopped();
    machine.tell(`units/${work}.state`, "activating");
    expect(machine.ship("check", "run")).toMatchObject({
      code: 98,
      err: expect.stringContaining("comes back by itself"),
    });
  });
});

describe("invariant 26: the power cut at a step of maintenance", () => {
  it("leaves a ship that starts with its machine, its pier whole, and an answer for the request", () => {
    const attempt = new MachineInAFolder(machine);
    attempt.mount([data, keys]);
    const { steps, code } = attempt.cutCommand("roadstead-ship", ["maintain", "sampel-palnet", "roll", "1"], 0);
    attempt.dispose();
    expect([code, steps > 15]).toEqual([0, true]);
    const count = Math.min(steps, Number(process.env["ROADSTEAD_CUTS"] ?? 8));
    for (let index = 0; index < count; index += 1) {
      const cutAt = Math.floor(((index + 0.5) * steps) / count) + 1;
      const cut = new MachineInAFolder(machine);
      cut.mount([data, keys]);
      const ended = cut.cutCommand("roadstead-ship", ["maintain", "sampel-palnet", "roll", "1"], cutAt);
      expect([cutAt, ended.code]).not.toEqual([cutAt, 0]);
      cut.losePower();
      expect([cutAt, cut.run("systemctl", ["start", unit]).code, isUp(cut)]).toEqual([cutAt, 0, true]);
      const { code: after, out } = maintain("roll", 1, cut);
      expect([cutAt, after, isUp(cut)]).toEqual([cutAt, 0, true]);
      expect(["done", "interrupted"]).toContain(result(out)["result"]);
      expect(done(cut).length).toBeLessThanOrEqual(1);
      cut.dispose();
    }
  });
});
