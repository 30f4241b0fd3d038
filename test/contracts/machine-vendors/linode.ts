import { urnMark } from "../../../components/core/ownership";
import { addressMarkTag, addressTag } from "../../../components/machine/linode/retained";
import type { VendorTrial } from "../contracted-machine";

const vendor = {
  kind: "linode",
  region: "nl-ams",
  type: "g6-standard-2",
  address: { mode: "reserved" },
  privateNetwork: { mode: "own", range: "10.20.0.0/24" },
  placementGroup: { mode: "own" },
} as const;
const retainedVolume = "9100042";
const retainedAddress = "203.0.113.200";

/** Tags of a resource, without those that a preview cannot know. */
function tagsIn(inputs: Readonly<Record<string, unknown>>): string[] {
  const { tags } = inputs;
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === "string") : [];
}

/** Whether something with these tags is among what was asked for. */
function isAskedFor(filters: unknown, tags: readonly string[]): boolean {
  const all: readonly unknown[] = Array.isArray(filters) ? filters : [];
  return all.every((filter) => {
    const values: unknown = Reflect.get(Object(filter), "values");
    return Array.isArray(values) && values.some((value) => tags.includes(value));
  });
}

export const atLinode: VendorTrial = {
  vendor,
  elsewhere: { ...vendor, region: "se-sto" },
  larger: { ...vendor, type: "g6-standard-4" },
  packageName: "linode",
  transforms: {
    firewall: "firewall",
    ipv4: "ipv4",
    volume: "volume",
    server: "server",
    reverseIpv4: "reverse-ipv4",
    reverseIpv6: "reverse-ipv6",
    network: "network",
    subnet: "subnet",
    placementGroup: "placement-group",
  },
  rebuilt: ["server"],
  moved: ["server", "subnet"],
  kept: ["volume", "ipv4"],
  retained: {
    idOf: (role) => (role === "volume" ? retainedVolume : retainedAddress),
    place: "nl-ams",
    elsewhere: "se-sto",
    countsAtOnce: { volume: ["linodeId"] },
    // Volumes are listed by tags; an address is remembered by the tags of what stayed beside it.
    answer: ({ token, inputs: { filters } }, like) => {
      const isVolume = like.type.endsWith(":Volume");
      const tags = isVolume ? tagsIn(like.inputs) : [addressTag(retainedAddress), addressMarkTag(urnMark(like.urn))];
      if (token.endsWith(":getVolumes") && isAskedFor(filters, tags) && isVolume === (filters !== undefined)) {
        return { id: "x", volumes: [{ id: isVolume ? Number(retainedVolume) : 1, label: "retained", tags }] };
      }
      if (token.endsWith(":getNetworkingIps") && !isVolume) {
        const free = { address: "203.0.113.7", reserved: false };
        return { id: "x", ipAddresses: [free, { address: retainedAddress, reserved: true }] };
      }
      return undefined;
    },
  },
};
