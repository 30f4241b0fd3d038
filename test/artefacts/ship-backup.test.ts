import { closeSync, cpSync, ftruncateSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  archives,
  BackedUpShip,
  backupUnit,
  copyFolder,
  done,
  newRepository,
  password,
  shipFolder,
  shipUnit,
} from "./backed-up-ship";
import { cuts } from "./cuts";

// Backups of a stopped ship, with the real restic of this system.

let repository: string;
let original: BackedUpShip;
let ship: BackedUpShip;

beforeAll(() => {
  repository = newRepository();
  original = BackedUpShip.onMachine(repository).created();
  original.lives(20);
});
afterAll(() => {
  original.machine.dispose();
});
beforeEach(() => {
  ship = original.copy();
});
afterEach(() => ship.machine.dispose());

const stops = () =>
  ship.machine.calls("systemctl").filter((line) => line.includes(shipUnit) && / (stop|start) /.test(line));

describe("invariant 9: a ship is copied only while it is stopped", () => {
  it("stops, copies, starts, and only then uploads; the measured stop is told", () => {
    const event = ship.event();
    ship.machine.tell("calls", "");
    const told = JSON.parse(done(ship.backup("now")).out);
    expect(told).toMatchObject({ ship: "~sampel-palnet", result: "done", event, answersAgain: true });
    expect(told.downtimeSeconds).toBeGreaterThan(0);
    expect(stops()).toEqual([`systemctl stop ${shipUnit}`, `systemctl start ${shipUnit}`]);
    expect(ship.isRunning()).toBe(true);
    expect(ship.machine.isEnabled(shipUnit)).toBe(true);
    const [stop, start] = ship.journal().slice(-2);
    expect(stop).toMatchObject({ kind: "stop", clean: true, position: { event } });
    expect(start).toMatchObject({ kind: "start" });
    // The ship has gone on; its copy has not.
    expect(ship.event(`${copyFolder}/pier`)).toBe(event);
    expect(ship.event()).toBe((event ?? 0) + 1);
    expect(ship.wholeBackups()).toMatchObject([{ n: stop?.n, final: false }]);
  });

  it("does not let it start meanwhile", () => {
    const lock = ship.machine.path("/run/roadstead/sampel-palnet.copying");
    done(ship.machine.ship("stop"));
    const ended = ship.machine.run("flock", [lock, "roadstead-ship", "check", "sampel-palnet", "run"]);
    expect(ended).toMatchObject({ code: 98, err: expect.stringContaining("is being copied") });
    done(ship.machine.ship("check", "run"));
  });

  it("makes no copy where it was killed instead of ending", () => {
    ship.machine.tell(`units/${shipUnit}.result`, "timeout\n");
    expect(ship.machine.run("env", ["INVOCATION_ID=1", "roadstead-backup", "run", "sampel-palnet"])).toMatchObject({
      code: 92,
      err: expect.stringContaining("did not end cleanly"),
    });
    ship.machine.tell(`units/${shipUnit}.result`, "success\n");
    done(ship.backupEnded("signal"));
    expect(ship.isRunning()).toBe(true);
    expect(ship.machine.has(`${copyFolder}/manifest.json`)).toBe(false);
  });

  it("leaves a ship at rest where somebody stopped it, and backs it up all the same", () => {
    done(ship.machine.ship("stop"));
    ship.machine.tell("calls", "");
    expect(JSON.parse(done(ship.backup("now")).out)).toMatchObject({ result: "done", downtimeSeconds: 0 });
    expect(stops()).toEqual([]);
    expect(ship.isRunning()).toBe(false);
  });
});

it("copies again only what changed, and keeps as many as it was told", () => {
  done(ship.backup("now"));
  ship.machine.write(`${shipFolder}/pier/.urb/get/old`, "x".repeat(300_000));
  ship.lives(5);
  const second = JSON.parse(done(ship.backup("now")).out);
  ship.lives(5);
  const third = JSON.parse(done(ship.backup("now")).out);
  expect(second.copiedBytes - third.copiedBytes).toBeGreaterThan(250_000);
  // All of one day: the last of it stays; newer releases of restic also keep the oldest of all while there are few.
  const stayed = ship.wholeBackups().map(({ id }) => id.slice(0, 8));
  expect([stayed.at(-1), stayed.includes(second.snapshot)]).toEqual([third.snapshot, false]);
});

it("keeps holes as holes, in the copy, in the repository and in what is restored", () => {
  const big = `${shipFolder}/pier/.urb/log/0i0/sparse`;
  const file = openSync(ship.machine.path(big), "w");
  ftruncateSync(file, 2 ** 33);
  writeSync(file, "here", 2 ** 32);
  closeSync(file);
  done(ship.backup("now"));
  const told = JSON.parse(done(ship.restore("restore", "latest", "archive")).out);
  for (const place of [`${copyFolder}/pier`, told.place]) {
    const { size, blocks } = statSync(ship.machine.path(`${place}/.urb/log/0i0/sparse`));
    expect([size, blocks * 512 < 4 * 2 ** 20]).toEqual([2 ** 33, true]);
  }
});

