import type * as vultr from "@ediri/vultr";
import * as pulumi from "@pulumi/pulumi";
import { childName } from "../../core/children";
import { freeOf } from "../../core/free-value";
import { nameForms, physicalName } from "../../core/naming";
import { childUrnMark, ownershipKeys, ownershipTags, tagOf } from "../../core/ownership";
import { adopting, frozenAfterBoot, neverTwice, outlivesItsMachine, replacedWhen } from "../../core/resource-options";
import { neverShrinks } from "../../core/retained-data";
import { withoutLiveBackups } from "../live-backups";
import { describedRange, keepsItsRange } from "../network-range";
import { joined } from "../private-network";
import { portsFollow } from "../ssh-port-command";
import { portsWord } from "../ssh-ports";
import type { Hosted, Hosting } from "../vendor";
import type { VultrVendor } from "./args";
import { operatingSystems } from "./catalogue";
import { firewallRules } from "./firewall";
import { type HeldData, heldLabel, volumeLabel } from "./held-labels";
import type { ResolvedVultr } from "./resolve";
import { guardsHeldData } from "./retained";

/** The children that Vultr holds. */
export interface VultrNodes {
  readonly kind: "vultr";
  readonly sshKey: vultr.SSHKey;
  readonly firewallGroup: vultr.FirewallGroup;
  readonly firewallRules: readonly vultr.FirewallRule[];
  readonly ipv4: vultr.ReservedIp;
  readonly server: vultr.Instance;
  readonly volume: vultr.BlockStorage | undefined;
  readonly reverseIpv4: vultr.ReverseIpv4 | undefined;
  readonly reverseIpv6: vultr.ReverseIpv6 | undefined;
  readonly network: vultr.Vpc | undefined;
}

// Loaded when a machine is really made at this vendor, so that nobody pays for the SDK of a vendor they do not use.
function vendorSdk(): typeof import("@ediri/vultr") {
  return require("@ediri/vultr");
}

/** Word in the firewall's description by which a change of the SSH port is seen. */
const sshPortWord = tagOf("roadstead-ssh-port", "");

function sshPortIn(inputs: unknown): string | undefined {
  const said: unknown = typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, "description") : undefined;
  const word = typeof said === "string" ? said.split(" ").find((each) => each.startsWith(sshPortWord)) : undefined;
  return word?.slice(sshPortWord.length);
}

