import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { orThrow } from "../core/arguments";
import { childrenOf, type Transform } from "../core/children";
import { typeToken } from "../core/type-token";
import type { Architecture, MachineArgs } from "./args";
import { cloudflareRecords, type RecordNodes } from "./cloudflare-records";
import { applyFirewall, installBundle, mountVolume, readHostKey, unmountVolume, waitUntilReady } from "./commands";
import { filesystemUuid } from "./filesystem-uuid";
import { firstAddress, type HetznerNodes, hetznerChildren } from "./hetzner";
import type { DataPlace, MachineConnection, MachineLike } from "./machine-like";
import { type CommandTarget, overSsh, type RemoteCommand } from "./over-ssh";
import { renderMachine } from "./render";
import { dataMountPoint, type ResolvedPort, resolveMachine } from "./resolve";

/** The children of a machine, for whoever needs more than the arguments offer. */
export interface MachineNodes extends HetznerNodes, Partial<RecordNodes> {
  readonly hostKey: command.remote.Command;
  readonly ready: command.remote.Command;
  readonly ownFirewall: command.remote.Command;
  readonly mounted: command.remote.Command | undefined;
}

// A fresh server takes about a minute until SSH answers; the engine waits through that, and no longer.
const dialErrorLimit = 40;

type CommandTransform = Transform<command.remote.CommandArgs> | undefined;

/**
 * One hardened Linux server on a vendor's cloud.
 *
 * Creates: firewall, IPv4 and IPv6 address, data volume, server and attachment, DNS and reverse DNS where asked for, and
 * the commands that verify the machine over SSH. Costs what the plan costs plus the volume: see the output `monthlyEur`.
 * Can lose data: deleting the volume at the vendor, or `volume: { mode: "none" }`. Nothing else here deletes the volume:
 * it is protected and retained. Errors: every wrong argument at once, before anything is registered.
 */
export class Machine extends pulumi.ComponentResource implements MachineLike {
  readonly ipv4: pulumi.Output<string>;
  readonly ipv6: pulumi.Output<string>;
  readonly machineId: pulumi.Output<string>;
  /** Estimate from the catalogue, in EUR a month without tax, volume included. */
  readonly monthlyEur: pulumi.Output<number>;
  readonly connection: MachineConnection;
  readonly data: DataPlace | undefined;
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly swapMib: number;
  readonly openPorts: readonly ResolvedPort[];
  readonly ready: readonly pulumi.Resource[];
  readonly nodes: MachineNodes;

  constructor(name: string, args: MachineArgs, opts?: pulumi.ComponentResourceOptions) {
    const context = { project: pulumi.getProject(), environment: pulumi.getStack() };
    const machine = orThrow(`Machine "${name}"`, resolveMachine(name, args, context));
    const { userData, files } = renderMachine(machine);
    super(typeToken("Machine"), name, { ...machine, adopt: undefined }, opts);
    const children = childrenOf(this, name);
    const own = { component: this, componentName: name, owner: machine.owner };

    const hosted = hetznerChildren(children, own, args, machine, userData);
    this.ipv4 = hosted.ipv4.ipAddress;
    this.ipv6 = hosted.ipv6.ipAddress.apply(firstAddress);
    this.machineId = hosted.server.id.apply((id) => `hetzner:${id}`);
    const records =
      machine.dns === undefined ? {} : cloudflareRecords(children, own, machine.dns, this, args.transform);

    const unverified = {
      host: this.ipv4,
      port: machine.ssh.port,
      user: machine.operator.user,
      privateKey: args.deployment.privateKey.reveal(),
      dialErrorLimit,
    };
    const run = (
      target: CommandTarget,
      role: string,
      remote: RemoteCommand,
      transform: CommandTransform,
      after: pulumi.Resource[],
    ) => overSsh(children, target, role, remote, transform, { dependsOn: after });
    const stranger = { connection: unverified, machineId: this.machineId };
    const hostKey = run(stranger, "host-key", { create: readHostKey }, args.transform?.hostKey, [hosted.server]);
    this.connection = { ...unverified, hostKey: hostKey.stdout };
    const ready = run(this, "ready", { create: waitUntilReady }, args.transform?.ready, [hosted.server]);
    // The boot data holds it too; this follows a change of ports on the machine that is already there.
    const firewallFiles = files.filter((file) => file.path === "/etc/roadstead/firewall.nft");
    const ownFirewall = run(
      this,
      "own-firewall",
      { create: applyFirewall, stdin: installBundle(firewallFiles) },
      args.transform?.ownFirewall,
      [ready],
    );
    const { volume, volumeAttachment } = hosted;
    this.data =
      volume === undefined
        ? undefined
        : { mountPoint: dataMountPoint, filesystemUuid: volume.id.apply((id) => filesystemUuid("hetzner", id)) };
    const mounted =
      volume === undefined || volumeAttachment === undefined || this.data === undefined
        ? undefined
        : run(
            this,
            "mounted",
            {
              create: pulumi
                .all([volume.linuxDevice, this.data.filesystemUuid])
                .apply(([device, uuid]) => mountVolume(device, uuid, dataMountPoint)),
              delete: unmountVolume(dataMountPoint),
              afresh: [volume.id],
            },
            args.transform?.mounted,
            [ready, volumeAttachment],
          );

    this.nodes = { ...hosted, ...records, hostKey, ready, ownFirewall, mounted };
    this.ready = mounted === undefined ? [ownFirewall] : [ownFirewall, mounted];
    this.architecture = machine.architecture;
    this.memoryMib = machine.memoryMib;
    this.swapMib = machine.swapMib;
    this.openPorts = machine.openPorts;
    this.monthlyEur = pulumi.output(machine.monthly.eur);
    this.registerOutputs({
      ipv4: this.ipv4,
      ipv6: this.ipv6,
      machineId: this.machineId,
      monthlyEur: this.monthlyEur,
      monthlyPricesRead: machine.monthly.pricesRead,
    });
  }
}
