import type * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { nameForms, physicalName } from "../../core/naming";
import { labelIn, ownershipKeys, ownershipLabels } from "../../core/ownership";
import { adopting, frozenAfterBoot, neverTwice, outlivesItsMachine, replacedWhen } from "../../core/resource-options";
import { guardsRetainedData, neverShrinks } from "../../core/retained-data";
import { outsidePorts } from "../firewall-rules";
import { withoutLiveBackups } from "../live-backups";
import { joined } from "../private-network";
import type { ResolvedMachine } from "../resolve";
import { everywhere } from "../ssh-access";
import { portsFollow } from "../ssh-port-command";
import { portsWord, sshPorts } from "../ssh-ports";
import type { Hosted, Hosting, KeptKind } from "../vendor";
import type { HetznerVendor } from "./args";
import { type HetznerNetworkNodes, hetznerNetwork } from "./private-network";
import type { ResolvedHetzner } from "./resolve";

/** The children that Hetzner Cloud holds. */
export interface HetznerNodes extends HetznerNetworkNodes {
  readonly kind: "hetzner";
  readonly sshKey: hcloud.SshKey | undefined;
  readonly firewall: hcloud.Firewall;
  readonly ipv4: hcloud.PrimaryIp;
  readonly ipv6: hcloud.PrimaryIp;
  readonly volume: hcloud.Volume | undefined;
  readonly server: hcloud.Server;
  readonly volumeAttachment: hcloud.VolumeAttachment | undefined;
  readonly reverseIpv4: hcloud.Rdns | undefined;
  readonly reverseIpv6: hcloud.Rdns | undefined;
  readonly placementGroup: hcloud.PlacementGroup | undefined;
}

// Loaded when a machine is really made at this vendor, so that nobody pays for the SDK of a vendor they do not use.
function vendorSdk(): typeof import("@pulumi/hcloud") {
  return require("@pulumi/hcloud");
}

/** Label that must not change while data lives in a place. */
const placeLabel = "roadstead-place";
/** Label by which a change of the SSH port is seen. */
const sshPortLabel = "roadstead-ssh-port";
const howToMove =
  "To move: deploy a second machine there under another name, move the ship to it (components/machine/README.md, Moving), then remove this one.";

function firewallRules(machine: ResolvedMachine): hcloud.types.input.FirewallRule[] {
  const inbound = (protocol: string, port: number, sourceIps: readonly string[], description: string) => ({
    direction: "in",
    protocol,
    port: String(port),
    sourceIps: [...sourceIps],
    description,
  });
  return [
    ...(machine.ssh.from.length === 0
      ? []
      : sshPorts(machine.ssh).map((port) => inbound("tcp", port, machine.ssh.from, "SSH"))),
    { direction: "in", protocol: "icmp", sourceIps: [...everywhere], description: "path MTU discovery and ping" },
    ...outsidePorts(machine).map((open) => inbound(open.protocol, open.port, open.from, open.purpose)),
  ];
}