/** Makes the machine's children at Vultr: what guards it and what outlives it, then the server, then the volume on it. */
export function vultrMachine(
  { children, own, machine, userData, deployment, before }: Hosting,
  { region, plan, privateNetwork }: ResolvedVultr,
  { privateNetwork: givenNetwork, transform }: VultrVendor,
): Hosted<VultrNodes> {
  const sdk = vendorSdk();
  const context = { project: pulumi.getProject(), environment: pulumi.getStack() };
  const named = (role: string) => physicalName({ ...context, component: own.componentName, role }, nameForms.vultr);
  const markOf = (role: string, type: string) => childUrnMark(own, role, `vultr:index/${type}`);
  const marked = async (role: string, type: string) =>
    `${named(role)} ${tagOf(ownershipKeys.urn, await markOf(role, type))}`;
  const held = async (role: HeldData["role"], type: string) =>
    heldLabel({ ...context, child: childName(own.componentName, role), role, mark: await markOf(role, type), region });

  const sshKey = children.create(
    "ssh-key",
    sdk.SSHKey,
    { name: marked("ssh-key", "sSHKey:SSHKey"), sshKey: deployment.publicKey },
    transform?.sshKey,
    neverTwice,
  );

  const firewallGroup = children.create(
    "firewall-group",
    sdk.FirewallGroup,
    {
      description: marked("firewall-group", "firewallGroup:FirewallGroup").then(
        (name) => `${name} ${sshPortWord}${portsWord(machine.ssh)}`,
      ),
    },
    transform?.firewallGroup,
    // Made before an old one goes: a server in no group is open to the world.
    { deleteBeforeReplace: false },
    portsFollow("Vultr", "firewall-group", sshPortIn),
  );
  const rules = firewallRules(machine).map(({ role, args }) =>
    children.create(
      role,
      sdk.FirewallRule,
      { firewallGroupId: firewallGroup.id, ...args },
      transform?.firewallRule,
      neverTwice,
    ),
  );

  const ipv4 = children.create(
    "ipv4",
    sdk.ReservedIp,
    { region, ipType: "v4", label: held("ipv4", "reservedIp:ReservedIp") },
    transform?.ipv4,
    outlivesItsMachine,
    frozenAfterBoot("region"),
    guardsHeldData(sdk, own.component, context, "ipv4"),
    adopting(machine.adopt.ipv4),
  );

  const [v4Subnet = "", v4SubnetMask] = privateNetwork?.mode === "own" ? privateNetwork.range.split("/") : [];
  const network =
    privateNetwork?.mode === "own"
      ? children.create(
          "network",
          sdk.Vpc,
          {
            region,
            v4Subnet,
            v4SubnetMask: Number(v4SubnetMask),
            description: marked("network", "vpc:Vpc").then((name) => describedRange(name, privateNetwork.range)),
          },
          transform?.network,
          neverTwice,
          frozenAfterBoot("v4Subnet", "v4SubnetMask"),
          replacedWhen({ region }),
          keepsItsRange("Vultr"),
        )
      : undefined;
  const vpcId = network?.id ?? joined(givenNetwork);

  const server = children.create(
    "server",
    sdk.Instance,
    {
      region,
      plan,
      osId: operatingSystems[machine.image],
      label: machine.hostname,
      hostname: machine.hostname,
      sshKeyIds: [sshKey.id],
      userData,
      enableIpv6: true,
      firewallGroupId: firewallGroup.id,
      // As its main address: a ship must answer from the address at which peers know it, and the guest needs no set-up for it.
      reservedIpId: ipv4.id,
      backups: "disabled",
      activationEmail: false,
      ...(vpcId === undefined ? {} : { vpcIds: [vpcId] }),
      tags: ownershipTags(own, "server", "vultr:index/instance:Instance"),
    },
    withoutLiveBackups(machine, { argument: "backups", off: "disabled" }, transform?.server),
    neverTwice,
    frozenAfterBoot("userData", "sshKeyIds", "osId", "hostname", "reservedIpId", "vpcIds"),
    replacedWhen({ generation: machine.generation, region, address: ipv4.id }),
    // Vultr gives both out with every answer: a root password, and a link that opens the console.
    { additionalSecretOutputs: ["defaultPassword", "kvm"], dependsOn: [...before, ...rules] },
  );

  // Free of the server, with which it must not go; and never changed alone, see `volumeLabel`.
  const attachedTo = freeOf(server.id);
  const volumeLabelled = attachedTo.apply(async (id) =>
    volumeLabel(await held("volume", "blockStorage:BlockStorage"), id),
  );
  const volume =
    machine.volume.mode === "none"
      ? undefined
      : children.create(
          "volume",
          sdk.BlockStorage,
          {
            region,
            sizeGb: machine.volume.gib,
            blockType: "high_perf",
            label: volumeLabelled,
            attachedToInstance: attachedTo,
            // Without it Vultr restarts the machine to attach or detach.
            live: true,
          },
          transform?.volume,
          outlivesItsMachine,
          neverShrinks("sizeGb", "MachineArgs.volume.size"),
          frozenAfterBoot("region", "blockType"),
          guardsHeldData(sdk, own.component, context, "volume"),
          adopting(machine.adopt.volume, ["region", "sizeGb", "blockType"]),
        );

  const reverseName = machine.dns?.name;
  const nodes: VultrNodes = {
    kind: "vultr",
    network,
    sshKey,
    firewallGroup,
    firewallRules: rules,
    ipv4,
    server,
    volume,
    reverseIpv4:
      reverseName === undefined
        ? undefined
        : children.create(
            "reverse-ipv4",
            sdk.ReverseIpv4,
            { instanceId: server.id, ip: ipv4.subnet, reverse: reverseName },
            transform?.reverseIpv4,
            neverTwice,
          ),
    reverseIpv6:
      reverseName === undefined
        ? undefined
        : children.create(
            "reverse-ipv6",
            sdk.ReverseIpv6,
            { instanceId: server.id, ip: server.v6MainIp, reverse: reverseName },
            transform?.reverseIpv6,
            neverTwice,
          ),
  };
  return {
    nodes,
    ipv4: ipv4.subnet,
    ipv6: server.v6MainIp,
    ...(vpcId === undefined ? {} : { privateIpv4: server.internalIp }),
    serverId: server.id,
    server,
    volume:
      volume === undefined
        ? undefined
        : { id: volume.id, device: pulumi.interpolate`/dev/disk/by-id/virtio-${volume.mountId}`, attachment: volume },
    kept: [
      ...(volume === undefined ? [] : [{ kind: "volume", name: named("volume"), id: volume.id } as const]),
      { kind: "ipv4", name: named("ipv4"), id: ipv4.id },
    ],
  };
}
