import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditShippingFiles } from "../../../components/machine/audit-shipping-command";
import { readHostKey } from "../../../components/machine/commands";
import { wireguardFiles } from "../../../components/machine/wireguard-command";
import { auditIsShipped, auditIsShippedAgain, type Shipped } from "../checks/audit-shipping";
import { acceptedByItsTools, bootedWell, type Looked } from "../checks/booted";
import { closedToStrangers } from "../checks/closed";
import { closedText, sshMovesIntoTheTunnel, type Tunnelled } from "../checks/tunnel";
import { unitsAreClosed } from "../checks/units";
import { licenceFor, machineIsDeployed, start } from "../deployment";
import { Harbour, report } from "../harbour";
import { blankVolume, type VirtualMachine } from "../machine/virtual-machine";
import { type MachineText, machineText, planetText } from "../rendered";
import { freshKey, usualMachine, usualPlanet, watchedMachine } from "../usual-arguments";
import { Collector } from "../world/collector";
import { WireguardPeer } from "../world/wireguard-peer";

// A machine that bears no ship: its data goes with it. SSH moves into a tunnel, and its audit log to a collector.

let harbour: Harbour;
let vm: VirtualMachine;
let text: MachineText;
const collector = new Collector();
const peer = new WireguardPeer("10.88.0.2");

const authority = () => readFileSync(harbour.image.authority.certificate, "utf8");
const args = () => watchedMachine(harbour, { authority: authority(), peer });
const looked = (): Looked => ({ vm, text });
const tunnelled = (): Tunnelled => ({ vm, text, args: args(), peer });
const shipped = (): Shipped => ({ vm, text, web: harbour.web, collector });

beforeAll(async () => {
  harbour = await Harbour.open();
  text = machineText(args());
  vm = harbour.machine({ name: "watched", userData: text.userData, instanceId: "4730" });
  report("watched: first boot");
  vm.powerOn();
  await vm.reachable(readHostKey);
});

afterAll(async () => {
  collector.close();
  await harbour?.close();
});

describe("first boot", () => {
  machineIsDeployed(looked);
  bootedWell("first boot", looked);

  it("nothing is mounted for data, and a ship that is brought here all the same does not start", async () => {
    const usual = machineText(usualMachine(harbour));
    const planet = planetText(usualPlanet(harbour.releaseRuntime("4.5"), freshKey()), usual.resolved);
    await vm.says(planet.commands.install, { stdin: planet.installBundle, seconds: 600 });
    const stdin = licenceFor(vm, planet, blankVolume(harbour.folder, "101", 1));
    const licensed = await vm.run(planet.commands.licence, { stdin });
    expect([licensed.code, licensed.err]).toEqual([82, expect.stringContaining("nothing is mounted")]);
    const started = await start(vm, planet);
    expect([started.code, started.err]).toEqual([80, expect.stringContaining("there is no licence")]);
    expect(harbour.recorder.told).toEqual([]);
    await vm.says(planet.commands.remove, { seconds: 300 });
  });
});

describe("its audit log", () => auditIsShipped(shipped));
describe("the tunnel", () => sshMovesIntoTheTunnel(tunnelled));

describe("with all that was delivered", () => {
  const delivered = () => {
    const { auditShipping, ssh } = text.resolved;
    const tunnel = ssh.wireguard === undefined ? [] : wireguardFiles(ssh, ssh.wireguard);
    return [...tunnel, ...(auditShipping === undefined ? [] : auditShippingFiles(auditShipping))];
  };
  acceptedByItsTools(() => ({ vm, text: closedText(tunnelled()) }), delivered);
  unitsAreClosed(() => ({ vm, files: [...text.files, ...delivered()], shipName: "no-ship" }));
});

describe("second boot", () => {
  // Through the tunnel, which nobody has raised by hand.
  beforeAll(() => vm.restart());
  auditIsShippedAgain(shipped);
  bootedWell("second boot", looked);
  closedToStrangers(() => ({ vm, text: closedText(tunnelled()) }), ["IPv4"]);
});
