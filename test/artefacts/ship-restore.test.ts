import { cpSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  archives,
  BackedUpShip,
  done,
  drilledUnit,
  elsewhere,
  newRepository,
  shipFolder,
  shipUnit,
} from "./backed-up-ship";
import { cuts } from "./cuts";

// Piers out of the backups: what becomes an archive, what goes on living, and that it never does twice.

/** A ship with one backup; the repository as it was then. */
let kept: string;
let original: BackedUpShip;
let home: BackedUpShip;
let repository: string;
const others: BackedUpShip[] = [];

beforeAll(() => {
  repository = newRepository();
  original = BackedUpShip.onMachine(repository).created();
  original.lives(20);
  done(original.backup("now"));
  kept = newRepository();
  cpSync(repository, kept, { recursive: true });
});
afterAll(() => {
  original.machine.dispose();
});
beforeEach(() => {
  rmSync(repository, { recursive: true });
  cpSync(kept, repository, { recursive: true });
  home = original.copy();
});
afterEach(() => {
  for (const each of [home, ...others.splice(0)]) each.machine.dispose();
});

/** A fresh machine with a blank volume, licensed for the ship, without its pier. */
function another(ids: { machineId: string; volumeUuid: string } = elsewhere): BackedUpShip {
  const there = BackedUpShip.onMachine(repository, ids, "resume");
  others.push(there);
  done(there.backup("apply", "scheduled"));
  return there;
}

/** What a deployment with `runs: false` does. */
function handOver(ship: BackedUpShip): { readonly snapshot: string; readonly event: number } {
  done(ship.machine.ship("prove-stopped"));
  return JSON.parse(done(ship.backup("hand-over")).out);
}

function starts(ship: BackedUpShip): boolean {
  return ship.machine.ship("start").code === 0 && ship.isRunning();
}

function expectArchive(ended: { code: number; err: string }, why: string): void {
  expect(ended).toMatchObject({ code: 99, err: expect.stringContaining(why) });
  expect(ended.err).toContain("The way on is a breach: reset the networking keys, raise pier by one");
}

describe("invariant 10: an ordinary backup is an archive", () => {
  it("anywhere else, and that is said plainly", () => {
    const there = another();
    expectArchive(there.restore("restore", "latest", "live"), "a ship that went on running");
    expect(there.machine.has(`${shipFolder}/pier`)).toBe(false);
    expect(there.machine.ship("start").code).toBe(88);
    const told = JSON.parse(done(there.restore("restore", "latest", "archive")).out);
    expect(told).toMatchObject({ verdict: "archive", place: expect.stringContaining(archives), event: 22 });
    expect(there.event(told.place)).toBe(22);
  });

  it("beside the ship itself, which goes on untouched", () => {
    const before = home.sum();
    const told = JSON.parse(done(home.restore("restore", "latest", "archive")).out);
    expect(told.verdict).toBe("archive");
    expectArchive(home.restore("restore", "latest", "live"), "a ship that went on running");
    expect([home.isRunning(), home.sum()]).toEqual([true, before]);
  });

  it("also where somebody puts it into the pier's place by hand", () => {
    const { place } = JSON.parse(done(home.restore("restore", "latest", "archive")).out);
    done(home.machine.ship("stop"));
    renameSync(home.machine.path(`${shipFolder}/pier`), home.machine.path(`${shipFolder}/pier.aside`));
    cpSync(home.machine.path(place), home.machine.path(`${shipFolder}/pier`), { recursive: true });
    const marked = home.machine.ship("start");
    expectArchive(marked, "is an archive");
    // Even without its mark: the journal beside it knows better.
    home.machine.remove(`${shipFolder}/pier/.roadstead-archive`);
    expectArchive(home.machine.ship("start"), "an older copy stands in its place");
    expect(home.isRunning()).toBe(false);
  });

  it("but goes on living where its journal shows that nothing has started since: the pier was lost, not its volume", () => {
    done(home.machine.ship("stop"));
    const event = home.event();
    done(home.backup("now"));
    home.machine.remove(`${shipFolder}/pier`);
    const told = JSON.parse(done(home.restore("restore", "latest", "live")).out);
    expect(told).toMatchObject({ verdict: "live", event });
    expect([starts(home), home.event()]).toEqual([true, (event ?? 0) + 1]);
  });

  it("never takes the place of a pier that is there", () => {
    done(home.machine.ship("stop"));
    done(home.backup("now"));
    expect(home.restore("restore", "latest", "live").code).toBe(90);
    expect(starts(home)).toBe(true);
  });
});

