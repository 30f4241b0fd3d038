import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readHostKey } from "../../../components/machine/commands";
import { tellsOfItself, tellsOfItselfAgain, toldOf } from "../checks/alerts";
import { bootedWell, type Looked } from "../checks/booted";
import { closedToStrangers } from "../checks/closed";
import { keepsItsData } from "../checks/data-volume";
import { creationIsInterrupted } from "../checks/half-made";
import { settledAsRendered } from "../checks/settled";
import { comesUp, isOnDisk, keyIsForgotten, type Sailing, unitOf } from "../checks/ship";
import { changesItsRuntime, livesOn, longerThanSystemd, refusesToStart, takesItsTime } from "../checks/ship-life";
import { machineIsDeployed } from "../deployment";
import { Harbour, report } from "../harbour";
import { blankVolume, type VirtualMachine, type Volume } from "../machine/virtual-machine";
import { type MachineText, machineText, type PlanetText, planetText } from "../rendered";
import { request } from "../request";
import { besideUsual, freshKey, usualMachine, usualPlanet } from "../usual-arguments";
import { copiedMachine } from "./copied";
import { powerIsCut, powerIsCutInUpgrade } from "./power-cuts";
import { rebuiltMachine } from "./rebuilt";

// One machine of the usual kind and its ship, from the first boot on until the power goes off; then a copy of it, and its successor.

let harbour: Harbour;
let vm: VirtualMachine;
let text: MachineText;
let volume: Volume;
let planet: PlanetText;
const key = freshKey();

const looked = (): Looked => ({ vm, text });
const sailing = (): Sailing => ({ vm, planet, volume, recorder: harbour.recorder, key, raised });
const web = () => harbour.web;
const raised = (): PlanetText => planetText(usualPlanet(harbour.releaseRuntime("4.6"), key, "4.6"), text.resolved);
const another = (): PlanetText => {
  const { backups: _ofTheUsualOne, ...rest } = usualPlanet(planet.resolved.runtime.sha256, key);
  return planetText({ ...rest, ...besideUsual }, text.resolved);
};

beforeAll(async () => {
  harbour = await Harbour.open();
  text = machineText(usualMachine(harbour));
  planet = planetText(usualPlanet(harbour.releaseRuntime("4.5"), key), text.resolved);
  volume = blankVolume(harbour.folder, "101", 2048);
  vm = harbour.machine({ name: "standard", userData: text.userData, instanceId: "4711", volumes: [volume] });
  report("standard: first boot");
  vm.powerOn();
  await vm.reachable(readHostKey);
});

afterAll(async () => harbour?.close());

describe("first boot", () => {
  machineIsDeployed(looked);
  bootedWell("first boot", looked);
  keepsItsData(looked, () => volume);
  tellsOfItself(looked, () => usualMachine(harbour), web);
});

describe("the ship", () => {
  comesUp(sailing);
  keyIsForgotten(sailing);
  livesOn(sailing);
  changesItsRuntime(sailing);
  refusesToStart(sailing);

  it("the webhook was told of each refusal", () => {
    const told = toldOf(harbour.web, unitOf(planet)).join("\n");
    expect(["ExecMainStatus=82", "ExecMainStatus=83"].filter((each) => !told.includes(each))).toEqual([]);
  });
});

describe("second boot", () => {
  const before = { hostKey: "", firewall: "", event: 0 };
  // Without what counts and what comes and goes: bans, and addresses that were seen.
  const firewall = () =>
    vm.says("sudo nft --stateless list table inet roadstead | sed -E '/elements = .*}/d; /elements = /,/}/d'");

  beforeAll(async () => {
    before.hostKey = await vm.says(readHostKey);
    before.firewall = await firewall();
    harbour.recorder.behaviour.stopSeconds = longerThanSystemd;
    await vm.restart();
    before.event = harbour.recorder.of("end", "run").at(-1)?.event ?? Number.NaN;
  });

  it("the ship was asked to end and ended, before the machine went down", () => {
    const [signal, end] = harbour.recorder.told.filter(({ kind }) => kind === "signal" || kind === "end").slice(-2);
    expect([signal?.kind, end?.kind]).toEqual(["signal", "end"]);
  });

  it("the ship resumes by itself where it ended, on the same pier", async () => {
    await harbour.recorder.until("the ship again", () => harbour.recorder.live().length === 1, 600);
    expect(harbour.recorder.of("live", "run").at(-1)?.event).toBe(before.event);
    expect(harbour.recorder.piersOf(planet.resolved.ship)).toHaveLength(1);
    expect(harbour.recorder.creationsOf(planet.resolved.ship)).toBe(1);
  });

  it("host key and firewall are as they were", async () => {
    expect(await vm.says(readHostKey)).toBe(before.hostKey);
    expect(await firewall()).toBe(before.firewall);
  });

  bootedWell("second boot", looked);
  takesItsTime(sailing, () => {
    settledAsRendered(looked);
    tellsOfItselfAgain(web);
    creationIsInterrupted(sailing, another);
  });
  closedToStrangers(looked, ["IPv4"]);
});

// Two while every change is checked, twenty where there is time: the others are in full/first-boot.test.ts.
describe("power cuts", () => {
  powerIsCut(sailing, request().seed, request().full ? 8 : 1);
  powerIsCutInUpgrade(sailing, request().seed, request().full ? 8 : 1);
});

describe("power off", () => {
  it("the vendor's shutdown lets the ship end in its own time", async () => {
    harbour.recorder.behaviour.stopSeconds = 1;
    const ends = harbour.recorder.of("end", "run").length;
    await vm.shutDown();
    expect(harbour.recorder.of("end", "run")).toHaveLength(ends + 1);
  });

  it("neither the system disk nor the volume holds the key, deleted files included", () => {
    expect(isOnDisk(vm.rawDisk(), key)).toBe(false);
    expect(isOnDisk(volume.file, key)).toBe(false);
    // What is certainly there is found.
    expect(isOnDisk(vm.rawDisk(), planet.resolved.pierId)).toBe(true);
  });
});

describe("a second machine with a copy of everything", () => copiedMachine(sailing, () => harbour));

describe("a rebuilt machine with the same volume", () => {
  beforeAll(() => {
    // Each cut change went to the other of two releases: the pier is on whichever was reached last.
    const last = harbour.recorder.of("live", "run").at(-1)?.version;
    if (last !== planet.resolved.runtime.version) planet = raised();
  });
  rebuiltMachine(sailing, () => harbour);
});
