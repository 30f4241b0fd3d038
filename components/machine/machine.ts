import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { orThrow } from "../core/arguments";
import { childrenOf, type Transform } from "../core/children";
import { typeToken } from "../core/type-token";
import { accessCommand, oneKeyStays } from "./access-command";
import { alertsCommand } from "./alert-command";
import type { Architecture, MachineArgs } from "./args";
import { auditShippingCommand } from "./audit-shipping-command";
import { readHostKey, waitUntilReady } from "./commands";
import { encryptionOf, volumeKind } from "./encryption";
import { encryptionCommand, staysAsFormatted } from "./encryption-command";
import { filesystemUuid } from "./filesystem-uuid";
import { hostedMachine, inquiryAt, type VendorNodes } from "./hosted-machine";
import type { DataPlace, MachineConnection, MachineLike } from "./machine-like";
import type { MonthlyCost } from "./monthly-cost";
import { mountingOf } from "./mounting";
import { type CommandTarget, overSsh, type RemoteCommand } from "./over-ssh";
import { type RecordNodes, records } from "./records";
import { renderMachine } from "./render";
import { dataMountPoint, type ResolvedPort, resolveMachine } from "./resolve";
import { type ServerPlanNodes, serverPlan } from "./server-plan";
import { entryPort } from "./ssh-ports";
import type { KeptResource } from "./vendor";
import { traitsOf } from "./vendors";
import { wayIn } from "./way-in";
import { ownFirewallCommand, wayInProof } from "./way-in-command";
import { sshHost } from "./wireguard";
import { type WireguardOutput, wireguardCommand, wireguardOutput } from "./wireguard-command";

/** The children of a machine, for whoever needs more than the arguments offer. Those of the vendor go by `kind`. */
export type MachineNodes = VendorNodes &
  Partial<RecordNodes> &
  Partial<ServerPlanNodes> & {
    /** Undefined where the host key is an argument. */
    readonly hostKey: command.remote.Command | undefined;
    readonly ready: command.remote.Command;
    readonly ownFirewall: command.remote.Command;
    /** Undefined where the machine was there already. */
    readonly access: command.remote.Command | undefined;
    /** Undefined where the volume is not encrypted. */
    readonly encryption: command.remote.Command | undefined;
    readonly mounted: command.remote.Command | undefined;
    readonly alerts: command.remote.Command | undefined;
    readonly auditShipping: command.remote.Command | undefined;
    /** Undefined where SSH goes through no tunnel. */
    readonly wireguard: command.remote.Command | undefined;
    /** A login by which another way in is believed: to the tunnel alone, or at another port. Undefined where none is changed. */
    readonly proven: command.remote.Command | undefined;
  };

// A fresh server takes about a minute until SSH answers; the engine waits through that, and no longer.
const dialErrorLimit = 40;

type CommandTransform = Transform<command.remote.CommandArgs> | undefined;

/**
 * One hardened Linux server on a vendor's cloud.
 *
 * Creates: firewall, IPv4 and IPv6 address, data volume, server and attachment, DNS and reverse DNS where asked for, and
 * the commands that verify the machine over SSH. Costs what plan, address, volume and traffic cost: see the output `monthly`.
 * Can lose data: deleting the volume at the vendor, or `volume: { mode: "none" }`. Nothing else here deletes the volume:
 * it is protected and retained. Errors: every wrong argument at once, before anything is registered.
 */
