import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import type { Sailing } from "../checks/ship";
import { report } from "../harbour";

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
      await recorder.until(`event ${target}`, () => recorder.lastEvent(ship) >= target, 300);
      await vm.cutPower();
      recorder.machineGone();
      const [told, lives] = [recorder.lastEvent(ship), recorder.of("live", "run").length];
      report(`${vm.parts.name}: power cut at event ${told}`);
      vm.powerOn();
      await vm.reachable();
      await recorder.until("the ship again", () => recorder.of("live", "run").length > lives, 300);
      expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(told);
      expect(recorder.piersOf(ship)).toHaveLength(1);
      expect(recorder.of("start", "create")).toHaveLength(1);
      await vm.says("sudo cloud-init status --wait || true", { seconds: 600 });
      expect(await vm.says("systemctl --failed --plain --no-legend")).toBe("");
    });
  }
}
