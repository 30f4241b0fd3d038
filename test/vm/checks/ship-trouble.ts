import { expect, it } from "vitest";
import { start } from "../deployment";
import type { Web } from "../world/web";
import { toldOf, toldOnceMore } from "./alerts";
import { type Sailing, unitOf } from "./ship";

/** A machine that runs out of memory or disk: the ship ends, somebody is told, and it comes back with all that it had. */
export function survivesTrouble(sailing: () => Sailing, web: () => Web): void {
  const comesBack = async (before: number, lives: number): Promise<void> => {
    const { planet, recorder } = sailing();
    await recorder.until("the ship again", () => recorder.of("live", "run").length > lives, 600);
    expect(recorder.of("live", "run").at(-1)?.event).toBeGreaterThanOrEqual(before);
    expect(recorder.piersOf(planet.resolved.ship)).toHaveLength(1);
    expect(recorder.creationsOf(planet.resolved.ship)).toBe(1);
  };
  const gone = (): Promise<void> => {
    const { recorder } = sailing();
    return recorder.until("the end of the ship", () => recorder.live().length === 0, 420);
  };
  // Starts are counted over an hour, and these tests are many.
  const counted = async (): Promise<void> => {
    const { vm, planet } = sailing();
    await vm.says(`sudo systemctl reset-failed ${unitOf(planet)}`);
  };

  it("out of memory, the runtime is killed, told of, and started again with no event lost", async () => {
    const { vm, planet, recorder } = sailing();
    const unit = unitOf(planet);
    const told = toldOf(web(), unit).length;
    await counted();
    // Its own limit in place of the machine's: the same kill by the same kernel, without the wait for a full swap.
    await vm.says(`sudo systemctl set-property --runtime ${unit} MemoryMax=128M MemorySwapMax=0`);
    recorder.behaviour.hungryMib = 512;
    const starts = recorder.of("start", "run").length;
    await vm.says(`sudo systemctl restart ${unit}`);
    await recorder.until("a start", () => recorder.of("start", "run").length > starts, 300);
    recorder.behaviour.hungryMib = 0;
    await recorder.until("the hungry ship", () => recorder.live().length === 1, 300);
    const lives = recorder.of("live", "run").length;
    await gone();
    const before = recorder.lastEvent(planet.resolved.ship);
    expect(await toldOnceMore(web(), unit, told)).toContain("oom-kill");
    await comesBack(before, lives);
    await vm.says(`sudo systemctl set-property --runtime ${unit} MemoryMax=infinity MemorySwapMax=infinity`);
  });

  it("on a full volume it ends and is told of; with room again it goes on with no event lost", async () => {
    const { vm, planet, recorder } = sailing();
    const { pierId, user, ship } = planet.resolved;
    const unit = unitOf(planet);
    const told = toldOf(web(), unit).length;
    await counted();
    const filler = `/srv/roadstead/ships/${pierId}/pier/filler`;
    // As the ship itself would fill it: what is kept for root stays free.
    const fill = `fallocate -l $(($(df --block-size=1 --output=avail /srv/roadstead | tail -n 1) - 65536)) ${filler}; dd if=/dev/zero of=${filler}.rest bs=4k status=none`;
    const lives = recorder.of("live", "run").length;
    await vm.run(`sudo -u ${user} bash -c '${fill}'`);
    await gone();
    const before = recorder.lastEvent(ship);
    expect(await toldOnceMore(web(), unit, told)).toContain("exit-code");
    const said = await vm.says(`sudo journalctl --boot --unit ${unit} --output cat | grep -c 'No space left' || true`);
    expect(Number(said)).toBeGreaterThan(0);
    await vm.says(`sudo rm ${filler} ${filler}.rest`);
    // By itself, or by whoever made room where it had given up meanwhile.
    expect((await start(vm, planet)).code).toBe(0);
    await comesBack(before, lives);
  });
}