export class Machine extends pulumi.ComponentResource implements MachineLike {
  /** Where the machine is reached; stays through every rebuild, but for a Linode without a reserved address. */
  readonly ipv4: pulumi.Output<string>;
  /** What peers see the machine send from: `ipv4`, but at DigitalOcean the droplet's own address, another one after each rebuild. */
  readonly outboundIpv4: pulumi.Output<string>;
  readonly ipv6: pulumi.Output<string>;
  /** Its address in the private network; undefined where it was put into none. */
  readonly privateIpv4: pulumi.Output<string> | undefined;
  readonly machineId: pulumi.Output<string>;
  /** Estimate from the vendor's price list, without tax, item by item: server, address, volume, and traffic as `expectedEgressTb` has it. */
  readonly monthly: pulumi.Output<MonthlyCost>;
  /** What stays at the vendor when the machine is destroyed, and goes on to cost. */
  readonly kept: readonly KeptResource[];
  /** What peers must know of the tunnel; undefined where there is none. */
  readonly wireguard: pulumi.Output<WireguardOutput> | undefined;
  readonly connection: MachineConnection;
  readonly moves?: boolean;
  readonly data: DataPlace | undefined;
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly swapMib: number;
  readonly openPorts: readonly ResolvedPort[];
  readonly standstill?: pulumi.Output<string>;
  readonly hostLost: boolean;
  readonly ready: readonly pulumi.Resource[];
  readonly nodes: MachineNodes;

  constructor(name: string, args: MachineArgs, opts?: pulumi.ComponentResourceOptions) {
    const context = { project: pulumi.getProject(), environment: pulumi.getStack() };
    const machine = orThrow(`Machine "${name}"`, resolveMachine(name, args, context));
    const { userData, files } = renderMachine(machine, traitsOf(machine.vendor.kind));
    super(typeToken("Machine"), name, { ...machine, adopt: undefined }, opts);
    const children = childrenOf(this, name);
    const own = { component: this, componentName: name, owner: machine.owner };

    const { kind } = machine.vendor;
    const { order, generation, hostLost } = machine;
    this.hostLost = hostLost;
    const { serverType } = traitsOf(kind);
    const inquiry = inquiryAt(kind, { parent: this });
    const planned: Partial<ServerPlanNodes> =
      order === undefined || serverType === undefined || inquiry === undefined
        ? {}
        : serverPlan(
            children,
            serverType,
            this.getProvider(serverType),
            inquiry,
            { ...order, generation, hostLost, volume: volumeKind(machine.volume), wayIn: wayIn(machine) },
            args.transform,
          );
    if (planned.standstill !== undefined) this.standstill = planned.standstill.id;
    const before = Object.values<pulumi.Resource>(planned);
    let namesMade: (records: pulumi.Resource[]) => void = () => undefined;
    const forwardNames = new Promise<pulumi.Resource[]>((resolve) => {
      namesMade = resolve;
    });
    const { deployment, transform } = args;
    const hosting = { children, own, machine, userData, files, deployment, transform, before, forwardNames };
    const hosted = hostedMachine(hosting, args.vendor);
    this.ipv4 = hosted.ipv4;
    this.outboundIpv4 = hosted.outboundIpv4 ?? hosted.ipv4;
    this.ipv6 = hosted.ipv6 ?? pulumi.output("");
    this.privateIpv4 = hosted.privateIpv4;
    this.machineId = hosted.serverId.apply((id) => `${kind}:${id}`);
    const named = machine.dns === undefined ? {} : records(children, own, machine.dns, hosted, args);
    namesMade(Object.values<pulumi.Resource | undefined>(named).filter((record) => record !== undefined));

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
      own: pulumi.CustomResourceOptions = {},
    ) => overSsh(children, target, role, remote, transform, { dependsOn: after }, own);
    const stranger = { connection: unverified, machineId: this.machineId, hostLost, stays: true } as const;
    const { arrival } = hosted;
    const hostKey =
      arrival === undefined
        ? run(stranger, "host-key", { create: readHostKey }, args.transform?.hostKey, [hosted.server])
        : undefined;
    const { wireguard } = machine.ssh;
    if (wireguard !== undefined) this.moves = true;
    const host = sshHost(wireguard, this.ipv4);
    this.connection = { ...unverified, host, hostKey: arrival?.hostKey ?? hostKey?.stdout ?? pulumi.output("") };
    // What changes the way in comes by the one that is there, and goes on by what it becomes.
    const entering = {
      ...{ machineId: this.machineId, hostLost, moves: true },
      connection: { ...this.connection, port: entryPort(machine.ssh) },
    };
    const ready =
      arrival?.ready ??
      run(this, "ready", { create: waitUntilReady, once: true }, args.transform?.ready, [hosted.server]);
    // The boot data holds it too; this follows a change of ports on the machine that is already there.
    const firewallFiles = files.filter((file) => file.path === "/etc/roadstead/firewall.nft");
    const ownFirewall =
      arrival?.ownFirewall ??
      run(entering, "own-firewall", ownFirewallCommand(machine.ssh, firewallFiles), args.transform?.ownFirewall, [
        ready,
      ]);
    const entered = arrival?.done ?? ownFirewall;
    const proof = wayInProof(machine.ssh, arrival === undefined ? firewallFiles : undefined);
    const proving = { ...entering, connection: { ...this.connection, ...proof?.dials } };
    const proven = proof && run(proving, "proven", proof.command, args.transform?.proven, [entered], proof.options);
    const settled = proven ?? entered;
    // Where the way in may change, everything waits until it has.
    const reached = proven === undefined && wireguard === undefined ? ready : settled;
    const access =
      arrival === undefined
        ? run(this, "access", accessCommand(machine.access), args.transform?.access, [reached], oneKeyStays())
        : undefined;
    const { volume } = hosted;
    this.data =
      volume === undefined
        ? undefined
        : {
            mountPoint: dataMountPoint,
            filesystemUuid: volume.filesystemUuid ?? volume.id.apply((id) => filesystemUuid(kind, id)),
          };
    const encryption =
      encryptionOf(machine.volume) === undefined
        ? undefined
        : run(this, "encryption", encryptionCommand(machine.swapMib), args.transform?.encryption, [settled]);
    const mounted =
      volume === undefined || this.data === undefined
        ? undefined
        : run(
            this,
            "mounted",
            mountingOf(volume, this.data.filesystemUuid, machine.volume, args.volume),
            args.transform?.mounted,
            [reached, volume.attachment, ...(encryption === undefined ? [] : [encryption])],
            staysAsFormatted(),
          );

