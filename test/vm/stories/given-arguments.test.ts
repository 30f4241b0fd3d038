import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { record } from "../../../components/core/argument-checks";
import { argumentsOf } from "../../../components/core/arguments";
import { secret } from "../../../components/core/secret";
import { readHostKey } from "../../../components/machine/commands";
import { readJsonFile } from "../../../scripts/json-file/json-file";
import { acceptedByItsTools, bootedWell, type Looked } from "../checks/booted";
import { closedToStrangers } from "../checks/closed";
import { settledAsRendered } from "../checks/settled";
import { comesUp, keyIsForgotten, type Sailing } from "../checks/ship";
import { machineIsDeployed, mount } from "../deployment";
import { Harbour, report } from "../harbour";
import { blankVolume, type VirtualMachine, type Volume } from "../machine/virtual-machine";
import { type MachineText, machineText, type PlanetText, planetText } from "../rendered";
import { request } from "../request";
import { freshKey } from "../usual-arguments";
import { addressIn } from "../world/address-in";
import { comeFrom } from "../world/network";

// `npm run test:vm -- --args FILE`: whatever somebody declares, booted and looked at. Keys, checksums and secrets are the run's own.

const file = request().args ?? "";
const read = readJsonFile(file);
if (!read.ok) throw new Error(read.problems.map((says) => `--args: ${file} ${says}`).join("\n"));
const check = argumentsOf("--args");
const given = record(check, read.value, ["machine", "planet"]);
const machineGiven = record(check.at("machine"), given["machine"], undefined);
const planetGiven = given["planet"] === undefined ? undefined : record(check.at("planet"), given["planet"], undefined);

let harbour: Harbour;
let vm: VirtualMachine;
let text: MachineText;
let planet: PlanetText;
let volume: Volume;
const key = freshKey();
const looked = (): Looked => ({ vm, text });
const sailing = (): Sailing => ({ vm, planet, volume, recorder: harbour.recorder, key, raised: () => planet });

/** Secrets and checksums of a file are nobody's: the run puts its own in their place. */
function ownPlanet(): PlanetText {
  const { runtime, boot: _, ...rest } = planetGiven ?? {};
  const version = typeof runtime === "object" && runtime !== null ? Reflect.get(runtime, "version") : undefined;
  const chosen = typeof version === "string" ? version : "4.5";
  const sha256 = harbour.releaseRuntime(chosen);
  const boot = { mode: "create", key: secret(key) };
  return planetText({ ...rest, boot, runtime: { version: chosen, sha256 } }, text.resolved);
}

beforeAll(async () => {
  harbour = await Harbour.open();
  const { operator, deployment } = harbour;
  const keys = { publicKey: deployment.publicKey, privateKey: secret("stays with the deployment") };
  const who = typeof machineGiven["operator"] === "object" ? machineGiven["operator"] : {};
  const own = { operator: { ...who, keys: [operator.publicKey] }, deployment: keys };
  const { alerts: _, dns: __, adopt: ___, ...rest } = machineGiven;
  text = machineText({ ...rest, ...own });
  const { resolved } = text;
  if (resolved.vendor.kind === "existing")
    throw new Error("--args: an existing host boots from no user data. Use a vendor's.");
  if (resolved.image !== "debian-12")
    throw new Error(`--args: only debian-12 can be built here, not ${resolved.image}.`);
  const from = resolved.ssh.world ? undefined : addressIn(resolved.ssh.from);
  if (from !== undefined) comeFrom(from);
  volume = blankVolume(harbour.folder, "101", 2048);
  const login = { user: resolved.operator.user, port: resolved.ssh.port, ...(from === undefined ? {} : { from }) };
  vm = harbour.machine({ name: "given", userData: text.userData, instanceId: "4711", volumes: [volume] }, login);
  if (planetGiven !== undefined) planet = ownPlanet();
  report("given: first boot");
  vm.powerOn();
  await vm.reachable(readHostKey);
});

afterAll(async () => harbour?.close());

describe("the machine", () => {
  machineIsDeployed(looked);
  bootedWell("first boot", looked);
  acceptedByItsTools(looked);
  settledAsRendered(looked);
  closedToStrangers(looked);
});

if (planetGiven !== undefined) {
  describe("the ship", () => {
    it("has its volume", async () => expect((await mount(vm, volume)).code).toBe(0));
    comesUp(sailing);
    keyIsForgotten(sailing);
  });
}

describe("second boot", () => {
  beforeAll(() => vm.restart());
  bootedWell("second boot", looked);
});