describe("a ship that is handed over", () => {
  it("goes on living elsewhere from where it was stopped, and nowhere else", () => {
    const last = home.event();
    const handed = handOver(home);
    expect(handed.event).toBe(last);
    const sum = home.sum();
    const there = another();
    const told = JSON.parse(done(there.restore("restore", "latest", "live")).out);
    expect(told).toMatchObject({ verdict: "live", snapshot: handed.snapshot, event: last });
    expect(there.sum()).toBe(sum);
    expect([starts(there), there.event()]).toEqual([true, (last ?? 0) + 1]);
    // Asked for again, as after a deployment that was cut: nothing happens to the ship.
    expect(JSON.parse(done(there.restore("restore", "latest", "live")).out).verdict).toBe("live");
    // A third machine comes too late, and so does the first one, with a licence and all.
    expectArchive(
      another({ ...elsewhere, machineId: "hetzner:4713" }).restore("restore", "latest", "live"),
      "already went on living on hetzner:4712",
    );
    home.licensed();
    expect(home.machine.ship("start")).toMatchObject({
      code: 99,
      err: expect.stringContaining("hetzner:4712 took it over"),
    });
    expect(home.machine.run("systemctl", ["start", shipUnit]).code).not.toBe(0);
    expect(home.isRunning()).toBe(false);
  });

  it("goes back into service at home where nobody took it over, and is an archive from then on", () => {
    handOver(home);
    expect(home.machine.run("systemctl", ["start", shipUnit]).code).not.toBe(0);
    home.licensed();
    expect(starts(home)).toBe(true);
    expectArchive(another().restore("restore", "latest", "live"), "taken back into service since");
  });

  it("does not start at home while the backups cannot be asked", () => {
    handOver(home);
    home.licensed();
    const aside = `${repository}.aside`;
    renameSync(repository, aside);
    expect(home.machine.ship("start").code).toBe(71);
    renameSync(aside, repository);
    expect(starts(home)).toBe(true);
  });

  it("comes home again the same way; what had stayed there is kept and never runs", () => {
    handOver(home);
    const there = another();
    done(there.restore("restore", "latest", "live"));
    expect(starts(there)).toBe(true);
    there.lives(7);
    const event = there.event();
    handOver(there);
    home.licensed("resume");
    const told = JSON.parse(done(home.restore("restore", "latest", "live")).out);
    expect(told).toMatchObject({ verdict: "live", event });
    expect([starts(home), home.event()]).toEqual([true, (event ?? 0) + 1]);
    const old = readdirSync(home.machine.path(shipFolder)).filter((name) => name.startsWith("pier.outlived-"));
    expect(old).toHaveLength(1);
    expect(home.machine.has(`${shipFolder}/${old[0]}/.roadstead-archive`)).toBe(true);
    there.licensed("resume");
    expect(starts(there)).toBe(false);
  });

  it("is not handed over while it runs, or may", () => {
    expect(home.backup("hand-over")).toMatchObject({ code: 92, err: expect.stringContaining("still licensed") });
    expect(home.isRunning()).toBe(true);
  });

  it("cut at any step of it, hands over or goes on at home, and never both", { timeout: 600_000 }, () => {
    done(home.machine.ship("prove-stopped"));
    const whole = home.copy();
    const { steps, code } = whole.cut(["roadstead-backup", "hand-over", "sampel-palnet"], 0);
    whole.machine.dispose();
    expect([code, steps > 8]).toEqual([0, true]);
    for (const cutAt of cuts(steps, 4)) {
      rmSync(repository, { recursive: true });
      cpSync(kept, repository, { recursive: true });
      const from = home.copy();
      const to = another();
      expect([cutAt, from.cut(["roadstead-backup", "hand-over", "sampel-palnet"], cutAt).code]).not.toEqual([cutAt, 0]);
      const taken = to.restore("restore", "latest", "live").code === 0 && starts(to);
      from.licensed();
      expect([cutAt, starts(from)]).toEqual([cutAt, !taken]);
      from.machine.dispose();
    }
  });

  it("cut at any step of its restore, lives in one place at most, and there when asked again", {
    timeout: 600_000,
  }, () => {
    handOver(home);
    const handed = newRepository();
    cpSync(repository, handed, { recursive: true });
    const live = ["roadstead-restore", "restore", "sampel-palnet", "latest", "live"] as const;
    const { steps, code } = another().cut(live, 0);
    expect([code, steps > 8]).toEqual([0, true]);
    for (const cutAt of cuts(steps, 4)) {
      rmSync(repository, { recursive: true });
      cpSync(handed, repository, { recursive: true });
      const to = another();
      expect([cutAt, to.cut(live, cutAt).code]).not.toEqual([cutAt, 0]);
      const from = home.copy();
      from.licensed();
      const back = starts(from);
      const again = to.restore("restore", "latest", "live");
      expect([cutAt, again.code], again.err).toEqual([cutAt, back ? 99 : 0]);
      expect([cutAt, starts(to)]).toEqual([cutAt, !back]);
      from.machine.dispose();
    }
  });
});

