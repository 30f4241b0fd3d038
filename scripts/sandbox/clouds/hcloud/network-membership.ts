// Which private networks a server is in. Hetzner Cloud API, Server Actions, Attach to Network.
import { isIPv4 } from "node:net";
import type { Holding } from "../../holdings";
import { listOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import type { Order, Scene } from "../cloud";
import { hexDigits } from "../inventing";
import { dotted, numberFrom, rangeOf } from "../ip-ranges";
import * as hetzner from "./rules";

/** What a server's own `networks` argument asks for, with what the API fills in. */
export function joinNetworks(order: Order): PlainObject {
  const wanted = listOf(order.inputs["networks"]).map(objectOf);
  if (wanted.length === 0) return {};
  const taken = new Map<number, Set<string>>();
  return {
    networks: wanted.map((entry) => {
      const networkId = networkOf(order, entry);
      const used = taken.get(networkId) ?? addressesIn(order, networkId, order.urn);
      taken.set(networkId, used);
      const ip = textOf(entry["ip"]) ?? freeAddress(order, networkId, used);
      claim(order, networkId, ip, used);
      return {
        networkId,
        subnetId: textOf(entry["subnetId"]) ?? "",
        ip,
        aliasIps: entry["aliasIps"] ?? [],
        macAddress: macOf(order.seed, networkId, ip),
      };
    }),
  };
}

/** Networks can also be joined from outside, by ServerNetwork; the server shows those only where it lists none itself. */
export function networkOutputs(holding: Holding, _scene: Scene): PlainObject {
  return holding.state["networks"] === undefined ? {} : { networks: holding.state["networks"] };
}

/** Every network that a server is in, however it came there: what the API tells of it. */
export function everyNetworkOf(server: Holding, scene: Scene): PlainObject {
  const own = listOf(server.state["networks"]).map(objectOf);
  const joined = scene.world
    .of(scene.account, hetzner.serverNetwork)
    .filter(({ state }) => String(state["serverId"]) === server.id)
    .map(({ state }) => state);
  return {
    networks: [...own, ...joined].map(({ networkId, ip, aliasIps, macAddress }) => ({
      ...{ networkId: networkId ?? null, ip: ip ?? null },
      ...{ aliasIps: aliasIps ?? [], macAddress: macAddress ?? null },
    })),
  };
}

export function networkOf(scene: Scene, entry: PlainObject): number {
  const fromSubnet = textOf(entry["subnetId"])?.split("-")[0];
  const id = numberOf(entry["networkId"]) ?? numberOf(fromSubnet);
  if (id !== undefined && hetzner.isForeign(scene, hetzner.network, id)) return id;
  const network = hetzner.mustExist(scene, hetzner.network, id, "network");
  const subnets = subnetsOf(scene, Number(network.id));
  // Networks: a server can only join a network that has a subnet.
  if (subnets.length === 0) hetzner.refuse("network has no subnets", "no_subnet_available");
  return Number(network.id);
}

export function subnetsOf(scene: Scene, networkId: number): readonly Holding[] {
  return scene.world
    .of(scene.account, hetzner.networkSubnet)
    .filter((one) => numberOf(one.state["networkId"]) === networkId);
}

/** The subnets of a network; of one that was there before the sandbox, whatever is private. */
function reachable(scene: Scene, networkId: number): readonly { readonly state: PlainObject }[] {
  const own = subnetsOf(scene, networkId);
  if (own.length > 0 || !hetzner.isForeign(scene, hetzner.network, networkId)) return own;
  return ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((ipRange) => ({ state: { ipRange } }));
}

/** Private addresses in use in a network, except by the resource that asks. */
export function addressesIn(scene: Scene, networkId: number, except: string): Set<string> {
  const used = new Set<string>();
  const note = (value: Plain | undefined) => {
    const ip = textOf(value);
    if (ip !== undefined) used.add(ip);
  };
  for (const member of scene.world.of(scene.account, hetzner.serverNetwork)) {
    if (numberOf(member.state["networkId"]) === networkId && member.urn !== except) note(member.state["ip"]);
  }
  for (const server of scene.world.of(scene.account, hetzner.server)) {
    if (server.urn === except) continue;
    for (const entry of listOf(server.state["networks"]).map(objectOf)) {
      if (numberOf(entry["networkId"]) === networkId) note(entry["ip"]);
    }
  }
  return used;
}

export function freeAddress(scene: Scene, networkId: number, used: ReadonlySet<string>): string {
  for (const subnet of reachable(scene, networkId)) {
    const range = rangeOf(textOf(subnet.state["ipRange"]) ?? "");
    if (range === undefined) continue;
    // The first address is the gateway.
    for (let at = range.first + 2; at < range.last; at += 1) {
      if (!used.has(dotted(at))) return dotted(at);
    }
  }
  return hetzner.refuse("no free IP address in the network", "resource_limit_exceeded");
}

export function claim(scene: Scene, networkId: number, ip: string, used: Set<string>): void {
  if (!isIPv4(ip)) hetzner.refuse(`${ip} is not an IPv4 address`, "invalid_input");
  const inside = reachable(scene, networkId).some((subnet) => {
    const range = rangeOf(textOf(subnet.state["ipRange"]) ?? "");
    return range !== undefined && numberFrom(ip) > range.first && numberFrom(ip) < range.last;
  });
  if (!inside) hetzner.refuse(`IP ${ip} is in no subnet of the network`, "invalid_input");
  if (used.has(ip)) hetzner.refuse(`IP ${ip} is not available`, "ip_not_available");
  used.add(ip);
}

export function macOf(seed: string, networkId: number, ip: string): string {
  return `86:00:00:${hexDigits(6, seed, "mac", networkId, ip).match(/../g)?.join(":") ?? "00:00:01"}`;
}