    const wished = (role: string, remote: RemoteCommand | undefined, own: CommandTransform) =>
      remote && run(this, role, remote, own, [settled]);
    const telling = machine.alerts && args.alerts && alertsCommand(machine.alerts, args.alerts);
    const alerts = wished("alerts", telling, args.transform?.alerts);
    const sending =
      machine.auditShipping && args.auditShipping && auditShippingCommand(machine.auditShipping, args.auditShipping);
    const auditShipping = wished("audit-shipping", sending, args.transform?.auditShipping);
    const peers = args.ssh.wireguard?.peers ?? [];
    const tunnelling = wireguard && wireguardCommand(machine.ssh, wireguard, peers);
    const tunnel = wished("wireguard", tunnelling, args.transform?.wireguard);
    this.wireguard = wireguardOutput(machine, tunnel?.stdout, this.ipv4);

    this.nodes = {
      ...hosted.nodes,
      ...planned,
      ...named,
      hostKey,
      ready,
      ownFirewall,
      access,
      encryption,
      mounted,
      alerts,
      auditShipping,
      wireguard: tunnel,
      proven,
    };
    this.ready = mounted === undefined ? [settled] : [settled, mounted];
    this.architecture = machine.architecture;
    this.memoryMib = machine.memoryMib;
    this.swapMib = machine.swapMib;
    this.openPorts = machine.openPorts;
    this.monthly = pulumi.output(machine.monthly);
    this.kept = hosted.kept;
    this.registerOutputs({
      ipv4: this.ipv4,
      ipv6: this.ipv6,
      machineId: this.machineId,
      monthly: this.monthly,
    });
  }
}
