import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RenderedFile } from "../../../components/core/rendered-file";
import { auditShippingFiles } from "../../../components/machine/audit-shipping-command";
import { readHostKey } from "../../../components/machine/commands";
import { encryptionFiles } from "../../../components/machine/encryption-command";
import { backupsCommand } from "../../../components/planet/backups/children";
import { webCommand } from "../../../components/planet/web/command";
import { webFiles } from "../../../components/planet/web/render";
import { auditIsShipped, auditIsShippedAgain, type Shipped } from "../checks/audit-shipping";
import { isBackedUp } from "../checks/backups";
import { acceptedByItsTools, bootedWell, type Looked } from "../checks/booted";
import { closedToStrangers } from "../checks/closed";
import { becomesEncrypted, type Locked, unlocksAgain } from "../checks/encrypted-volume";
import { settledAsRendered } from "../checks/settled";
import { comesUp, keyIsForgotten, type Sailing } from "../checks/ship";
import { unitsAreClosed } from "../checks/units";
import { answersTheWeb, answersTheWebAgain, waitsForItsName } from "../checks/web";
import { carriedOut, machineIsDeployed, mount } from "../deployment";
import { anyKeys, type Given, readGiven } from "../given";
import { Harbour, report } from "../harbour";
import { blankVolume, type VirtualMachine, type Volume } from "../machine/virtual-machine";
import { type MachineText, machineText, type PlanetText, planetText } from "../rendered";
import { request } from "../request";
import { freshKey } from "../usual-arguments";
import { addressIn } from "../world/address-in";
import { guest4 } from "../world/addresses";
import { Collector } from "../world/collector";
import { comeFrom } from "../world/network";

// `npm run test:vm -- --args FILE`: whatever somebody declares, booted and looked at. Keys, checksums and secrets are the run's own.

const file = request().args ?? "";
const key = freshKey();

let harbour: Harbour;
let vm: VirtualMachine;
let given: Given;
let text: MachineText;
let planet: PlanetText;
let volume: Volume;
const looked = (): Looked => ({ vm, text });
const sailing = (): Sailing => ({ vm, planet, volume, recorder: harbour.recorder, key, raised: () => planet });
const locked = (): Locked => ({ vm, text, volume, args: given.machine.volume });
const web = () => harbour.web;
const collector = new Collector();
const shipped = (): Shipped => ({ vm, text, web: harbour.web, collector });

// Which tests there are follows from the file alone.
const { given: declared, problems } = readGiven(file, anyKeys);
if (declared === undefined) throw new Error(problems.join("\n"));
const separate = declared.machine.volume?.mode !== "none";
const encryption = declared.machine.volume?.mode === "separate" ? declared.machine.volume.encryption : undefined;

function ofThisRun(): Given {
  const { operator, deployment } = harbour;
  const own = {
    operator: operator.publicKey,
    deployment: deployment.publicKey,
    sha256: (version: string) => harbour.releaseRuntime(version),
    ship: key,
    authority: readFileSync(harbour.image.authority.certificate, "utf8"),
  };
  const read = readGiven(file, own);
  if (read.given === undefined) throw new Error(read.problems.join("\n"));
  return read.given;
}

beforeAll(async () => {
  harbour = await Harbour.open();
  given = ofThisRun();
  text = machineText(given.machine);
  const { resolved } = text;
  if (given.planet !== undefined) planet = planetText(given.planet, resolved);
  const { kind } = resolved.vendor;
  if (kind === "existing") throw new Error("an existing host was let through");
  const from = resolved.ssh.world ? undefined : addressIn(resolved.ssh.from);
  if (from !== undefined) comeFrom(from);
  volume = blankVolume(harbour.folder, "101", 2048, kind);
  const login = { user: resolved.operator.user, port: resolved.ssh.port, ...(from === undefined ? {} : { from }) };
  const parts = { name: "given", userData: text.userData, instanceId: "4711", vendor: kind };
  vm = harbour.machine({ ...parts, volumes: separate ? [volume] : [] }, login);
  report("given: first boot");
  vm.powerOn();
  await vm.reachable(readHostKey);
});

afterAll(async () => {
  collector.close();
  await harbour?.close();
});

describe("the machine", () => {
  machineIsDeployed(looked);
  bootedWell("first boot", looked);
  settledAsRendered(looked);
  closedToStrangers(looked);
});

if (separate) {
  describe("its volume", () => {
    if (encryption === undefined) {
      it("is formatted while blank, and mounted", async () => expect((await mount(vm, volume)).code).toBe(0));
    } else becomesEncrypted(locked);
  });
}

if (declared.planet !== undefined) {
  describe("the ship", () => {
    comesUp(sailing);
    keyIsForgotten(sailing);
  });
}

if (declared.planet?.web !== undefined) {
  describe("its web interface", () => {
    it("is taken into use by what its deployment runs", async () => {
      const { resolved } = planet;
      if (resolved.web !== undefined) await carriedOut(vm, webCommand(resolved, resolved.web, guest4), 600);
    });
    waitsForItsName(sailing, web);
    answersTheWeb(sailing, web);
  });
}

if (declared.planet?.backups !== undefined) {
  describe("its backups", () => {
    it("are taken into use by what their deployment runs", async () => {
      const { resolved, backups } = planet;
      if (backups === undefined || given.planet?.backups === undefined) throw new Error("no backups are declared");
      await carriedOut(
        vm,
        backupsCommand(resolved.shipName, backups.files, backups.commands, given.planet.backups),
        600,
      );
    });
    isBackedUp(sailing);
  });
}

if (declared.machine.auditShipping !== undefined) auditIsShipped(shipped);

/** What was put there after the first boot. */
const delivered = (): readonly RenderedFile[] => {
  const { auditShipping, swapMib } = text.resolved;
  const unlocking = encryption === undefined ? [] : encryptionFiles(swapMib);
  const shipping = auditShipping === undefined ? [] : auditShippingFiles(auditShipping);
  const onMachine = [...unlocking, ...shipping];
  if (declared.planet === undefined) return onMachine;
  const { files, backups, resolved } = planet;
  const site = resolved.web === undefined ? [] : webFiles(resolved, resolved.web, [guest4]);
  return [...onMachine, ...files, ...(backups?.files ?? []), ...site];
};

describe("with all that was delivered", () => {
  acceptedByItsTools(looked, delivered);
  unitsAreClosed(() => ({
    vm,
    files: [...text.files, ...delivered()],
    shipName: declared.planet === undefined ? "no-ship" : planet.resolved.shipName,
  }));
});

describe("second boot", () => {
  let event = 0;
  beforeAll(async () => {
    if (declared.planet !== undefined) event = harbour.recorder.lastEvent(planet.resolved.ship);
    await vm.restart();
  });
  if (encryption !== undefined) unlocksAgain(locked);
  if (declared.planet !== undefined) {
    it("the ship resumes by itself, on the same pier, with no event lost", async () => {
      const { recorder } = harbour;
      await recorder.until("the ship again", () => recorder.live().length === 1, 600);
      expect(recorder.live()[0]?.event).toBeGreaterThanOrEqual(event);
      expect(recorder.piersOf(planet.resolved.ship)).toHaveLength(1);
    });
  }
  if (declared.planet?.web !== undefined) answersTheWebAgain(sailing, web);
  if (declared.machine.auditShipping !== undefined) auditIsShippedAgain(shipped);
  bootedWell("second boot", looked);
});
