import { ownershipKeys, tagOf, urnMark } from "../../../components/core/ownership";
import { idTag } from "../../../components/machine/digitalocean/id-tags";
import type { VendorTrial } from "../contracted-machine";

const vendor = {
  kind: "digitalocean",
  region: "fra1",
  size: "s-2vcpu-4gb",
  privateNetwork: { mode: "own", range: "10.20.0.0/24" },
} as const;
const retainedVolume = "506f78a4-e098-11e5-ad9f-000f53306ae1";
const retainedAddress = "203.0.113.200";

/** A tag as the vendor lists it, on so many volumes. */
function listed(name: string, volumesCount: number): Readonly<Record<string, unknown>> {
  return { name, volumesCount, dropletsCount: 0, totalResourceCount: volumesCount };
}

export const atDigitalOcean: VendorTrial = {
  vendor,
  elsewhere: { ...vendor, region: "ams3" },
  larger: { ...vendor, size: "s-4vcpu-8gb" },
  packageName: "digitalocean",
  transforms: {
    sshKey: "ssh-key",
    machineTag: "machine-tag",
    sshExposureTag: "ssh-exposure-tag",
    firewall: "firewall",
    ipv4: "ipv4",
    volume: "volume",
    server: "server",
    volumeAttachment: "volume-attachment",
    ipv4Assignment: "ipv4-assignment",
    network: "network",
  },
  rebuilt: ["server", "ssh-key"],
  moved: ["server", "network"],
  kept: ["volume", "ipv4"],
  retained: {
    idOf: (role) => (role === "volume" ? retainedVolume : retainedAddress),
    place: "fra1",
    elsewhere: "ams3",
    // Tags can be listed; a volume is then asked for by its name, an address by itself.
    answer: ({ token, inputs }, like) => {
      const mark = urnMark(like.urn);
      const isVolume = like.type.endsWith(":Volume");
      if (token.endsWith(":getTags")) {
        const other = listed("a tag of somebody else's", 3);
        const mine = isVolume ? listed(tagOf(ownershipKeys.urn, mark), 1) : listed(idTag(mark, retainedAddress), 0);
        return { id: "x", tags: [other, mine] };
      }
      if (isVolume && token.endsWith(":getVolume") && inputs["name"] === like.inputs["name"]) {
        return { ...like.inputs, id: retainedVolume, region: "fra1" };
      }
      if (!isVolume && token.endsWith(":getReservedIp") && inputs["ipAddress"] === retainedAddress) {
        return { id: retainedAddress, ipAddress: retainedAddress, region: "fra1", dropletId: 0 };
      }
      return undefined;
    },
  },
};
