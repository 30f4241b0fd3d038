import { type Ports, portsOf } from "./port-ranges";
import type { Reading } from "./reading";
import type { JudgedResource } from "./resource";
import { dockerContainer, dockerService } from "./vendor-types";

/** A port that something else than a firewall makes reachable: a published container port, a service, a load balancer. */
export interface PublishedPort {
  readonly path: string;
  readonly ports: Ports;
}

type PortReader = (inputs: Reading) => readonly PublishedPort[];

const published = (reading: Reading): readonly PublishedPort[] =>
  reading.isAbsent ? [] : [{ path: reading.path, ports: portsOf(reading) }];

/** Entries of a list that carry TCP, by the ports that each names; a list or entry not known yet is one of unknown ports. */
function fromList(list: Reading, keys: readonly string[]): readonly PublishedPort[] {
  if (list.isUnknown) return published(list);
  return list.items().flatMap((entry) => {
    if (entry.isUnknown) return published(entry);
    if (/^udp|^sctp/i.test(entry.at("protocol").text() ?? "") || staysInside(entry.at("ip"))) return [];
    // A port by name stands for a number that the same program names elsewhere.
    return keys.flatMap((key) =>
      /[a-z]/i.test(entry.at(key).text() ?? "") && !entry.at(key).isUnknown ? [] : published(entry.at(key)),
    );
  });
}

function staysInside(address: Reading): boolean {
  return /^(?:127\.|::1$|\[::1\]$|localhost$)/i.test(address.text()?.trim() ?? "");
}

/** `203.0.113.7:80`, as Linode names a node behind a balancer. */
function portOfAddress(address: Reading): readonly PublishedPort[] {
  if (address.isUnknown) return published(address);
  const port = Number(/:(\d+)$/.exec(address.text()?.trim() ?? "")?.[1]);
  return Number.isNaN(port)
    ? []
    : [{ path: address.path, ports: { kind: "ranges", ranges: [{ first: port, last: port }] } }];
}

const readers: Readonly<Record<string, PortReader>> = {
  [dockerContainer]: (inputs) => fromList(inputs.at("ports"), ["internal", "external"]),
  [dockerService]: (inputs) => fromList(inputs.at("endpointSpec").at("ports"), ["targetPort", "publishedPort"]),
  "kubernetes:core/v1:Service": (inputs) => fromList(inputs.at("spec").at("ports"), ["port", "targetPort", "nodePort"]),
  "digitalocean:index/loadBalancer:LoadBalancer": (inputs) =>
    fromList(inputs.at("forwardingRules"), ["entryPort", "targetPort"]),
  "vultr:index/loadBalancer:LoadBalancer": (inputs) =>
    fromList(inputs.at("forwardingRules"), ["frontendPort", "backendPort"]),
  "hcloud:index/loadBalancerService:LoadBalancerService": (inputs) =>
    ["listenPort", "destinationPort"].flatMap((key) => published(inputs.at(key))),
  "linode:index/nodeBalancerConfig:NodeBalancerConfig": (inputs) => published(inputs.at("port")),
  "linode:index/nodeBalancerNode:NodeBalancerNode": (inputs) => portOfAddress(inputs.at("address")),
};

export const publishers = Object.keys(readers);

/** TCP ports that a resource publishes, of any kind that does. */
export function publishedPortsOf(resource: JudgedResource): readonly PublishedPort[] {
  return readers[resource.type]?.(resource.inputs) ?? [];
}
