import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { TextRule } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";
import type { Children } from "../core/children";
import type { NameForm } from "../core/naming";
import type { Ownership } from "../core/ownership";
import type { RenderedFile } from "../core/rendered-file";
import type { Architecture, DeploymentKeyArgs, MachineTransform } from "./args";
import type { Packing } from "./cloud-init";
import type { PlanOrder } from "./inquiry";
import type { MachinePrices } from "./monthly-cost";
import type { ResolvedMachine } from "./resolve";

/** What a machine keeps when its server goes. */
export type KeptKind = "volume" | "ipv4" | "ipv6";

/** What one vendor is like, where vendors differ in more than words. */
export interface VendorTraits {
  /** How a server may be called there. */
  readonly serverName: NameForm;
  /** Most that it takes as user data, in bytes as sent. */
  readonly userDataBytes: number;
  /** How it may be packed there; unset where guests undo base64 themselves. */
  readonly userDataPacking?: Packing;
  /** Smallest and largest data volume, in GiB. */
  readonly volumeGib: { readonly min: number; readonly max: number };
  /** Ports besides SSH for which its firewall has room; unset where it has room for any number that makes sense. */
  readonly mostOpenPorts?: number;
  /** Type of its server; undefined where none is rented. */
  readonly serverType?: string;
  /** Children there that `vendor.transform` can reach. */
  readonly children: readonly string[];
  /** Children that a machine elsewhere has, and one there never. */
  readonly lacks?: readonly (keyof MachineTransform)[];
  /** What can be taken over there by `adopt`, and how its id looks. */
  readonly adoptable: Readonly<Partial<Record<KeptKind, TextRule>>>;
}

/** What the vendor's own arguments come to. */
export interface VendorChoice<Resolved> {
  readonly vendor: Resolved;
  readonly architecture: Architecture;
  readonly memoryGib: number;
  readonly diskGib: number;
  /** Undefined where nothing is rented. */
  readonly order?: PlanOrder & { readonly serverProtection?: boolean };
  /** What cannot be taken over with these arguments, and what to do about it. */
  readonly cannotAdopt?: Readonly<Partial<Record<KeptKind, string>>>;
  /** An argument that makes sense only with a volume, and what to say where there is none. */
  readonly needsVolume?: { readonly argument: string; readonly why: string };
  readonly cost: MachinePrices;
}

/** The pure part of a vendor's folder. */
export interface Vendor<Resolved> {
  readonly traits: VendorTraits;
  /** Judges the vendor's own arguments. Whatever it finds wrong, it gives something back by which the rest can be judged. */
  readonly resolve: (check: ArgumentCheck, value: unknown) => VendorChoice<Resolved>;
}

/** What a vendor's wiring works from. */
export interface Hosting {
  readonly children: Children;
  readonly own: Ownership;
  readonly machine: ResolvedMachine;
  readonly userData: string;
  /** The user data, uncompressed, and each file inside it. */
  readonly files: readonly RenderedFile[];
  /** The key with which deployments connect. */
  readonly deployment: DeploymentKeyArgs;
  /** The user's say over the children that a machine has at every vendor. */
  readonly transform: MachineTransform | undefined;
  /** What comes before the server is made, changed or deleted. */
  readonly before: readonly pulumi.Resource[];
  /** Records that lead to the machine, for whatever must wait until its name resolves. They are made after this vendor's children. */
  readonly forwardNames: Promise<pulumi.Resource[]>;
}

/** Something that stays when the machine goes: what it is called at the vendor, and its id there. */
export interface KeptResource {
  readonly kind: KeptKind;
  readonly name: pulumi.Input<string>;
  readonly id: pulumi.Output<string>;
}

/** What every vendor's wiring gives back. */
export interface Hosted<Nodes extends object> {
  readonly nodes: Nodes;
  readonly ipv4: pulumi.Output<string>;
  /** What peers see the machine send from, where that is another address than the one it is reached at. */
  readonly outboundIpv4?: pulumi.Output<string>;
  /** Undefined where it has none. */
  readonly ipv6: pulumi.Output<string> | undefined;
  /** Undefined where it is in no private network. */
  readonly privateIpv4?: pulumi.Output<string>;
  readonly serverId: pulumi.Output<string>;
  /** What must exist before the machine can be reached. */
  readonly server: pulumi.Resource;
  /** For a machine that no cloud-init sets up: what its vendor makes in place of the usual commands. */
  readonly arrival?: Arrival;
  /** Undefined where all data goes with the machine. */
  readonly volume: HostedVolume | undefined;
  readonly kept: readonly KeptResource[];
}

/** A machine that was set up over SSH. */
export interface Arrival {
  readonly hostKey: pulumi.Output<string>;
  readonly ready: command.remote.Command;
  readonly ownFirewall: command.remote.Command;
  /** What must be done before anything is put on the machine. */
  readonly done: pulumi.Resource;
}

/** Data on a device, or in a place that the machine has already. */
export type HostedVolume = {
  readonly id: pulumi.Output<string>;
  /** What must exist before the machine has it. */
  readonly attachment: pulumi.Resource;
} & (
  | {
      /** Path by which the machine finds it, whatever else is attached. */
      readonly device: pulumi.Output<string>;
      /** Unset where it follows from the volume's id. */
      readonly filesystemUuid?: pulumi.Output<string>;
    }
  | {
      readonly device?: never;
      readonly filesystemUuid: pulumi.Output<string>;
      /** The command that shows it where ships look. */
      readonly mount: (filesystemUuid: string) => string;
    }
);
