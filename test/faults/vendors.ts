/** A vendor whose part of a planet's life is swept: what it is called there, and what of it must never be lost. */
export interface SweptVendor {
  readonly name: "hetzner" | "digitalocean" | "linode" | "vultr" | "existing";
  /** Package of its provider; none where nothing is rented. */
  readonly packageName: string | undefined;
  /** Last word of the types on which a ship runs, which hold its data, which are its addresses. */
  readonly servers: readonly string[];
  readonly volumes: readonly string[];
  readonly addresses: readonly string[];
  /** Types whose id is another's, or made up by the provider. */
  readonly withoutOwnId: readonly string[];
  /** Whether the provider makes those up, so that one thing can stand under two. */
  readonly makesIdsUp: boolean;
  /** Of the addresses, types on which the vendor lets nobody write anything, so that no guard and no recovery can tell whose they are. */
  readonly unmarked: readonly string[];
}

export const hetzner: SweptVendor = {
  name: "hetzner",
  packageName: "hcloud",
  servers: ["Server"],
  volumes: ["Volume"],
  addresses: ["PrimaryIp"],
  withoutOwnId: ["Rdns", "VolumeAttachment", "NetworkSubnet", "ServerNetwork"],
  makesIdsUp: false,
  unmarked: [],
};

export const digitalOcean: SweptVendor = {
  name: "digitalocean",
  packageName: "digitalocean",
  servers: ["Droplet"],
  volumes: ["Volume"],
  addresses: ["ReservedIp"],
  withoutOwnId: ["VolumeAttachment", "ReservedIpAssignment"],
  makesIdsUp: true,
  unmarked: ["ReservedIp"],
};

export const linode: SweptVendor = {
  name: "linode",
  packageName: "linode",
  servers: ["Instance"],
  volumes: ["Volume"],
  addresses: ["NetworkingIp"],
  withoutOwnId: ["Rdns"],
  makesIdsUp: true,
  unmarked: ["NetworkingIp"],
};

export const vultr: SweptVendor = {
  name: "vultr",
  packageName: "vultr",
  servers: ["Instance"],
  volumes: ["BlockStorage"],
  addresses: ["ReservedIp"],
  withoutOwnId: ["FirewallRule", "ReverseIpv4", "ReverseIpv6"],
  makesIdsUp: true,
  unmarked: [],
};

/** A machine that is there already: nothing of it is anybody's resource. */
export const existingHost: SweptVendor = {
  name: "existing",
  packageName: undefined,
  servers: [],
  volumes: [],
  addresses: [],
  withoutOwnId: [],
  makesIdsUp: false,
  unmarked: [],
};

export function packagesOf({ packageName }: SweptVendor): readonly string[] {
  return packageName === undefined ? [] : [packageName];
}

/** Whether a type of this vendor's is one of those, by its last word. */
export function isOneOf(type: string, ...words: readonly string[]): boolean {
  return words.some((word) => type.endsWith(`:${word}`));
}
