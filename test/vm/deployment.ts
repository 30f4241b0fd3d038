import * as pulumi from "@pulumi/pulumi";
import { expect, it } from "vitest";
import type { RenderedFile } from "../../components/core/rendered-file";
import { mountVolume, waitUntilReady } from "../../components/machine/commands";
import { filesystemUuid } from "../../components/machine/filesystem-uuid";
import type { RemoteCommand } from "../../components/machine/over-ssh";
import { dataMountPoint } from "../../components/machine/resolve";
import { ownFirewallCommand } from "../../components/machine/way-in-command";
import type { Looked } from "./checks/booted";
import type { Ended } from "./machine/secure-shell";
import { devicePath, type VirtualMachine, type Volume } from "./machine/virtual-machine";
import type { PlanetText } from "./rendered";

// What a deployment does over SSH, command by command and in its order, by the components' own words.

/** The server id is what the seed says, as a vendor's metadata does. */
export const machineId = ({ parts }: VirtualMachine): string => `${parts.vendor ?? "hetzner"}:${parts.instanceId}`;
export const uuidOf = ({ id, vendor = "hetzner" }: Volume): string => filesystemUuid(vendor, id);

/** Waits for the machine, and gives it its firewall again. */
export function machineIsDeployed(looked: () => Looked): void {
  it("the deployment finds the machine ready, and brings its firewall", async () => {
    const { vm, text } = looked();
    const { code, out, err } = await vm.run(waitUntilReady, { seconds: 1400 });
    expect(`${code}: ${out}${err}`).toMatch(/^0: /);
    const firewall = text.files.filter(({ path }: RenderedFile) => path === "/etc/roadstead/firewall.nft");
    const { wireguard: _ofAnotherStory, ...ssh } = text.resolved.ssh;
    await carriedOut(vm, ownFirewallCommand(ssh, firewall));
  });
}

/** The text of an input, secret or not, as it goes over the connection. */
function revealed(input: pulumi.Input<string>): Promise<string> {
  return new Promise((resolve) => {
    pulumi.output(input).apply(resolve);
  });
}

/** Runs a component's command as the engine does when it is made, and gives what it says. */
export async function carriedOut(vm: VirtualMachine, remote: RemoteCommand, seconds = 300): Promise<string> {
  const [create, stdin] = [await revealed(remote.create ?? "true"), await revealed(remote.stdin ?? "")];
  return vm.says(create, { stdin, seconds });
}

export function mount(vm: VirtualMachine, volume: Volume): Promise<Ended> {
  return vm.run(mountVolume(devicePath(volume), uuidOf(volume), dataMountPoint));
}

export interface ShipDelivery {
  readonly volume: Volume;
  /** The key, or nothing where none is needed. */
  readonly key?: string;
}

/** Everything up to the start: files and runtime, licence, key. */
export async function deliverPlanet(vm: VirtualMachine, planet: PlanetText, delivery: ShipDelivery): Promise<void> {
  const { commands, installBundle: bundle } = planet;
  await vm.says(commands.install, { stdin: bundle, seconds: 600 });
  await vm.says(commands.licence, { stdin: licenceFor(vm, planet, delivery.volume) });
  await vm.says(commands.key, { stdin: delivery.key ?? "" });
}

export function start(vm: VirtualMachine, planet: PlanetText): Promise<Ended> {
  return vm.run(planet.commands.start, { seconds: 900 });
}

export function licenceFor(vm: VirtualMachine, planet: PlanetText, volume: Volume): string {
  return planet.licence({ volumeUuid: uuidOf(volume), machineId: machineId(vm) });
}