describe("before the ship is stopped it is known that", () => {
  const refused = (code: number, says: string) => {
    ship.machine.tell("calls", "");
    const ended = ship.machine.run("env", ["INVOCATION_ID=1", "roadstead-backup", "run", "sampel-palnet"]);
    expect(ended).toMatchObject({ code, err: expect.stringContaining(says) });
    expect(stops()).toEqual([]);
    expect(ship.isRunning()).toBe(true);
  };

  it("there is room for the copy", () => {
    ship.machine.tell("free-bytes", "1000\n");
    refused(72, "Grow the volume");
  });

  it("the repository is there, and is the one that was there before: an empty disk in its place is none", () => {
    const aside = `${repository}.aside`;
    renameSync(repository, aside);
    refused(71, "cannot be opened");
    expect(ship.backup("apply", "scheduled")).toMatchObject({ code: 71 });
    const other = newRepository();
    const begun = new BackedUpShip(ship.machine, other, ship.ids);
    begun.putBackups();
    done(begun.backup("apply", "scheduled"));
    cpSync(other, repository, { recursive: true });
    ship.putBackups();
    ship.machine.write(
      "/var/lib/roadstead/backups/sampel-palnet/repository",
      original.machine.read("/var/lib/roadstead/backups/sampel-palnet/repository"),
    );
    refused(71, "is not the repository that was there before");
    rmSync(repository, { recursive: true });
    renameSync(aside, repository);
  });

  it("the licence holds", () => {
    ship.machine.remove("/etc/roadstead/licences/sampel-palnet.json");
    refused(80, "no licence");
  });

  it("it was started by its unit, which starts the ship again whatever happens", () => {
    expect(ship.backup("run")).toMatchObject({ code: 91 });
    expect(ship.isRunning()).toBe(true);
  });
});

it("encrypts what it uploads, and keeps its password to itself", () => {
  const words = "CANARY words of the ship";
  ship.machine.write(`${shipFolder}/pier/.urb/get/words`, words.repeat(50));
  done(ship.backup("now"));
  expect(ship.machine.run("grep", ["-rl", words, repository]).out).toBe("");
  const places = ship.machine.whereIs(password).map((place) => place.replace(ship.machine.root, ""));
  expect(places).toEqual(["/etc/roadstead/backups/sampel-palnet/password"]);
});

it("is switched off: nothing of it stays on the machine but the ship, and the backups where they are", () => {
  done(ship.backup("now"));
  const before = ship.wholeBackups().length;
  ship.machine.tell("calls", "");
  done(ship.backup("clear"));
  done(ship.backup("clear"));
  for (const path of [
    "/etc/roadstead/backups/sampel-palnet",
    "/etc/roadstead/backups/sampel-palnet.json",
    copyFolder,
  ]) {
    expect([path, ship.machine.has(path)]).toEqual([path, false]);
  }
  expect(stops()).toEqual([]);
  expect(ship.isRunning()).toBe(true);
  ship.putBackups();
  done(ship.backup("apply", "scheduled"));
  expect(ship.wholeBackups()).toHaveLength(before);
});

it("cut at any step it never leaves the ship stopped, nor a running copy, nor a copy that passes for whole", {
  timeout: 600_000,
}, () => {
  const whole = ship.copy();
  const { steps } = whole.cutBackup(0);
  whole.machine.dispose();
  expect(steps).toBeGreaterThan(15);
  for (const cutAt of cuts(steps)) {
    const cut = original.copy();
    cut.lives(3);
    expect([cutAt, cut.cutBackup(cutAt).code]).not.toEqual([cutAt, 0]);
    // What systemd does after any end of the unit.
    done(cut.backupEnded("signal"));
    expect([cutAt, cut.isRunning(), cut.machine.isEnabled(shipUnit)]).toEqual([cutAt, true, true]);
    expect(JSON.parse(cut.backup("status").out)).toMatchObject({ result: "failed" });
    // What there is, is whole: never damaged, at worst nothing.
    const restored = cut.restore("restore", "latest", "archive");
    expect([cutAt, [0, 74].includes(restored.code)], restored.err).toEqual([cutAt, true]);
    expect(cut.machine.calls("vere").filter((line) => !line.includes(`${shipFolder}/pier`))).toEqual([]);
    // The next one is made as if nothing had happened.
    const told = JSON.parse(done(cut.backup("now")).out);
    cut.machine.remove(archives);
    const again = JSON.parse(done(cut.restore("restore", told.snapshot, "archive")).out);
    expect([cutAt, cut.event(again.place)]).toEqual([cutAt, told.event]);
    cut.machine.dispose();
  }
});

it("an upload that broke off is a backup to nobody, and goes with the next one", () => {
  const before = ship.wholeBackups();
  ship.machine.tell("tar-breaks", "");
  expect(ship.backup("now").code).toBe(70);
  done(ship.backupEnded("signal"));
  const found: { kind: string; whole: boolean }[] = JSON.parse(done(ship.restore("list")).out);
  // It is there, as restic sees it.
  expect(found.filter(({ kind, whole }) => kind === "pier" && !whole)).toHaveLength(1);
  expect([ship.wholeBackups(), ship.isRunning()]).toEqual([before, true]);
  rmSync(join(ship.machine.standIn, "tar-breaks"));
  done(ship.backup("now"));
  const after: { kind: string; whole: boolean }[] = JSON.parse(done(ship.restore("list")).out);
  expect(after.filter(({ kind, whole }) => kind === "pier" && !whole)).toEqual([]);
});

it("a failure is written down, and told by what tells of every failed unit", () => {
  done(ship.backup("now"));
  done(ship.backupEnded("signal"));
  const status = JSON.parse(ship.backup("status").out);
  expect(status).toMatchObject({
    result: "failed",
    reason: "ended with signal (killed KILL)",
    lastDone: { result: "done" },
  });
  expect(ship.machine.read(`/etc/systemd/system/${backupUnit}`)).toContain(
    "\nOnFailure=roadstead-failure@%n.service\n",
  );
});
