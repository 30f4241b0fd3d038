import { beforeAll, expect, it } from "vitest";
import { readHostKey } from "../../../components/machine/commands";
import { backupsCommand } from "../../../components/planet/backups/children";
import { restoreCommand } from "../../../components/planet/backups/render";
import { type Sailing, statusOf } from "../checks/ship";
import { carriedOut, licenceFor, machineIsDeployed, mount, start } from "../deployment";
import { type Harbour, report } from "../harbour";
import { blankVolume, type VirtualMachine, type Volume } from "../machine/virtual-machine";
import { type MachineText, machineText, type PlanetText, planetText } from "../rendered";
import { usualMachine, usualPlanet } from "../usual-arguments";

const repository = "/var/local/backups";

/** The repository of backups as it lies on a machine, as text. */
export function takenAlong(vm: VirtualMachine): Promise<string> {
  return vm.says(`sudo tar --create --gzip --directory ${repository} . | base64`, { seconds: 300 });
}

/**
 * Somebody who has the backups, the password and a licence for a machine of their own: there the ship is an archive, and never starts on
 * the live network, since nothing says that the original has ended.
 */
export function restoredElsewhere(sailing: () => Sailing, harbour: () => Harbour, backups: () => string): void {
  let vm: VirtualMachine;
  let text: MachineText;
  let planet: PlanetText;
  let volume: Volume;
  let starts: number;
  const toldOf = () => harbour().recorder.of("start").length;

  beforeAll(async () => {
    text = machineText(usualMachine(harbour()));
    const { boot: _, ...rest } = usualPlanet(sailing().planet.resolved.runtime.sha256, "");
    planet = planetText({ ...rest, boot: { mode: "resume" } }, text.resolved);
    volume = blankVolume(harbour().folder, "201", 2048);
    vm = harbour().machine({ name: "second", userData: text.userData, instanceId: "4720", volumes: [volume] });
    starts = toldOf();
    report("second: first boot");
    vm.powerOn();
    await vm.reachable(readHostKey);
  });

  machineIsDeployed(() => ({ vm, text }));

  it("with all that the ship's deployment brings, and the repository in its place, there is no pier, and no start", async () => {
    expect((await mount(vm, volume)).code).toBe(0);
    await vm.says(
      `sudo install -d -m 0700 ${repository} && base64 --decode | sudo tar --extract --gzip --directory ${repository}`,
      {
        stdin: backups(),
      },
    );
    await vm.says(planet.commands.install, { stdin: planet.installBundle, seconds: 900 });
    await vm.says(planet.commands.licence, { stdin: licenceFor(vm, planet, volume) });
    const { backups: asked } = usualPlanet("", "");
    if (planet.backups === undefined || asked === undefined) throw new Error("no backups are declared");
    await carriedOut(
      vm,
      backupsCommand(planet.resolved.shipName, planet.backups.files, planet.backups.commands, asked),
      600,
    );
    expect((await start(vm, planet)).code).toBeGreaterThanOrEqual(80);
    expect(toldOf()).toBe(starts);
  });

  it("as an archive it comes back whole, and does not start", async () => {
    const said = await vm.says(
      restoreCommand(planet.resolved.shipName, { snapshot: "latest", as: "archive", attempt: 1 }),
      { seconds: 900 },
    );
    expect(JSON.parse(said.split("\n").at(-1) ?? "")).toMatchObject({ verdict: "archive" });
    expect((await start(vm, planet)).code).toBeGreaterThanOrEqual(80);
    expect(toldOf()).toBe(starts);
  });

  it("to live it is refused, by whatever restore is asked for, with the reason", async () => {
    const { code, err } = await vm.run(
      restoreCommand(planet.resolved.shipName, { snapshot: "latest", as: "live", attempt: 1 }),
      { seconds: 900 },
    );
    expect([code, err]).toEqual([99, expect.stringContaining("stays an archive")]);
    expect((await start(vm, planet)).code).toBeGreaterThanOrEqual(80);
    expect(await statusOf({ vm, planet })).not.toMatchObject({ unit: "active" });
    expect(toldOf()).toBe(starts);
  });

  it("the drill starts it without any network, and nobody outside hears it", async () => {
    const { shipName } = planet.resolved;
    const said = await vm.says(`sudo /usr/local/sbin/roadstead-restore drill ${shipName}`, { seconds: 900 });
    expect(JSON.parse(said.split("\n").at(-1) ?? "")).toMatchObject({ result: "done" });
    expect(await vm.says(`sudo journalctl --boot --unit roadstead-drilled-${shipName} --output cat`)).toContain(
      "is live at event",
    );
    expect(toldOf()).toBe(starts);
    expect(harbour().recorder.live()).toEqual([]);
    await vm.cutPower();
  });
}