/** Labels in the form in which Hetzner is asked for them. */
function selector(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/** The address that a server gets out of its /64: the first one. Known before the server is. */
export function firstAddress(ipv6Network: string): string {
  return ipv6Network.replace(/\/64$/, "").replace(/::$/, "::1");
}

/** Makes the machine's children at Hetzner: what outlives it first, then the server, then what ties them together. */
export function hetznerMachine(
  { children, own, machine, userData, deployment, before }: Hosting,
  resolved: ResolvedHetzner,
  given: HetznerVendor,
): Hosted<HetznerNodes> {
  const sdk = vendorSdk();
  const { location, serverType } = resolved;
  const { sshKey: knownKey, transform } = given;
  const named = (role: string) =>
    physicalName(
      { project: pulumi.getProject(), environment: pulumi.getStack(), component: own.componentName, role },
      nameForms.hetzner,
    );
  const labels = (role: string, type: string) => ownershipLabels(own, role, `hcloud:index/${type}`);
  const place = { labelKey: placeLabel, howToMove };
  const invoke = { parent: own.component };
  const found = (each: { readonly id: number; readonly name: string; readonly labels: object }) => ({
    id: String(each.id),
    name: each.name,
    mark: labelIn(each, ownershipKeys.urn),
  });
  const account = own.component.getProvider("hcloud:index/volume:Volume");

  const sshKey =
    knownKey === undefined
      ? children.create(
          "ssh-key",
          sdk.SshKey,
          { name: named("ssh-key"), publicKey: deployment.publicKey, labels: labels("ssh-key", "sshKey:SshKey") },
          transform?.sshKey,
          neverTwice,
          frozenAfterBoot("publicKey"),
          replacedWhen({ generation: machine.generation }),
        )
      : undefined;

  const firewall = children.create(
    "firewall",
    sdk.Firewall,
    {
      name: named("firewall"),
      rules: firewallRules(machine),
      labels: {
        ...labels("firewall", "firewall:Firewall"),
        ...(machine.ssh.world ? { "roadstead-ssh-exposure": "world" } : {}),
        [sshPortLabel]: portsWord(machine.ssh),
      },
    },
    transform?.firewall,
    neverTwice,
    portsFollow("Hetzner", "firewall", sshPortLabel),
  );

  const address = (family: "ipv4" | "ipv6") =>
    children.create(
      family,
      sdk.PrimaryIp,
      {
        name: named(family),
        type: family,
        location,
        assigneeType: "server",
        autoDelete: false,
        deleteProtection: true,
        labels: { ...labels(family, "primaryIp:PrimaryIp"), [placeLabel]: location },
      },
      family === "ipv4" ? transform?.ipv4 : transform?.ipv6,
      outlivesItsMachine,
      frozenAfterBoot("location"),
      guardsRetainedData({
        kind: `${family} address`,
        account,
        adoptPath: `MachineArgs.adopt.${family}`,
        find: async (labels) => {
          const { primaryIps } = await sdk.getPrimaryIps({ withSelector: selector(labels) }, invoke);
          return primaryIps.map(found);
        },
        place,
      }),
      adopting(machine.adopt[family]),
    );
  const ipv4 = address("ipv4");
  const ipv6 = address("ipv6");

  const volume =
    machine.volume.mode === "separate"
      ? children.create(
          "volume",
          sdk.Volume,
          {
            name: named("volume"),
            size: machine.volume.gib,
            location,
            deleteProtection: true,
            labels: { ...labels("volume", "volume:Volume"), [placeLabel]: location },
          },
          transform?.volume,
          outlivesItsMachine,
          neverShrinks("size", "MachineArgs.volume.size"),
          frozenAfterBoot("location"),
          guardsRetainedData({
            kind: "volume",
            account,
            adoptPath: "MachineArgs.adopt.volume",
            find: async (labels) => {
              const { volumes } = await sdk.getVolumes({ withSelector: selector(labels) }, invoke);
              return volumes.map(found);
            },
            place,
          }),
          adopting(machine.adopt.volume),
        )
      : undefined;

  const placementGroup =
    resolved.placementGroup === "own"
      ? children.create(
          "placement-group",
          sdk.PlacementGroup,
          {
            name: named("placement-group"),
            type: "spread",
            labels: labels("placement-group", "placementGroup:PlacementGroup"),
          },
          transform?.placementGroup,
          neverTwice,
        )
      : undefined;
  const groupId = placementGroup?.id ?? joined(given.placementGroup);

  const server = children.create(
    "server",
    sdk.Server,
    {
      name: machine.hostname,
      serverType,
      keepDisk: true,
      image: machine.image,
      location,
      sshKeys: [sshKey?.id ?? knownKey ?? ""],
      userData,
      firewallIds: [firewall.id.apply(Number)],
      publicNets: [{ ipv4Enabled: true, ipv4: ipv4.id.apply(Number), ipv6Enabled: true, ipv6: ipv6.id.apply(Number) }],
      shutdownBeforeDeletion: true,
      ...(groupId === undefined ? {} : { placementGroupId: pulumi.output(groupId).apply(Number) }),
      // Both or none: Hetzner takes them together only.
      deleteProtection: machine.order?.serverProtection === true,
      rebuildProtection: machine.order?.serverProtection === true,
      labels: labels("server", "server:Server"),
    },
    withoutLiveBackups(machine, { argument: "backups", off: false }, transform?.server),
    neverTwice,
    // A group is left only while the server is off.
    frozenAfterBoot("userData", "sshKeys", "image", "placementGroupId"),
    replacedWhen({ generation: machine.generation, location }),
    // A refused change of the volume must be seen before the server is touched.
    { dependsOn: volume === undefined ? [...before] : [...before, volume] },
  );

  const volumeAttachment =
    volume === undefined
      ? undefined
      : children.create(
          "volume-attachment",
          sdk.VolumeAttachment,
          { volumeId: volume.id.apply(Number), serverId: server.id.apply(Number), automount: false },
          transform?.volumeAttachment,
          neverTwice,
        );

  const reverse = (family: "ipv4" | "ipv6") =>
    machine.dns === undefined
      ? undefined
      : children.create(
          `reverse-${family}`,
          sdk.Rdns,
          {
            primaryIpId: (family === "ipv4" ? ipv4 : ipv6).id.apply(Number),
            ipAddress: family === "ipv4" ? ipv4.ipAddress : ipv6.ipAddress.apply(firstAddress),
            dnsPtr: machine.dns.name,
          },
          family === "ipv4" ? transform?.reverseIpv4 : transform?.reverseIpv6,
          neverTwice,
        );

  const privateNodes = hetznerNetwork(sdk, children, resolved, given, server, {
    name: named("network"),
    labels: labels("network", "network:Network"),
  });
  const nodes: HetznerNodes = {
    kind: "hetzner",
    ...privateNodes,
    placementGroup,
    sshKey,
    firewall,
    ipv4,
    ipv6,
    volume,
    server,
    volumeAttachment,
    reverseIpv4: reverse("ipv4"),
    reverseIpv6: reverse("ipv6"),
  };
  const kept = (
    kind: KeptKind,
    { name, id }: { readonly name: pulumi.Output<string>; readonly id: pulumi.Output<string> },
  ) => ({
    kind,
    name,
    id,
  });
  return {
    nodes,
    ipv4: ipv4.ipAddress,
    ipv6: ipv6.ipAddress.apply(firstAddress),
    ...(privateNodes.networkAttachment === undefined ? {} : { privateIpv4: privateNodes.networkAttachment.ip }),
    serverId: server.id,
    server,
    volume:
      volume === undefined || volumeAttachment === undefined
        ? undefined
        : { id: volume.id, device: volume.linuxDevice, attachment: volumeAttachment },
    kept: [...(volume === undefined ? [] : [kept("volume", volume)]), kept("ipv4", ipv4), kept("ipv6", ipv6)],
  };
}
