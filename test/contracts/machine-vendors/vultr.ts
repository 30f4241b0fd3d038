import { ownershipKeys, tagOf, urnMark } from "../../../components/core/ownership";
import type { VendorTrial } from "../contracted-machine";

const vendor = {
  kind: "vultr",
  region: "fra",
  plan: "vc2-2c-4gb",
  privateNetwork: { mode: "own", range: "10.20.0.0/24" },
} as const;
const retained = "4f0f12e5-1f84-404f-aa84-85f431ea5ec2";

/** The data source that tells of a type, and which asks for one label or several. */
const sources: Readonly<Record<string, string>> = {
  "vultr:index/blockStorage:BlockStorage": "vultr:index/getBlockStorage:getBlockStorage",
  "vultr:index/reservedIp:ReservedIp": "vultr:index/getReservedIp:getReservedIp",
};

function labelsAsked(inputs: Readonly<Record<string, unknown>>): string[] {
  const filters: unknown = inputs["filters"];
  if (!Array.isArray(filters)) return [];
  return filters.flatMap((filter: unknown) => {
    const { name, values }: { name?: unknown; values?: unknown } = Object(filter);
    return name === "label" && Array.isArray(values) ? values.map(String) : [];
  });
}

export const atVultr: VendorTrial = {
  vendor,
  elsewhere: { ...vendor, region: "ams" },
  larger: { ...vendor, plan: "vc2-4c-8gb" },
  packageName: "vultr",
  transforms: {
    sshKey: "ssh-key",
    firewallGroup: "firewall-group",
    firewallRule: [
      "firewall-tcp-22-v4-any",
      "firewall-tcp-22-v6-any",
      "firewall-icmp-v4-any",
      "firewall-icmp-v6-any",
      "firewall-udp-34543-v4-any",
      "firewall-udp-34543-v6-any",
      "firewall-udp-51820-v4-any",
      "firewall-udp-51820-v6-any",
    ],
    ipv4: "ipv4",
    server: "server",
    volume: "volume",
    reverseIpv4: "reverse-ipv4",
    reverseIpv6: "reverse-ipv6",
    network: "network",
  },
  rebuilt: ["server"],
  moved: ["server", "network"],
  kept: ["volume", "ipv4"],
  retained: {
    idOf: () => retained,
    place: "fra",
    elsewhere: "ams",
    countsAtOnce: { volume: ["attachedToInstance", "label", "live"] },
    // A volume was on some machine last: it has one of the labels that are asked for, whichever that machine was.
    answer: ({ token, inputs }, like) => {
      const mark = ` ${tagOf(ownershipKeys.urn, urnMark(like.urn))} `;
      const label = labelsAsked(inputs).findLast((each) => each.includes(mark));
      return token === sources[like.type] && label !== undefined ? { id: retained, label, region: "fra" } : undefined;
    },
  },
};
