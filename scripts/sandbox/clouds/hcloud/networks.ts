// Private networks. Hetzner Cloud API, Networks and Network Actions.
import { numberOf, textOf } from "../../values";
import type { Problem, ResourceRules } from "../cloud";
import { contains, dotted, overlap, privateRanges, rangeOf } from "../ip-ranges";
import { locations } from "./catalogue";
import { addressesIn, claim, freeAddress, macOf, networkOf, subnetsOf } from "./network-membership";
import * as hetzner from "./rules";

function rangeProblems(value: string | undefined): readonly Problem[] {
  if (value === undefined) return [];
  const range = rangeOf(value);
  if (range === undefined)
    return [{ path: "ipRange", reason: `${value} is not an IPv4 CIDR block with its host bits zero` }];
  // Networks, Create: a private range of RFC 1918, at least /24 large for the network.
  if (privateRanges.some((one) => contains(one, range))) return [];
  return [{ path: "ipRange", reason: `${value} is not inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16` }];
}

export const networkRules: ResourceRules = {
  replaceOn: ["ipRange"],
  naming: hetzner.bridgedName,
  check: (inputs) => [...hetzner.labelProblems(inputs), ...rangeProblems(textOf(inputs["ipRange"]))],
  create(order) {
    hetzner.nameIsFree(order, "network");
    hetzner.withinLimit(order, 50, "network");
    return { id: hetzner.idFor(hetzner.network, order.number), outputs: {} };
  },
  update(order) {
    hetzner.nameIsFree(order, "network", order.old);
    return { outputs: {} };
  },
  remove(holding, scene) {
    hetzner.notProtected(holding, "network");
    const members = addressesIn(scene, Number(holding.id), "");
    if (members.size > 0) hetzner.refuse(`network ${holding.id} has servers attached`, "resource_in_use");
    // Networks, Delete: subnets and routes go with it.
    return { gone: subnetsOf(scene, Number(holding.id)) };
  },
};

export const networkSubnetRules: ResourceRules = {
  replaceOn: ["networkId", "type", "networkZone", "ipRange", "vswitchId"],
  check: (inputs) => [
    ...rangeProblems(textOf(inputs["ipRange"])),
    ...hetzner.oneOfProblems(inputs, "type", ["cloud", "server", "vswitch"]),
    ...hetzner.oneOfProblems(inputs, "networkZone", [...new Set(locations.map(({ zone }) => zone))]),
  ],
  create(order) {
    const id = order.inputs["networkId"];
    const network = hetzner.isForeign(order, hetzner.network, id)
      ? { id: String(id), state: { ipRange: "0.0.0.0/0" } }
      : hetzner.mustExist(order, hetzner.network, id, "network");
    const text = textOf(order.inputs["ipRange"]) ?? "";
    const [inner, outer] = [rangeOf(text), rangeOf(textOf(network.state["ipRange"]) ?? "")];
    if (inner === undefined || outer === undefined || !contains(outer, inner)) {
      hetzner.refuse(`subnet ${text} is not inside the network ${String(network.state["ipRange"])}`, "invalid_input");
    }
    for (const other of subnetsOf(order, Number(network.id))) {
      const range = rangeOf(textOf(other.state["ipRange"]) ?? "");
      const overlaps = range !== undefined && overlap(range, inner);
      if (overlaps) hetzner.refuse(`subnet ${text} overlaps with ${String(other.state["ipRange"])}`, "invalid_input");
    }
    // Networks, Subnets: the gateway is the first address of the network.
    return { id: `${network.id}-${text}`, outputs: { gateway: dotted(outer.first + 1) } };
  },
  remove(holding, scene) {
    const range = rangeOf(textOf(holding.state["ipRange"]) ?? "");
    const used = [...addressesIn(scene, numberOf(holding.state["networkId"]) ?? 0, "")];
    const inside = used.some((ip) => {
      const at = rangeOf(`${ip}/32`);
      return range !== undefined && at !== undefined && contains(range, at);
    });
    if (inside) hetzner.refuse("subnet still has servers attached", "resource_in_use");
    return {};
  },
};

export const serverNetworkRules: ResourceRules = {
  replaceOn: ["serverId", "networkId", "subnetId", "ip"],
  // terraform-provider-hcloud, hcloud_server_network: `ip` is optional and computed.
  keptWhenRemoved: ["ip"],
  unordered: ["aliasIps"],
  deletesFirst: true,
  check(inputs) {
    const given = ["networkId", "subnetId"].filter((name) => inputs[name] !== undefined && inputs[name] !== null);
    return given.length === 1
      ? []
      : [{ path: "networkId", reason: "exactly one of networkId, subnetId must be specified" }];
  },
  create(order) {
    const server = hetzner.mustExist(order, hetzner.server, order.inputs["serverId"], "server");
    const networkId = networkOf(order, order.inputs);
    const id = `${server.id}-${networkId}`;
    if (order.world.find(order.account, hetzner.serverNetwork, id) !== undefined) {
      hetzner.refuse("server is already attached to this network", "server_already_attached");
    }
    const used = addressesIn(order, networkId, order.urn);
    const ip = textOf(order.inputs["ip"]) ?? freeAddress(order, networkId, used);
    claim(order, networkId, ip, used);
    return {
      id,
      outputs: {
        networkId,
        ip,
        aliasIps: order.inputs["aliasIps"] ?? [],
        macAddress: macOf(order.seed, networkId, ip),
      },
    };
  },
};
