import { expect, it } from "vitest";
import { deliverPlanet, start } from "../deployment";
import type { PlanetText } from "../rendered";
import { type Sailing, statusOf, unitOf } from "./ship";

/** Another ship of the machine, whose runtime is killed while it makes the pier: what it left is no ship, and nobody takes it for one. */
export function creationIsInterrupted(sailing: () => Sailing, another: () => PlanetText): void {
  it("a half-made pier is neither run nor made again, by itself or when asked, and the reason is told", async () => {
    const { vm, recorder, volume, key } = sailing();
    const half = { vm, planet: another() };
    const { ship, shipName } = half.planet.resolved;
    await deliverPlanet(vm, half.planet, { volume, key });
    recorder.behaviour.bootSeconds = 3600;
    const creating = start(vm, half.planet);
    await recorder.until("the creation", () => recorder.creationsOf(ship) === 1, 300);
    recorder.behaviour.bootSeconds = 0;
    await vm.says(`sudo systemctl kill --kill-whom=main --signal=KILL roadstead-create-${shipName}.service`);
    expect(await creating).toMatchObject({ code: 87, err: expect.stringContaining("the creation failed") });

    // As the deployment does when it is run again.
    for (const again of [() => vm.run(half.planet.commands.key, { stdin: key }), () => start(vm, half.planet)]) {
      expect(await again()).toMatchObject({ code: 87, err: expect.stringContaining("raise boot.attempt") });
    }
    await vm.run(`sudo systemctl start ${unitOf(half.planet)}`);
    expect(await statusOf(half)).toMatchObject({ pier: "incomplete", last: { state: "refused", code: 87 } });
    await expect
      .poll(() => vm.says("sudo journalctl --boot --identifier roadstead-failure --output cat"), { timeout: 120_000 })
      .toContain(unitOf(half.planet));
    expect(recorder.told.filter((each) => each.ship === ship && each.kind === "start")).toHaveLength(1);
    expect(recorder.piersOf(ship)).toEqual([]);
    await vm.says(half.planet.commands.revoke);
    await vm.says(half.planet.commands.remove, { seconds: 300 });
  });
}
