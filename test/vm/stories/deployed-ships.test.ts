import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RenderedFile } from "../../../components/core/rendered-file";
import { alertFiles } from "../../../components/machine/alert-command";
import { readHostKey } from "../../../components/machine/commands";
import { webFiles } from "../../../components/planet/web/render";
import { removeEngineRuns } from "../../harness/engine-run";
import { isBackedUp } from "../checks/backups";
import { acceptedByItsTools, bootedWell, type Looked } from "../checks/booted";
import { closedToStrangers, loginsRefused } from "../checks/closed";
import { settledAsRendered } from "../checks/settled";
import type { Sailing } from "../checks/ship";
import { survivesTrouble } from "../checks/ship-trouble";
import { unitsAreClosed } from "../checks/units";
import { answersTheWeb, answersTheWebAgain, waitsForItsName } from "../checks/web";
import { uuidOf } from "../deployment";
import { Harbour, report } from "../harbour";
import { blankVolume, type VirtualMachine, type Volume } from "../machine/virtual-machine";
import { type MachineText, machineText, type PlanetText, planetText } from "../rendered";
import { freshKey, usualMachine, usualPlanet } from "../usual-arguments";
import { deployedByTheEngine, followsItsProgram, type Ordered, ordered } from "./deployed";

// A machine as the engine orders it from its vendor, and all that it then delivers: two ships, their web interface, their backups.

let harbour: Harbour;
let vm: VirtualMachine;
let text: MachineText;
let volume: Volume;
let planet: PlanetText;
let order: Ordered;
const key = freshKey();

const looked = (): Looked => ({ vm, text });
const raised = (): PlanetText => planet;
const sailing = (): Sailing => ({ vm, planet, volume, recorder: harbour.recorder, key, raised });
const web = () => harbour.web;

/** All that a deployment put there after the first boot. */
const delivered = (): readonly RenderedFile[] => {
  const { alerts } = text.resolved;
  const { web: site } = planet.resolved;
  return [
    ...(alerts === undefined ? [] : alertFiles(alerts)),
    ...planet.files,
    ...(planet.backups?.files ?? []),
    ...(site === undefined ? [] : webFiles(planet.resolved, site, [order.address])),
  ];
};

beforeAll(async () => {
  harbour = await Harbour.open();
  text = machineText(usualMachine(harbour));
  planet = planetText(usualPlanet(harbour.releaseRuntime("4.5"), key), text.resolved);
  order = await ordered(harbour, key);
  volume = blankVolume(harbour.folder, order.volumeId, 2048);
  const { userData, serverId } = order;
  vm = harbour.machine({ name: "ordered", userData, instanceId: serverId, volumes: [volume] });
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
  beforeAll(() => vm.restart());
  answersTheWebAgain(sailing, web);
  bootedWell("second boot", looked);
});
