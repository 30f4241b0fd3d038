import type * as pulumi from "@pulumi/pulumi";
import type { TextRule } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";
import type { Children } from "../core/children";
import type { NameForm } from "../core/naming";
import type { Ownership } from "../core/ownership";
import type { Architecture } from "./args";
import type { Currency } from "./catalogue";
import type { Packing } from "./cloud-init";
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
  /** Children there that `vendor.transform` can reach. */
  readonly children: readonly string[];
  /** What can be taken over there by `adopt`, and how its id looks. */
  readonly adoptable: Readonly<Partial<Record<KeptKind, TextRule>>>;
}

/** What the vendor's own arguments come to. */
export interface VendorChoice<Resolved> {
  readonly vendor: Resolved;
  readonly architecture: Architecture;
  readonly memoryGib: number;
  readonly diskGib: number;
  /** What cannot be taken over with these arguments, and what to do about it. */
  readonly cannotAdopt?: Readonly<Partial<Record<KeptKind, string>>>;
  readonly cost: {
    readonly currency: Currency;
    readonly pricesRead: string;
    readonly planMonthly: number;
    readonly volumePerGib: number;
  };
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
  /** The key with which deployments connect. */
  readonly deploymentPublicKey: string;
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
  readonly ipv6: pulumi.Output<string>;
  readonly serverId: pulumi.Output<string>;
  /** What must exist before the machine can be reached. */
  readonly server: pulumi.Resource;
  /** Undefined where all data goes with the machine. */
  readonly volume: HostedVolume | undefined;
  readonly kept: readonly KeptResource[];
}

export interface HostedVolume {
  readonly id: pulumi.Output<string>;
  /** Path by which the machine finds it, whatever else is attached. */
  readonly device: pulumi.Output<string>;
  /** What must exist before the machine has it. */
  readonly attachment: pulumi.Resource;
}
