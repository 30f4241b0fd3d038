import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Sailing } from "../checks/ship";
import { start } from "../deployment";
import { report } from "../harbour";
import type { Told } from "../world/recorder";

/** A whole number from 1 to `most`, always the same for one seed and count. */
export function drawn(seed: string, count: number, most: number): number {
  return 1 + (createHash("sha256").update(`${seed} ${count}`).digest().readUInt32BE(0) % most);
}

/**
 * The power goes off while the ship runs. What the guest has handed to its disk stays, what it held in memory is lost; a disk
 * that loses what it has acknowledged is not played.
 */
export function powerIsCut(sailing: () => Sailing, seed: string, cuts: number): void {
  for (let count = 1; count <= cuts; count += 1) {
    const after = drawn(seed, count, 40);
    it(`power cut ${count} of ${cuts} (seed ${seed}: ${after} events on): no told event is lost, no pier is made anew`, async () => {
      const { vm, planet, recorder } = sailing();
      const { ship } = planet.resolved;
      const target = recorder.lastEvent(ship) + after;
      await recorder.until(`event ${target}`, () => recorder.lastEvent(ship) >= target, 600);
      await vm.cutPower();
      recorder.machineGone();
      const [told, lives] = [recorder.lastEvent(ship), recorder.of("live", "run").length];
      report(`${vm.parts.name}: power cut at event ${told}`);
      vm.powerOn();
      await vm.reachable();
      await recorder.until("the ship again", () => recorder.of("live", "run").length > lives, 600);
      expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(told);
      expect(recorder.piersOf(ship)).toHaveLength(1);
      expect(recorder.creationsOf(ship)).toBe(1);
      await vm.says("sudo cloud-init status --wait || true", { seconds: 600 });
      expect(await vm.says("systemctl --failed --plain --no-legend")).toBe("");
    });
  }
}

/** The steps of a change of runtime that are seen from outside, in their order. */
const steps: readonly (readonly [kind: Told["kind"], deed: string])[] = [
  ["signal", "run"],
  ["end", "run"],
  ["start", "prep"],
  ["end", "prep"],
  ["start", "run"],
  ["live", "run"],
];

/**
 * The power goes off while the ship is brought to another runtime: at a step that the seed draws, or up to two seconds after it. The
 * machine brings the ship back on the one or the other by itself, and the same command again carries the change through.
 */
export function powerIsCutInUpgrade(sailing: () => Sailing, seed: string, cuts: number): void {
  for (let count = 1; count <= cuts; count += 1) {
    const [kind, deed] = steps[drawn(`${seed} step`, count, steps.length) - 1] ?? ["end", "run"];
    const later = drawn(`${seed} delay`, count, 2000);
    it(`power cut ${count} of ${cuts} within an upgrade (seed ${seed}: ${later} ms after ${deed} ${kind}): nothing is lost, and the upgrade can be carried through`, async () => {
      const { vm, planet, raised, recorder } = sailing();
      const { ship } = planet.resolved;
      const wanted = recorder.live()[0]?.version === planet.resolved.runtime.version ? raised() : planet;
      const deliver = () => vm.says(wanted.commands.install, { stdin: wanted.installBundle, seconds: 900 });
      await deliver();
      const seen = recorder.of(kind, deed).length;
      const ended = start(vm, wanted).catch(() => undefined);
      await recorder.until(`${deed} ${kind}`, () => recorder.of(kind, deed).length > seen, 600);
      await delay(later);
      const [told, lives] = [recorder.lastEvent(ship), recorder.of("live", "run").length];
      await vm.cutPower();
      recorder.machineGone();
      await ended;
      report(`${vm.parts.name}: power cut at event ${told}, on the way to ${wanted.resolved.runtime.version}`);
      vm.powerOn();
      await vm.reachable();
      await recorder.until(
        "the ship again",
        () => recorder.of("live", "run").length > lives && recorder.live().length === 1,
        420,
      );
      expect(recorder.live()[0]?.event).toBeGreaterThanOrEqual(told);
      await deliver();
      const { code, out, err } = await start(vm, wanted);
      expect(`${code}: ${out}${err}`).toMatch(/^0: /);
      expect(recorder.live().map(({ version }) => version)).toEqual([wanted.resolved.runtime.version]);
      expect(recorder.piersOf(ship)).toHaveLength(1);
      expect(recorder.creationsOf(ship)).toBe(1);
      await vm.says("sudo cloud-init status --wait || true", { seconds: 600 });
      expect(await vm.says("systemctl --failed --plain --no-legend")).toBe("");
    });
  }
}
