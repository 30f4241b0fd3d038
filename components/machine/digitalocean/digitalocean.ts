import type * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { nameForms, physicalName } from "../../core/naming";
import { childUrnMark, ownershipKeys, ownershipTags, tagOf } from "../../core/ownership";
import { adopting, frozenAfterBoot, neverTwice, outlivesItsMachine, replacedWhen } from "../../core/resource-options";
import { guardsRetainedData, neverShrinks } from "../../core/retained-data";
import { withoutLiveBackups } from "../live-backups";
import { describedRange, keepsItsRange } from "../network-range";
import { joined } from "../private-network";
import type { ResolvedMachine } from "../resolve";
import { portsFollow } from "../ssh-port-command";
import type { Hosted, Hosting } from "../vendor";
import type { DigitalOceanVendor } from "./args";
import { inboundRules, outboundRules, sshPortsIn } from "./firewall";
import { idTag } from "./id-tags";
import type { ResolvedDigitalOcean } from "./resolve";
import { retainedAddresses, retainedVolumes } from "./retained";

/** The children that DigitalOcean holds. */
export interface DigitalOceanNodes {
  readonly kind: "digitalocean";
  readonly sshKey: digitalocean.SshKey | undefined;
  readonly machineTag: digitalocean.Tag;
  readonly sshExposureTag: digitalocean.Tag | undefined;
  readonly firewall: digitalocean.Firewall;
  readonly ipv4: digitalocean.ReservedIp;
  readonly volume: digitalocean.Volume | undefined;
  readonly server: digitalocean.Droplet;
  readonly volumeAttachment: digitalocean.VolumeAttachment | undefined;
  readonly ipv4Assignment: digitalocean.ReservedIpAssignment;
  readonly network: digitalocean.Vpc | undefined;
}

// Loaded when a machine is really made at this vendor, so that nobody pays for the SDK of a vendor they do not use.
function vendorSdk(): typeof import("@pulumi/digitalocean") {
  return require("@pulumi/digitalocean");
}

/** Tag that must not change while data lives in a place. */
const placeLabel = "roadstead-place";
const howToMove =
  "To move: deploy a second machine there under another name, move the ship to it (components/machine/README.md, Moving), then remove this one.";

/** The vendor's slug of an image: dots are dashes there. */
function imageSlug(image: ResolvedMachine["image"]): string {
  return `${image.replaceAll(".", "-")}-x64`;
}

