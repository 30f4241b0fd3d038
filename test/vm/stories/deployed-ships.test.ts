import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RenderedFile } from "../../../components/core/rendered-file";
import { alertFiles } from "../../../components/machine/alert-command";
import { readHostKey } from "../../../components/machine/commands";
import { encryptionFiles } from "../../../components/machine/encryption-command";
import { webFiles } from "../../../components/planet/web/render";
import { removeEngineRuns } from "../../harness/engine-run";
import { isBackedUp } from "../checks/backups";
import { acceptedByItsTools, bootedWell, type Looked } from "../checks/booted";
import { closedToStrangers, loginsRefused } from "../checks/closed";
import { isEncrypted, type Locked, refusesWhatIsPlain } from "../checks/encrypted-volume";
import { settledAsRendered } from "../checks/settled";
import { isOnDisk, type Sailing } from "../checks/ship";
import { survivesTrouble } from "../checks/ship-trouble";
import { unitsAreClosed } from "../checks/units";
import { answersTheWeb, answersTheWebAgain, waitsForItsName } from "../checks/web";
import { uuidOf } from "../deployment";
import { Harbour, report } from "../harbour";
import { blankVolume, type VirtualMachine, type Volume } from "../machine/virtual-machine";
import { type MachineText, machineText, type PlanetText, planetText } from "../rendered";
import { request } from "../request";
import { deployedMachine, freshKey, freshVolumeKey, orderedGib, usualPlanet } from "../usual-arguments";
import { deployedByTheEngine, followsItsProgram, type Ordered, ordered, waitsForItsKey } from "./deployed";
import { rebuiltByTheEngine } from "./rebuilt-by-the-engine";
import { restoredElsewhere, takenAlong } from "./second-machine";

// A machine as the engine orders it from its vendor, and all that it then delivers: two ships, their web interface, their backups.

let harbour: Harbour;
let vm: VirtualMachine;
let text: MachineText;
let volume: Volume;
let other: Volume;
let planet: PlanetText;
let order: Ordered;
let backups = "";
const [key, volumeKey] = [freshKey(), freshVolumeKey()];

/** With time for it: a rebuild, and a second machine. */
const { full } = request();

const looked = (): Looked => ({ vm, text });
const raised = (): PlanetText => planet;
const sailing = (): Sailing => ({ vm, planet, volume, recorder: harbour.recorder, key, raised });
const locked = (): Locked => ({ ...looked(), volume, args: deployedMachine(harbour, volumeKey).volume });
const web = () => harbour.web;

/** All that a deployment put there after the first boot. */
const delivered = (): readonly RenderedFile[] => {
  const { alerts, swapMib } = text.resolved;
  const { web: site } = planet.resolved;
  return [
    ...(alerts === undefined ? [] : alertFiles(alerts)),
    ...encryptionFiles(swapMib),
    ...planet.files,
    ...(planet.backups?.files ?? []),
    ...(site === undefined ? [] : webFiles(planet.resolved, site, [order.address])),
  ];
};

beforeAll(async () => {
  harbour = await Harbour.open();
  text = machineText(deployedMachine(harbour, volumeKey));
  planet = planetText(usualPlanet(harbour.releaseRuntime("4.5"), key), text.resolved);
  order = await ordered(harbour, key, volumeKey);
  volume = blankVolume(harbour.folder, order.volumeId, orderedGib * 1024);
  other = blankVolume(harbour.folder, "102", 64);
  const { userData, serverId } = order;
  vm = harbour.machine({ name: "ordered", userData, instanceId: serverId, volumes: [volume, other] });
  report("ordered: first boot");
  vm.powerOn();
  await vm.reachable(readHostKey);
});

afterAll(async () => {
  await harbour?.close();
  await removeEngineRuns();
});

describe("a deployment by the engine", () => {
  it("orders the machine with the user data that was rendered, byte for byte", () => {
    expect(order.userData).toBe(text.userData);
  });

  deployedByTheEngine(
    sailing,
    () => harbour,
    () => order,
  );

  it("has mounted the volume by the UUID that follows from its id", async () => {
    expect(await vm.says("grep /srv/roadstead /etc/fstab")).toContain(`UUID=${uuidOf(volume)} `);
  });
});

describe("its volume", () => {
  isEncrypted(locked);
  refusesWhatIsPlain(() => ({ ...locked(), other }));
});

describe("the ship's web interface", () => {
  waitsForItsName(sailing, web);
  answersTheWeb(sailing, web);
});

describe("its backups", () => isBackedUp(sailing));

describe("a changed program", () =>
  followsItsProgram(
    sailing,
    () => harbour,
    () => order,
  ));

describe("trouble", () => survivesTrouble(sailing, web));

// With the ship on it: what listens on loopback would be met here, if it were let through.
describe("the machine, while it works", () => {
  bootedWell("with all that was delivered", looked);
  acceptedByItsTools(looked, delivered);
  unitsAreClosed(() => ({ vm, files: [...text.files, ...delivered()], shipName: planet.resolved.shipName }));
  settledAsRendered(looked);
  closedToStrangers(looked);
  loginsRefused(looked);
});

describe("after a restart", () => {
  const before = { event: 0, starts: 0 };
  beforeAll(async () => {
    await vm.restart();
    const { ship } = planet.resolved;
    before.event = harbour.recorder.lastEvent(ship);
    before.starts = harbour.recorder.of("start").filter((each) => each.ship === ship).length;
  });
  waitsForItsKey(
    sailing,
    () => harbour,
    () => order,
    () => before,
  );
  isEncrypted(locked);
  answersTheWebAgain(sailing, web);
  bootedWell("second boot", looked);
});

if (full) {
  describe("another generation", () => {
    beforeAll(async () => {
      // They lie on the server that goes.
      backups = await takenAlong(vm);
    });
    const becomes = (successor: VirtualMachine) => {
      vm = successor;
    };
    rebuiltByTheEngine(
      sailing,
      () => harbour,
      () => order,
      becomes,
    );
    isEncrypted(locked);
    bootedWell("the successor's first boot", looked);
  });

  describe("power off", () => {
    it("neither disk holds a key, and the volume nothing that can be read", async () => {
      await vm.shutDown();
      const disk = vm.rawDisk();
      for (const each of [key, order.secondKey, volumeKey]) {
        expect([isOnDisk(disk, each), isOnDisk(volume.file, each)]).toEqual([false, false]);
      }
      const { pierId } = planet.resolved;
      // What lies on both in plain text, were the one not encrypted.
      expect([isOnDisk(disk, pierId), isOnDisk(volume.file, pierId)]).toEqual([true, false]);
    });
  });

  describe("a second machine, with the backups alone", () =>
    restoredElsewhere(
      sailing,
      () => harbour,
      () => backups,
    ));
}
