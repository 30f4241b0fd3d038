import { utimesSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alertFiles } from "../../components/machine/alert-command";
import { BackedUpShip, done, newRepository, shipFolder } from "./backed-up-ship";
import { Listener, runBeside } from "./listener";
import { MachineInAFolder } from "./machine-in-a-folder";

// What timers do is done in time, or somebody hears of it: our scripts, the real curl, a webhook of its own.

const hour = 3600;
let machine: MachineInAFolder;
let listener: Listener;

beforeEach(() => {
  listener = new Listener();
});
afterEach(() => listener.close());

function watched(ping = { everyMinutes: 7 }): void {
  machine.put(alertFiles({ webhook: true, ping }));
}
async function alerting(): Promise<void> {
  watched();
  machine.write("/etc/roadstead/alerts/webhook.curl", `url = "${await listener.at("hook")}"\n`, 0o600);
  machine.write("/etc/roadstead/alerts/ping.curl", 'url = "https://ping.example/1"\n', 0o600);
  expect(machine.run("roadstead-alerts", ["apply", "webhook", "ping"]).code).toBe(0);
}
/** Time goes by. */
function older(path: string, seconds: number): void {
  const at = Date.now() / 1000 - seconds;
  utimesSync(machine.path(path), at, at);
}
const expected = (name: string) => `/var/lib/roadstead/expected/${name}`;
const lastDone = (name: string) => `/var/lib/roadstead/done/${name}`;
const check = () => runBeside(machine, "roadstead-overdue", ["check"]);
const told = () =>
  listener.heard.map(({ body }) => {
    const { text }: { text?: unknown } = JSON.parse(body);
    return String(text).replace(/^[^:]*: /, "");
  });

describe("what a timer does", () => {
  beforeEach(async () => {
    machine = new MachineInAFolder();
    await alerting();
    machine.run("systemctl", ["enable", "--now", "some.timer"]);
    machine.run("roadstead-overdue", ["expect", "some", "some.timer", "120", "the thing"]);
  });
  afterEach(() => machine.dispose());

  it("is no matter while it is done in time", async () => {
    expect(await check()).toEqual({ code: 0, said: "" });
    older(expected("some"), 30 * hour);
    machine.run("roadstead-overdue", ["was-done", "some"]);
    expect(await check()).toEqual({ code: 0, said: "" });
    expect(listener.heard).toEqual([]);
  });

  it("is told where it was done too long ago, once a day while that lasts, and again after it was in order", async () => {
    machine.run("roadstead-overdue", ["was-done", "some"]);
    older(expected("some"), 30 * hour);
    older(lastDone("some"), 3 * hour);
    expect((await check()).code).toBe(0);
    expect((await check()).code).toBe(0);
    expect(told()).toEqual([
      expect.stringMatching(
        /^some.timer is overdue: the thing was last done \d{4}-\d\d-\d\dT[\d:]+Z, and is to be done every 120 minutes at least$/,
      ),
    ]);
    older("/run/roadstead/overdue/some", 25 * hour);
    await check();
    expect(told()).toHaveLength(2);
    machine.run("roadstead-overdue", ["was-done", "some"]);
    await check();
    older(lastDone("some"), 3 * hour);
    await check();
    expect(told()).toHaveLength(3);
  });

  it("is told where it was never done", async () => {
    older(expected("some"), 3 * hour);
    await check();
    expect(told()).toEqual([expect.stringContaining("is overdue: the thing was not done once in 180 minutes")]);
  });

  it("is told at once where its timer is not armed", async () => {
    machine.run("systemctl", ["disable", "--now", "some.timer"]);
    await check();
    expect(told()).toEqual([
      expect.stringContaining("since some.timer is not armed: systemctl enable --now some.timer"),
    ]);
  });

  it("has its time from the day on which it is expected again", async () => {
    machine.run("roadstead-overdue", ["was-done", "some"]);
    older(lastDone("some"), 900 * hour);
    expect((await check()).code).toBe(0);
    expect(listener.heard).toEqual([]);
    // The same expectation once more is no new one.
    older(expected("some"), 3 * hour);
    machine.run("roadstead-overdue", ["expect", "some", "some.timer", "120", "the thing"]);
    await check();
    expect(told()).toHaveLength(1);
  });

  it("is told at the next look where nobody could be told, and that look fails", async () => {
    older(expected("some"), 3 * hour);
    listener.close();
    machine.write("/etc/roadstead/alerts/webhook.curl", 'url = "http://127.0.0.1:9/hook"\n', 0o600);
    expect((await check()).code).toBe(70);
    listener = new Listener();
    machine.write("/etc/roadstead/alerts/webhook.curl", `url = "${await listener.at("hook")}"\n`, 0o600);
    expect((await check()).code).toBe(0);
    expect(told()).toHaveLength(1);
  });

  it("is listed, and is forgotten with its timer", () => {
    const { out } = machine.run("roadstead-overdue", ["list"]);
    const lines = out
      .trim()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(lines).toMatchObject([
      { name: "ping", timer: "roadstead-ping.timer", minutes: 60, lastDone: null, trouble: null },
      { name: "some", what: "the thing" },
    ]);
    machine.run("roadstead-overdue", ["forget", "some"]);
    machine.run("roadstead-alerts", ["clear"]);
    expect(machine.isEnabled("roadstead-overdue.timer")).toBe(false);
    // Nobody is left who expects anything: it went with them, and so did what alerts had put there.
    for (const gone of ["sbin/roadstead-overdue", "sbin/roadstead-alerts"]) {
      expect(machine.has(`/usr/local/${gone}`)).toBe(false);
    }
    expect(machine.has("/etc/roadstead/alerts")).toBe(false);
    expect(machine.has("/etc/systemd/system/roadstead-ping.timer")).toBe(false);
  });
});

describe("a ship's backups", () => {
  it("are expected as long as their timer is armed, are done by a backup, and are told when they fail to come", async () => {
    const repository = newRepository();
    const ship = BackedUpShip.onMachine(repository).created();
    machine = ship.machine;
    await alerting();
    done(ship.backup("now"));
    expect(machine.has(lastDone("backup-sampel-palnet"))).toBe(true);
    expect((await check()).code).toBe(0);
    older(expected("backup-sampel-palnet"), 80 * hour);
    older(lastDone("backup-sampel-palnet"), 51 * hour);
    await check();
    expect(told()).toEqual([expect.stringContaining("overdue: the backup of ~sampel-palnet was last done")]);
    // One that fails is none.
    machine.remove(`${shipFolder}/pier/.urb`);
    expect(ship.backup("now").code).toBe(70);
    older("/run/roadstead/overdue/backup-sampel-palnet", 25 * hour);
    await check();
    expect(told()).toHaveLength(2);
    // A ship that must not run here makes none, and nobody waits for them.
    done(ship.backup("apply"));
    expect(machine.has(expected("backup-sampel-palnet"))).toBe(false);
    expect((await check()).code).toBe(0);
    expect(told()).toHaveLength(2);
    machine.dispose();
  });
});
