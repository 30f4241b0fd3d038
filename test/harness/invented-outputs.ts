import { createHash } from "node:crypto";
import { preflightMark } from "../../components/machine/existing/commands";
import type { RecordedResource } from "./recorded-resource";

/** What a vendor would have computed: the id, and outputs that are not among the inputs. */
export interface Invented {
  readonly id: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const rootUuid = "5b1f7e1e-3f5a-4c1d-9a2b-1c2d3e4f5a6b";

/** A number that depends on the URN alone, so that two runs agree whatever order they register in. */
function numberOf(urn: string, below: number): number {
  return createHash("sha256").update(urn).digest().readUInt32BE(0) % below;
}

/** Invents an id and the outputs that components read, in each vendor's form. */
export function invented(resource: RecordedResource): Invented {
  const number = numberOf(resource.urn, 9_000_000) + 1_000_000;
  const id = resource.importId === "" ? String(number) : resource.importId;
  const byte = (number % 250) + 1;
  switch (resource.type) {
    case "hcloud:index/primaryIp:PrimaryIp": {
      const v6 = resource.inputs["type"] === "ipv6";
      const ipAddress = v6 ? `2001:db8:${byte.toString(16)}::1` : `192.0.2.${byte}`;
      return { id, outputs: { ipAddress, ...(v6 ? { ipNetwork: `2001:db8:${byte.toString(16)}::/64` } : {}) } };
    }
    case "hcloud:index/volume:Volume":
      return { id, outputs: { linuxDevice: `/dev/disk/by-id/scsi-0HC_Volume_${id}` } };
    case "digitalocean:index/tag:Tag":
      return { id: String(resource.inputs["name"]), outputs: {} };
    case "digitalocean:index/reservedIp:ReservedIp": {
      const ipAddress = resource.importId === "" ? `203.0.113.${byte}` : id;
      return { id: ipAddress, outputs: { ipAddress } };
    }
    case "digitalocean:index/droplet:Droplet":
      return { id, outputs: { ipv4Address: `192.0.2.${byte}`, ipv6Address: `2001:db8:${byte.toString(16)}::1` } };
    case "linode:index/networkingIp:NetworkingIp": {
      const address = resource.importId === "" ? `203.0.113.${byte}` : id;
      return { id: address, outputs: { address } };
    }
    case "linode:index/instance:Instance":
      return { id, outputs: { ipAddress: `192.0.2.${byte}`, ipv6: `2001:db8:${byte.toString(16)}::1/128` } };
    case "linode:index/volume:Volume":
      return { id, outputs: { filesystemPath: `/dev/disk/by-id/scsi-0Linode_Volume_${resource.inputs["label"]}` } };
    case "vultr:index/reservedIp:ReservedIp":
      return { id, outputs: { subnet: `203.0.113.${byte}`, subnetSize: 32 } };
    case "vultr:index/instance:Instance":
      return { id, outputs: { mainIp: `203.0.113.${byte}`, v6MainIp: `2001:db8:${byte.toString(16)}::1` } };
    case "vultr:index/blockStorage:BlockStorage":
      return { id, outputs: { mountId: `fra-${id}` } };
    case "command:remote:Command": {
      const asked = resource.inputs["create"];
      if (typeof asked === "string" && asked.startsWith(preflightMark)) {
        const facts = { machine: `${number}-0000`, hostKey: `ssh-ed25519 AAAA${number}`, rootUuid };
        return { id: `command${number}`, outputs: { stdout: JSON.stringify(facts), stderr: "" } };
      }
      return { id: `command${number}`, outputs: { stdout: `ssh-ed25519 AAAA${number}`, stderr: "" } };
    }
    default:
      return { id, outputs: {} };
  }
}