it("what is damaged in the repository is not restored", () => {
  const packs = join(repository, "data");
  for (const file of readdirSync(packs, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) writeFileSync(join(file.parentPath, file.name), "damaged", { flag: "r+" });
  }
  expect(home.restore("restore", "latest", "archive")).toMatchObject({
    code: 73,
    err: expect.stringContaining("Nothing was restored"),
  });
  expect(
    home.machine.has(archives) && readdirSync(home.machine.path(archives)).some((name) => !name.endsWith(".partial")),
  ).toBe(false);
});

it("what is not what was backed up is not restored, though the repository is sound", () => {
  home.machine.tell("tar-alters", "");
  done(home.backup("now"));
  expect(home.restore("restore", "latest", "archive")).toMatchObject({
    code: 73,
    err: expect.stringContaining("is not what was put in"),
  });
});

describe("a drill", () => {
  const drilled = () =>
    home.machine.calls("vere").filter((line) => line.includes("/run/roadstead-drill/pier") || line.includes(" -L "));

  it("starts the latest backup by a unit that has no network, and leaves nothing", () => {
    const before = home.sum();
    home.machine.tell("drill", home.machine.path("/srv/roadstead/drills/sampel-palnet.1/pier"));
    const told = JSON.parse(done(home.restore("drill")).out);
    expect(told).toMatchObject({ result: "done", event: 22 });
    expect(drilled()).toEqual([
      expect.stringMatching(/4\.5-amd64 -t -x -L --no-dock --no-conn --loom 31 .* \/run\/roadstead-drill\/pier$/),
    ]);
    expect(home.machine.read(`/etc/systemd/system/${drilledUnit}`)).toMatch(
      /\nPrivateNetwork=yes\nIPAddressDeny=any\n/,
    );
    expect(home.machine.has("/srv/roadstead/drills/sampel-palnet.1")).toBe(false);
    expect([home.isRunning(), home.sum()]).toEqual([true, before]);
  });

  it("fails where the runtime does not start from it", () => {
    home.machine.tell("vere-fails", "1");
    expect(home.restore("drill")).toMatchObject({ code: 70, err: expect.stringContaining("the drill failed") });
    expect(home.machine.heard("journal")).toContain("does not start from it");
    expect(home.machine.has("/srv/roadstead/drills/sampel-palnet.1")).toBe(false);
    expect(home.isRunning()).toBe(true);
  });
});
