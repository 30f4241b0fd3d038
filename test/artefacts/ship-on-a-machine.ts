import { afterAll, afterEach, beforeEach, expect } from "vitest";
import { renderPlanet } from "../../components/planet/render";
import type { ResolvedPlanet } from "../../components/planet/resolve";
import { canaryKey, here, MachineInAFolder, usualPlanet } from "./machine-in-a-folder";

// One ship on a machine in a folder, fresh before each test: `roadstead-ship` runs for real, the system around it is played.

export const folder = "/srv/roadstead/ships/sampel-palnet.1";
export const unit = "roadstead-ship-sampel-palnet.service";
export const creationUnit = "roadstead-create-sampel-palnet.service";
export const licenceFile = "/etc/roadstead/licences/sampel-palnet.json";
export const keyFile = "/run/roadstead/keys/sampel-palnet";
export const data = ["/srv/roadstead", here.volumeUuid, "ext4"] as const;
export const keys = ["/run/roadstead/keys", "-", "ramfs"] as const;

export let machine: MachineInAFolder;
let created: MachineInAFolder | undefined;
beforeEach(() => {
  machine = new MachineInAFolder();
  machine.write("/run/roadstead/keys/.here", "");
  machine.write("/srv/roadstead/.here", "");
  machine.mount([data, keys]);
  machine.installShip();
});
afterEach(() => {
  if (machine !== created) machine.dispose();
});
afterAll(() => created?.dispose());

export const licence = (planet: ResolvedPlanet = usualPlanet, ids: { volumeUuid: string; machineId: string } = here) =>
  renderPlanet(planet).licence(ids);
export const attempt = (count: number): ResolvedPlanet => ({
  ...usualPlanet,
  boot: { mode: "create", attempt: count },
});

export function succeed(ended: { code: number; err: string }): void {
  expect(ended).toMatchObject({ code: 0 });
}

export function create(): void {
  succeed(machine.ship("licence", undefined, licence()));
  succeed(machine.ship("key", undefined, `${canaryKey}\n`));
  succeed(machine.ship("start"));
}

/** A machine whose ship was created and runs: made once, then copied. */
export function createdAndRunning(): void {
  if (created === undefined) {
    create();
    created = machine;
  } else machine.dispose();
  machine = new MachineInAFolder(created);
  machine.mount([data, keys]);
}

export function stopped(): void {
  succeed(machine.ship("stop"));
  machine.tell("calls", "");
}

export function status(): {
  pier: string;
  licensed: boolean;
  keyInMemory: boolean;
  last: { state: string; code: number };
} {
  return JSON.parse(machine.ship("status").out);
}
