import type * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../../core/children";
import { explainsError } from "../../core/explained-errors";
import { freeOf } from "../../core/free-value";
import { type NameForm, nameForms, physicalName } from "../../core/naming";
import { childUrnMark, ownershipKeys, ownershipTags, tagOf } from "../../core/ownership";
import { adopting, frozenAfterBoot, neverTwice, outlivesItsMachine, replacedWhen } from "../../core/resource-options";
import { guardsRetainedData, neverShrinks, refusesChange } from "../../core/retained-data";
import { withoutLiveBackups } from "../live-backups";
import type { ResolvedMachine } from "../resolve";
import { portsFollow } from "../ssh-port-command";
import { portsWord } from "../ssh-ports";
import type { Hosted, Hosting, KeptResource } from "../vendor";
import type { LinodeVendor } from "./args";
import { encryptsRootDisks } from "./catalogue";
import { inboundRules } from "./firewall";
import { type LinodeNetworkNodes, linodeNetwork, privateAddressOf } from "./private-network";
import type { ResolvedLinode } from "./resolve";
import { addressMarkTag, addressTag, retainedAddresses, retainedVolumes } from "./retained";

/** The children that Linode holds. */
export interface LinodeNodes extends LinodeNetworkNodes {
  readonly kind: "linode";
  readonly firewall: linode.Firewall;
  /** The reserved address; undefined where the machine has its own. */
  readonly ipv4: linode.NetworkingIp | undefined;
  /** Tied to the server by its own `linodeId`. */
  readonly volume: linode.Volume | undefined;
  readonly server: linode.Instance;
  readonly reverseIpv4: linode.Rdns | undefined;
  readonly reverseIpv6: linode.Rdns | undefined;
}

// Loaded when a machine is really made at this vendor, so that nobody pays for the SDK of a vendor they do not use.
function vendorSdk(): typeof import("@pulumi/linode") {
  return require("@pulumi/linode");
}

/** Tags whose change a live machine cannot follow. */
const placeKey = "roadstead-place";
const sshPortKey = "roadstead-ssh-port";
const addressKey = "roadstead-address";
const firewallKey = "roadstead-firewall";
const howToMove =
  "To move: deploy a second machine there under another name, move the ship to it (components/machine/README.md, Moving), then remove this one.";

function explainsNewerInterfaces(): pulumi.CustomResourceOptions {
  return explainsError({
    name: "an account at Linode gives new Linodes the newer kind of interfaces",
    sign: /Linode Interfaces|apply Cloud Firewall to the interfaces/i,
    explanation: (resource) =>
      `${componentOf(resource, "server")}: this account gives new Linodes "Linode Interfaces", behind which this release cannot put its firewall before the first boot. ` +
      "In Linode's account settings set the interfaces for new Linodes to legacy_config_only (Configuration Profile Interfaces), then deploy again.",
  });
}

/** The vendor's name of an image. */
function imageId(image: ResolvedMachine["image"]): string {
  return `linode/${image.replace("-", "")}`;
}

/** User data as Linode wants it, in base64. What was too long came compressed, and in base64 already. */
export function metadataOf(userData: string): string {
  return userData.startsWith("#") ? Buffer.from(userData).toString("base64") : userData;
}

