import { expect, it } from "vitest";
import { start } from "../deployment";
import type { PlanetText } from "../rendered";
import { request } from "../request";
import { type Sailing, statusOf, unitOf } from "./ship";

/** systemd itself kills after 90 seconds. */
export const longerThanSystemd = 100;

/** Whoever kills it, it lives on. */
export function livesOn(sailing: () => Sailing): void {
  it("a killed runtime is started again, on the same pier, with no event lost", async () => {
    const { vm, planet, recorder } = sailing();
    const { ship } = planet.resolved;
    const before = recorder.lastEvent(ship);
    const lives = recorder.of("live", "run").length;
    await vm.says(`sudo systemctl kill --kill-whom=main --signal=KILL ${unitOf(planet)}`);
    await recorder.until("the ship again", () => recorder.of("live", "run").length > lives, 420);
    expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(before);
    expect(recorder.piersOf(ship)).toHaveLength(1);
    const journal = await vm.says("sudo journalctl --boot --identifier roadstead-failure --output cat || true");
    expect(journal).not.toContain("hook");
  });
}

/**
 * A ship that was started with a long event to finish (`longerThanSystemd`) is told to end, and started again busy. `meanwhile` are checks of
 * its machine, which has all that time.
 */
export function takesItsTime(sailing: () => Sailing, meanwhile: () => void): void {
  let stopped: Promise<number>;
  let ends = 0;

  it("an operator's stop is asked for while an event takes long", async () => {
    const { vm, planet, recorder } = sailing();
    recorder.behaviour.stopSeconds = 1;
    ends = recorder.of("end", "run").length;
    const signals = recorder.of("signal", "run").length;
    const asked = Date.now();
    stopped = vm.says(planet.commands.stop, { seconds: 600 }).then(() => Date.now() - asked);
    // Who waits for it is the last test; that it failed is told there.
    stopped.catch(() => undefined);
    await recorder.until("the signal", () => recorder.of("signal", "run").length > signals, 60);
  });

  meanwhile();

  it("that stop is clean, lasts, and gave time to finish an event where systemd by itself would kill", async () => {
    const { vm, planet, recorder } = sailing();
    const took = await stopped;
    // The real runtime cannot be told to be slow.
    if (request().real === undefined) expect(took / 1000).toBeGreaterThan(longerThanSystemd);
    expect(recorder.of("signal", "run").at(-1)?.why).toBe("SIGTERM");
    expect(recorder.of("end", "run")).toHaveLength(ends + 1);
    expect(await statusOf(sailing())).toMatchObject({ unit: "inactive", last: { state: "stopped" } });
    expect((await vm.run(`systemctl is-enabled ${unitOf(planet)}`)).out.trim()).toBe("disabled");
  });

  it("busy with an event, it counts as alive", async () => {
    const { vm, planet, recorder } = sailing();
    recorder.behaviour.busySeconds = 3600;
    expect((await start(vm, planet)).code).toBe(0);
    recorder.behaviour.busySeconds = 0;
  });
}

/** To another release that writes the same to disk, and back. */
export function changesItsRuntime(sailing: () => Sailing): void {
  const goesOnWith = async (planet: PlanetText, from: string): Promise<void> => {
    const { vm, recorder } = sailing();
    const { ship, runtime } = planet.resolved;
    const [before, prepared] = [recorder.lastEvent(ship), recorder.of("end", "prep").length];
    await vm.says(planet.commands.install, { stdin: planet.installBundle, seconds: 600 });
    const { code, out, err } = await start(vm, planet);
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
    const told = recorder.of("end", "prep").slice(prepared);
    expect(told.map(({ version }) => version)).toEqual([from]);
    expect(recorder.live().map(({ version }) => version)).toEqual([runtime.version]);
    expect(recorder.live()[0]?.event).toBeGreaterThanOrEqual(before);
    expect(recorder.piersOf(ship)).toHaveLength(1);
  };

  it("the old runtime ends and prepares the pier, then the new one runs it", async () => {
    const { planet, raised } = sailing();
    await goesOnWith(raised(), planet.resolved.runtime.version);
  });

  it("the way back is open, by the same steps", async () => {
    const { planet, raised } = sailing();
    await goesOnWith(planet, raised().resolved.runtime.version);
  });
}

const patience = { timeout: 300_000, interval: 1000 };

/** What must never start a ship, each with its reason, where operator and monitoring see it. */
export function refusesToStart(sailing: () => Sailing): void {
  const refusedWith = async (code: number, reason: RegExp, attempt: () => Promise<unknown>) => {
    const { vm, planet, recorder } = sailing();
    const starts = recorder.of("start").length;
    await attempt();
    // As a reboot would start it: by its unit alone. That it could be executed says nothing yet.
    const unit = unitOf(planet);
    await vm.run(`sudo systemctl start ${unit}`);
    await expect.poll(() => vm.says(`systemctl show --property=ActiveState --value ${unit}`), patience).toBe("failed");
    const { last } = await statusOf(sailing());
    expect(last).toMatchObject({ state: "refused", code });
    expect(JSON.stringify(last)).toMatch(reason);
    // Not tried again and again, and told.
    expect(await vm.says(`systemctl show --property=NRestarts --value ${unit}`)).toBe("0");
    await expect
      .poll(() => vm.says("sudo journalctl --identifier roadstead-failure --output cat | tail -n 3"), patience)
      .toContain(unit);
    expect(recorder.of("start")).toHaveLength(starts);
  };
  const stopped = async () => {
    const { vm, planet } = sailing();
    await vm.says(planet.commands.stop, { seconds: 400 });
  };

  it("nothing mounted where the pier should be", async () => {
    const { vm } = sailing();
    await stopped();
    await refusedWith(82, /nothing is mounted/, async () => {
      // systemd would mount it again on the way: the line goes as where a volume was detached.
      await vm.says(
        "sudo cp /etc/fstab /run/fstab.kept && sudo sed -i '/srv/d' /etc/fstab && sudo systemctl daemon-reload && sudo umount /srv/roadstead",
      );
    });
  });

  it("another volume in the right place", async () => {
    const { vm } = sailing();
    await refusedWith(83, /the volume at \/srv\/roadstead is/, async () => {
      const make =
        "sudo truncate -s 64M /var/tmp/other && sudo mkfs.ext4 -q -F /var/tmp/other && sudo mount -o loop /var/tmp/other /srv/roadstead";
      await vm.says(make);
    });
  });

  it("started around its unit", async () => {
    const { vm, planet, recorder } = sailing();
    const { shipName, user } = planet.resolved;
    const starts = recorder.of("start").length;
    const { code, err } = await vm.run(`sudo -u ${user} /usr/local/sbin/roadstead-ship run ${shipName} -- /bin/true`);
    expect([code, err]).toEqual([91, expect.stringContaining("started by its unit only")]);
    expect(recorder.of("start")).toHaveLength(starts);
  });

  it("and once all is in place again, it starts where it stopped", async () => {
    const { vm, planet, recorder } = sailing();
    const before = recorder.lastEvent(planet.resolved.ship);
    // Whatever became of the tests above.
    await vm.says(
      "sudo umount /srv/roadstead; sudo rm -f /var/tmp/other; sudo cp /run/fstab.kept /etc/fstab && sudo systemctl daemon-reload && sudo mount /srv/roadstead",
    );
    expect((await start(vm, planet)).code).toBe(0);
    expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(before);
  });
}
