import { demoSecrets } from "../../scripts/demo/secrets";
import { editEnvironment, type Workspace } from "../../scripts/workspace/workspace";

/** A vendor whose part of a planet's life is swept: what it is called there, and what of it must never be lost. */
export interface SweptVendor {
  readonly name: "hetzner" | "digitalocean" | "linode" | "vultr";
  /** Package of its provider. */
  readonly packageName: string;
  readonly account: Readonly<Record<string, string>>;
  readonly token: string;
  /** What stands for the vendor in the environment's `machine`. */
  readonly machine: Readonly<Record<string, unknown>>;
  /** Last word of the types on which a ship runs, which hold its data, which are its addresses. */
  readonly server: string;
  readonly volume: string;
  readonly addresses: readonly string[];
  /** Types whose id is another's, or made up by the provider. */
  readonly withoutOwnId: readonly string[];
  /** Of the addresses, types on which the vendor lets nobody write anything, so that no guard and no recovery can tell whose they are. */
  readonly unmarked: readonly string[];
  /** Whether every point counts. At the others those do that are not the same step in the same graph as at Hetzner: the vendor's own calls. */
  readonly whole: boolean;
}

const demo = demoSecrets();

export const sweptVendors: readonly SweptVendor[] = [
  {
    name: "hetzner",
    packageName: "hcloud",
    account: { vendor: "hetzner", token: "hetzner-token" },
    token: demo["hetzner-token"] ?? "",
    machine: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
    server: "Server",
    volume: "Volume",
    addresses: ["PrimaryIp"],
    withoutOwnId: ["Rdns", "VolumeAttachment"],
    unmarked: [],
    whole: true,
  },
  {
    name: "digitalocean",
    packageName: "digitalocean",
    account: { vendor: "digitalocean", token: "digitalocean-token" },
    token: `dop_v1_${"4f".repeat(32)}`,
    machine: { kind: "digitalocean", region: "fra1", size: "s-2vcpu-4gb" },
    server: "Droplet",
    volume: "Volume",
    addresses: ["ReservedIp"],
    withoutOwnId: ["VolumeAttachment", "ReservedIpAssignment"],
    unmarked: ["ReservedIp"],
    whole: false,
  },
  {
    name: "linode",
    packageName: "linode",
    account: { vendor: "linode", token: "linode-token" },
    token: "4b".repeat(32),
    machine: { kind: "linode", region: "nl-ams", type: "g6-standard-2", address: { mode: "reserved" } },
    server: "Instance",
    volume: "Volume",
    addresses: ["NetworkingIp"],
    withoutOwnId: ["Rdns"],
    unmarked: ["NetworkingIp"],
    whole: false,
  },
  {
    name: "vultr",
    packageName: "vultr",
    account: { vendor: "vultr", token: "vultr-token" },
    token: "V7".repeat(18),
    machine: { kind: "vultr", region: "fra", plan: "vc2-2c-4gb" },
    server: "Instance",
    volume: "BlockStorage",
    addresses: ["ReservedIp"],
    withoutOwnId: ["FirewallRule", "ReverseIpv4", "ReverseIpv6"],
    unmarked: [],
    whole: false,
  },
];

export function sweptVendor(name: string): SweptVendor {
  const found = sweptVendors.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new Error(`--vendor ${name}: one of ${sweptVendors.map((each) => each.name).join(", ")} is needed.`);
}

/** Moves the sweep's environment, which is written for Hetzner, to this vendor. */
export function settleAt(vendor: SweptVendor, workspace: Workspace): void {
  if (vendor.whole) return;
  editEnvironment(workspace, ["roadstead:accounts", "hetzner"], undefined);
  editEnvironment(workspace, ["roadstead:accounts", vendor.name], vendor.account);
  editEnvironment(workspace, ["roadstead:machine", "vendor"], vendor.machine);
}

/** What the environment names, each with its value. */
export function secretsAt({ account, token }: SweptVendor): Readonly<Record<string, string>> {
  const others = ["cloudflare-token", "deployment-key", "sampel-key"];
  return { [account["token"] ?? ""]: token, ...Object.fromEntries(others.map((name) => [name, demo[name] ?? ""])) };
}

/** Whether a type of this vendor's is one of those, by its last word. */
export function isOneOf(type: string, ...words: readonly string[]): boolean {
  return words.some((word) => type.endsWith(`:${word}`));
}