/** Makes the machine's children at DigitalOcean: what outlives it and what guards it first, then the droplet, then what ties them together. */
export function digitalOceanMachine(
  { children, own, machine, userData, deployment, before }: Hosting,
  { region, size, monitoring, privateNetwork }: ResolvedDigitalOcean,
  { sshKey: knownKey, privateNetwork: givenNetwork, transform }: DigitalOceanVendor,
): Hosted<DigitalOceanNodes> {
  const sdk = vendorSdk();
  const type = (name: string) => `digitalocean:index/${name}`;
  const named = (role: string) =>
    physicalName(
      { project: pulumi.getProject(), environment: pulumi.getStack(), component: own.componentName, role },
      nameForms.digitalOcean,
    );
  const serverType = type("droplet:Droplet");
  const mark = childUrnMark(own, "server", serverType);
  const remembered = (role: string, ofType: string, id: pulumi.Output<string>) =>
    pulumi.all([childUrnMark(own, role, type(ofType)), id]).apply(([of, known]) => idTag(of, known));
  const place = { labelKey: placeLabel, howToMove };
  const asking = { parent: own.component };
  const account = own.component.getProvider(serverType);

  const sshKey =
    knownKey === undefined
      ? children.create(
          "ssh-key",
          sdk.SshKey,
          { name: named("ssh-key"), publicKey: deployment.publicKey },
          transform?.sshKey,
          neverTwice,
          frozenAfterBoot("publicKey"),
          replacedWhen({ generation: machine.generation }),
        )
      : undefined;

  // The droplet's own mark. The firewall stands before whatever has it, from the moment it is made.
  const machineTag = children.create(
    "machine-tag",
    sdk.Tag,
    { name: mark.then((known) => tagOf(ownershipKeys.urn, known)) },
    transform?.machineTag,
    neverTwice,
  );
  // Only the firewall has it, no droplet: on a droplet it would open to it what this firewall opens.
  const sshExposureTag = machine.ssh.world
    ? children.create(
        "ssh-exposure-tag",
        sdk.Tag,
        { name: mark.then((known) => tagOf("roadstead-ssh-exposure", `world:${known}`)) },
        transform?.sshExposureTag,
        neverTwice,
      )
    : undefined;

  const firewall = children.create(
    "firewall",
    sdk.Firewall,
    {
      name: named("firewall"),
      inboundRules: inboundRules(machine),
      outboundRules: outboundRules(),
      tags: [machineTag.name, ...(sshExposureTag === undefined ? [] : [sshExposureTag.name])],
    },
    transform?.firewall,
    neverTwice,
    portsFollow("DigitalOcean", "firewall", sshPortsIn),
  );

  const ipv4 = children.create(
    "ipv4",
    sdk.ReservedIp,
    { region },
    transform?.ipv4,
    outlivesItsMachine,
    // With a volume, that refuses a change of place in words; without one, the engine does, which keeps what is protected.
    machine.volume.mode === "separate" ? frozenAfterBoot("region") : {},
    guardsRetainedData({
      kind: "ipv4 address",
      account,
      adoptPath: "MachineArgs.adopt.ipv4",
      ...retainedAddresses(sdk, asking),
    }),
    adopting(machine.adopt.ipv4),
  );
  const ipv4Tag = remembered("ipv4", "reservedIp:ReservedIp", ipv4.ipAddress);

  const volume =
    machine.volume.mode === "separate"
      ? children.create(
          "volume",
          sdk.Volume,
          {
            name: named("volume"),
            size: machine.volume.gib,
            region,
            tags: [...ownershipTags(own, "volume", type("volume:Volume")), tagOf(placeLabel, region), ipv4Tag],
          },
          transform?.volume,
          outlivesItsMachine,
          // Any of these would replace it, and a volume that was taken over has its own.
          frozenAfterBoot(
            "name",
            "region",
            "description",
            "snapshotId",
            "initialFilesystemType",
            "initialFilesystemLabel",
          ),
          neverShrinks("size", "MachineArgs.volume.size"),
          guardsRetainedData({
            kind: "volume",
            account,
            adoptPath: "MachineArgs.adopt.volume",
            ...retainedVolumes(sdk, asking),
            place,
          }),
          adopting(machine.adopt.volume),
        )
      : undefined;

  const network =
    privateNetwork?.mode === "own"
      ? children.create(
          "network",
          sdk.Vpc,
          {
            name: named("network"),
            region,
            ipRange: privateNetwork.range,
            description: childUrnMark(own, "network", type("vpc:Vpc")).then((known) =>
              describedRange(tagOf(ownershipKeys.urn, known), privateNetwork.range),
            ),
          },
          transform?.network,
          neverTwice,
          frozenAfterBoot("ipRange"),
          replacedWhen({ region }),
          keepsItsRange("DigitalOcean"),
        )
      : undefined;
  const vpcUuid = network?.id ?? joined(givenNetwork);

  const server = children.create(
    "server",
    sdk.Droplet,
    {
      // A droplet's name is its reverse name where it is a full one.
      name: machine.dns?.name ?? machine.hostname,
      region,
      size,
      resizeDisk: false,
      image: imageSlug(machine.image),
      sshKeys: [sshKey?.id ?? knownKey ?? ""],
      userData,
      ipv6: true,
      monitoring,
      // It would let whoever is logged in at the vendor into the machine as root.
      dropletAgent: false,
      gracefulShutdown: true,
      ...(vpcUuid === undefined ? {} : { vpcUuid }),
      tags: [
        ...ownershipTags(own, "server", serverType),
        remembered("firewall", "firewall:Firewall", firewall.id),
        ipv4Tag,
      ],
    },
    withoutLiveBackups(machine, { argument: "backups", off: false }, transform?.server),
    neverTwice,
    frozenAfterBoot("userData", "sshKeys", "image", "monitoring", "dropletAgent", "vpcUuid"),
    replacedWhen({ generation: machine.generation, region }),
    // The firewall is in force before it boots, and a refused change of the volume is seen before it is touched.
    { dependsOn: volume === undefined ? [...before, firewall] : [...before, firewall, volume] },
  );

  const dropletId = server.id.apply(Number);
  const volumeAttachment =
    volume === undefined
      ? undefined
      : children.create(
          "volume-attachment",
          sdk.VolumeAttachment,
          { dropletId, volumeId: volume.id },
          transform?.volumeAttachment,
          neverTwice,
        );
  const ipv4Assignment = children.create(
    "ipv4-assignment",
    sdk.ReservedIpAssignment,
    { dropletId, ipAddress: ipv4.ipAddress },
    transform?.ipv4Assignment,
    neverTwice,
    // One action at a time: DigitalOcean refuses a second one while the first is pending.
    { dependsOn: volumeAttachment === undefined ? [] : [volumeAttachment] },
  );

  return {
    nodes: {
      kind: "digitalocean",
      sshKey,
      machineTag,
      sshExposureTag,
      firewall,
      ipv4,
      volume,
      server,
      volumeAttachment,
      ipv4Assignment,
      network,
    },
    ipv4: ipv4.ipAddress,
    outboundIpv4: server.ipv4Address,
    ipv6: server.ipv6Address,
    ...(vpcUuid === undefined ? {} : { privateIpv4: server.ipv4AddressPrivate }),
    serverId: server.id,
    server: ipv4Assignment,
    volume:
      volume === undefined || volumeAttachment === undefined
        ? undefined
        : {
            id: volume.id,
            device: volume.name.apply((name) => `/dev/disk/by-id/scsi-0DO_Volume_${name}`),
            attachment: volumeAttachment,
          },
    kept: [
      ...(volume === undefined ? [] : [{ kind: "volume" as const, name: volume.name, id: volume.id }]),
      { kind: "ipv4" as const, name: ipv4.ipAddress, id: ipv4.id },
    ],
  };
}