/** Makes the machine's children at Linode: what outlives it and what guards it first, then the server, then its names. */
export function linodeMachine(
  { children, own, machine, userData, deployment, before, forwardNames }: Hosting,
  resolved: ResolvedLinode,
  given: LinodeVendor,
): Hosted<LinodeNodes> {
  const sdk = vendorSdk();
  const { region, type, address } = resolved;
  const { transform } = given;
  const named = (role: string, form: NameForm) =>
    physicalName(
      { project: pulumi.getProject(), environment: pulumi.getStack(), component: own.componentName, role },
      form,
    );
  const typeOf = (name: string) => `linode:index/${name}`;
  const tags = (role: string, ofType: string) => ownershipTags(own, role, typeOf(ofType));
  const asking = { parent: own.component };
  const account = own.component.getProvider(typeOf("instance:Instance"));
  const place = { labelKey: placeKey, howToMove };
  const placeIsFixed = machine.volume.mode === "separate" || address === "reserved";

  const firewall = children.create(
    "firewall",
    sdk.Firewall,
    {
      label: named("firewall", nameForms.linode),
      inbounds: inboundRules(machine),
      inboundPolicy: "DROP",
      outboundPolicy: "ACCEPT",
      tags: [
        ...tags("firewall", "firewall:Firewall"),
        ...(machine.ssh.world ? [tagOf("roadstead-ssh-exposure", "world")] : []),
        tagOf(sshPortKey, portsWord(machine.ssh)),
        ...(placeIsFixed ? [tagOf(placeKey, region)] : []),
      ],
    },
    transform?.firewall,
    neverTwice,
    // Said here too, since the server hangs on the firewall and the volume on the server: before anything is deleted.
    refusesChange({
      name: "what a Linode keeps stays where it is",
      labelKey: placeKey,
      refusal: (resource, before, after) =>
        `${componentOf(resource, "firewall")} holds data in ${before}; changing the place to ${after} would strand it. ${howToMove}`,
    }),
    portsFollow("Linode", "firewall", sshPortKey),
  );

  const ipv4 =
    address === "reserved"
      ? children.create(
          "ipv4",
          sdk.NetworkingIp,
          { reserved: true, public: true, type: "ipv4", region },
          transform?.ipv4,
          outlivesItsMachine,
          // With a volume, that refuses a change of place in words; without one, the engine does, which keeps what is protected.
          machine.volume.mode === "separate" ? frozenAfterBoot("region") : {},
          guardsRetainedData({
            kind: "reserved IPv4 address",
            account,
            adoptPath: "MachineArgs.adopt.ipv4",
            ...retainedAddresses(sdk, asking),
          }),
          adopting(machine.adopt.ipv4),
        )
      : undefined;
  const reminder =
    ipv4 === undefined
      ? []
      : [
          ipv4.address.apply(addressTag),
          pulumi.output(childUrnMark(own, "ipv4", typeOf("networkingIp:NetworkingIp"))).apply(addressMarkTag),
        ];

  const { serverArgs, ...privateNodes } = linodeNetwork(sdk, children, resolved, given, {
    named: (role) => named(role, nameForms.linode),
    marked: async (role, ofType) => tagOf(ownershipKeys.urn, await childUrnMark(own, role, typeOf(ofType))),
  });

  // A Linode has one firewall from its creation on, and cannot be put behind another one later without standing open.
  const server = children.create(
    "server",
    sdk.Instance,
    {
      label: machine.hostname,
      region,
      type,
      resizeDisk: false,
      image: imageId(machine.image),
      // Without it a resize leaves the Linode off.
      booted: true,
      authorizedKeys: [deployment.publicKey],
      metadatas: [{ userData: metadataOf(userData) }],
      firewallId: firewall.id.apply(Number),
      // At its creation, so that it is the only one from the first boot on, and the one that peers see.
      ...(ipv4 === undefined ? {} : { ipv4s: [ipv4.address] }),
      ...(encryptsRootDisks(region) ? { diskEncryption: "enabled" } : {}),
      ...serverArgs,
      // An account can have them on for every new Linode.
      backupsEnabled: false,
      tags: [
        ...tags("server", "instance:Instance"),
        tagOf(addressKey, address),
        firewall.id.apply((id) => tagOf(firewallKey, id)),
        ...reminder,
      ],
    },
    withoutLiveBackups(machine, { argument: "backupsEnabled", off: false }, transform?.server),
    neverTwice,
    frozenAfterBoot(
      "metadatas",
      "authorizedKeys",
      "image",
      "firewallId",
      "ipv4s",
      "diskEncryption",
      "interfaces",
      "placementGroup",
    ),
    replacedWhen({ generation: machine.generation, region }),
    refusesChange({
      name: "a Linode keeps the kind of address that it was made with",
      labelKey: addressKey,
      refusal: (resource, before, after) =>
        `${componentOf(resource, "server")}: the machine was made with address mode "${before}" and cannot change to "${after}" while it is there. ` +
        "Raise generation in the same edit: the machine is then rebuilt with the other address, and its volume stays.",
    }),
    refusesChange({
      name: "a Linode keeps the firewall that it was made behind",
      labelKey: firewallKey,
      refusal: (resource, before, after) =>
        `${componentOf(resource, "server")}: its firewall was made anew (id ${before} is now ${after}), and a Linode that is there would be left without one. ` +
        "Raise generation: the machine is then rebuilt behind the new firewall, and its volume stays.",
    }),
    explainsNewerInterfaces(),
    { dependsOn: [...before] },
  );

  const volume =
    machine.volume.mode === "separate"
      ? children.create(
          "volume",
          sdk.Volume,
          {
            label: named("volume", nameForms.linode),
            size: machine.volume.gib,
            region,
            encryption: "enabled",
            // Free, since a volume that depended on its server would keep it through a destroy. It is never taken away:
            // that would detach nothing. A volume comes free when its Linode is deleted.
            linodeId: freeOf(server.id.apply(Number)),
            tags: [...tags("volume", "volume:Volume"), tagOf(placeKey, region), ...reminder],
          },
          transform?.volume,
          outlivesItsMachine,
          // A new label would move the path by which the machine finds it; encryption is decided once.
          frozenAfterBoot("region", "label", "encryption"),
          guardsRetainedData({
            kind: "volume",
            account,
            adoptPath: "MachineArgs.adopt.volume",
            ...retainedVolumes(sdk, asking),
            place,
          }),
          neverShrinks("size", "MachineArgs.volume.size"),
          // Attached at once, everything else as it is.
          adopting(machine.adopt.volume, ["size", "tags"]),
        )
      : undefined;

  const reverse = (family: "ipv4" | "ipv6", to: pulumi.Output<string>) =>
    machine.dns === undefined
      ? undefined
      : children.create(
          `reverse-${family}`,
          sdk.Rdns,
          { address: to, rdns: machine.dns.name, waitForAvailable: true },
          family === "ipv4" ? transform?.reverseIpv4 : transform?.reverseIpv6,
          neverTwice,
          // Linode looks the name up, and refuses one that does not lead back to the address.
          { dependsOn: forwardNames },
        );
  // The first public address; the list that is to replace this output mixes in private ones, in no order.
  const serverIpv4 = ipv4?.address ?? server.ipAddress;
  const serverIpv6 = server.ipv6.apply((address) => address.replace(/\/128$/, ""));

  const kept: KeptResource[] = [
    ...(volume === undefined ? [] : [{ kind: "volume" as const, name: volume.label, id: volume.id }]),
    ...(ipv4 === undefined ? [] : [{ kind: "ipv4" as const, name: ipv4.address, id: ipv4.id }]),
  ];
  return {
    nodes: {
      kind: "linode",
      ...privateNodes,
      firewall,
      ipv4,
      volume,
      server,
      reverseIpv4: reverse("ipv4", serverIpv4),
      reverseIpv6: reverse("ipv6", serverIpv6),
    },
    ipv4: serverIpv4,
    ipv6: serverIpv6,
    ...(serverArgs.interfaces === undefined ? {} : { privateIpv4: privateAddressOf(server) }),
    serverId: server.id,
    server,
    volume: volume === undefined ? undefined : { id: volume.id, device: volume.filesystemPath, attachment: volume },
    kept,
  };
}
