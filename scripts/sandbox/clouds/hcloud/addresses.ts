// Addresses and their names. Hetzner Cloud API, Primary IPs, Floating IPs, and their actions.
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Holding } from "../../holdings";
import { booleanOf, numberOf, type Plain, type PlainObject, textOf } from "../../values";
import type { Order, Problem, ResourceRules } from "../cloud";
import { testAddress, testPrefix } from "../inventing";
import * as hetzner from "./rules";

function addressOf(family: string, number: number): PlainObject {
  if (family === "ipv4") return { ipAddress: testAddress("hcloud", number), ipNetwork: "" };
  const network = testPrefix("hcloud", number);
  return { ipAddress: network, ipNetwork: `${network}/64` };
}

const families = ["ipv4", "ipv6"];

/** Primary IPs, Assign: once, to a server in the same location. */
function assignable(order: Order, ip: { readonly location: string; readonly family: string }, id: number): void {
  const server = hetzner.mustExist(order, hetzner.server, id, "server");
  if (server.state["location"] !== ip.location) {
    hetzner.refuse(
      `primary IP is in location ${ip.location}, the server in ${String(server.state["location"])}`,
      "invalid_input",
    );
  }
  const present = hetzner
    .assigned(order.world, order.account, server.id)
    .some((one) => one.state["type"] === ip.family);
  if (present) hetzner.refuse(`server ${id} already has a primary ${ip.family}`, "server_has_ip");
}

export const primaryIpRules: ResourceRules = {
  replaceOn: ["type", "location", "datacenter", "assigneeType"],
  naming: hetzner.frameworkName,
  check(inputs) {
    const problems: Problem[] = [
      ...hetzner.labelProblems(inputs),
      ...hetzner.locationProblems(inputs),
      ...hetzner.datacenterProblems(inputs),
      ...hetzner.oneOfProblems(inputs, "type", families),
      ...hetzner.oneOfProblems(inputs, "assigneeType", ["server"]),
    ];
    // Primary IPs, Create: a location, or the assignee whose location it takes.
    if (inputs["location"] === undefined && inputs["assigneeId"] === undefined && inputs["datacenter"] === undefined) {
      problems.push({ path: "location", reason: "one of location, assigneeId must be specified" });
    }
    return problems;
  },
  create(order) {
    hetzner.nameIsFree(order, "primary IP");
    const family = textOf(order.inputs["type"]) ?? "ipv4";
    const assigneeId = numberOf(order.inputs["assigneeId"]) ?? 0;
    const server = assigneeId === 0 ? undefined : hetzner.mustExist(order, hetzner.server, assigneeId, "server");
    const location = textOf(order.inputs["location"]) ?? textOf(server?.state["location"]) ?? "";
    if (assigneeId !== 0) assignable(order, { location, family }, assigneeId);
    return {
      id: hetzner.idFor(hetzner.primaryIp, order.number),
      outputs: {
        ...addressOf(family, order.number),
        location,
        datacenter: "",
        assigneeId,
        assigneeType: order.inputs["assigneeType"] ?? "server",
        autoDelete: booleanOf(order.inputs["autoDelete"]) ?? false,
        deleteProtection: booleanOf(order.inputs["deleteProtection"]) ?? false,
        labels: order.inputs["labels"] ?? {},
      },
    };
  },
  update(order) {
    hetzner.nameIsFree(order, "primary IP", order.old);
    const wanted = numberOf(order.inputs["assigneeId"]);
    const holder = numberOf(order.old.state["assigneeId"]) ?? 0;
    if (wanted === undefined || wanted === holder) return { outputs: {} };
    const [location, family] = [textOf(order.old.state["location"]) ?? "", textOf(order.old.state["type"]) ?? ""];
    if (wanted !== 0 && holder !== 0) hetzner.refuse("primary IP is already assigned", "primary_ip_already_assigned");
    if (wanted !== 0) assignable(order, { location, family }, wanted);
    return { outputs: { assigneeId: wanted } };
  },
  // Primary IPs, Delete: refused while protected. One that is assigned is unassigned by the provider first.
  remove(holding) {
    hetzner.notProtected(holding, "primary IP");
    return {};
  },
};

export const floatingIpRules: ResourceRules = {
  replaceOn: ["type", "homeLocation"],
  naming: hetzner.bridgedName,
  check(inputs) {
    const problems: Problem[] = [
      ...hetzner.labelProblems(inputs),
      ...hetzner.locationProblems(inputs, "homeLocation"),
      ...hetzner.oneOfProblems(inputs, "type", families),
    ];
    if (inputs["homeLocation"] === undefined && inputs["serverId"] === undefined) {
      problems.push({ path: "homeLocation", reason: "one of homeLocation, serverId must be specified" });
    }
    return problems;
  },
  create(order) {
    hetzner.nameIsFree(order, "floating IP");
    const serverId = numberOf(order.inputs["serverId"]) ?? 0;
    const server = serverId === 0 ? undefined : hetzner.mustExist(order, hetzner.server, serverId, "server");
    return {
      id: hetzner.idFor(hetzner.floatingIp, order.number),
      outputs: {
        ...addressOf(textOf(order.inputs["type"]) ?? "ipv4", order.number),
        homeLocation: order.inputs["homeLocation"] ?? server?.state["location"] ?? "",
        serverId,
      },
    };
  },
  update(order) {
    hetzner.nameIsFree(order, "floating IP", order.old);
    const serverId = numberOf(order.inputs["serverId"]);
    if (serverId !== undefined && serverId !== 0) hetzner.mustExist(order, hetzner.server, serverId, "server");
    return { outputs: "serverId" in order.inputs ? { serverId: serverId ?? 0 } : {} };
  },
  remove(holding) {
    hetzner.notProtected(holding, "floating IP");
    return {};
  },
};

function assign(order: Order): Holding {
  const ip = hetzner.mustExist(order, hetzner.floatingIp, order.inputs["floatingIpId"], "floating IP");
  const server = hetzner.mustExist(order, hetzner.server, order.inputs["serverId"], "server");
  return hetzner.withState(ip, { serverId: Number(server.id) });
}

export const floatingIpAssignmentRules: ResourceRules = {
  replaceOn: ["floatingIpId"],
  create(order) {
    const ip = assign(order);
    return { id: ip.id, outputs: {}, also: [ip] };
  },
  update: (order) => ({ outputs: {}, also: [assign(order)] }),
  read(holding, scene) {
    const serverId = hetzner.byId(scene, hetzner.floatingIp, holding.state["floatingIpId"])?.state["serverId"];
    return serverId === undefined || serverId === 0 ? "gone" : { serverId };
  },
  remove(holding, scene) {
    const ip = hetzner.byId(scene, hetzner.floatingIp, holding.state["floatingIpId"]);
    return ip === undefined ? {} : { also: [hetzner.withState(ip, { serverId: 0 })] };
  },
};

const owners = [
  { property: "serverId", letter: "s", kind: hetzner.server, what: "server" },
  { property: "primaryIpId", letter: "p", kind: hetzner.primaryIp, what: "primary IP" },
  { property: "floatingIpId", letter: "f", kind: hetzner.floatingIp, what: "floating IP" },
  { property: "loadBalancerId", letter: "l", kind: "hcloud:index/loadBalancer:LoadBalancer", what: "load balancer" },
];

const hostname =
  /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\.?$/;

export const rdnsRules: ResourceRules = {
  replaceOn: ["serverId", "primaryIpId", "floatingIpId", "loadBalancerId", "ipAddress"],
  check(inputs) {
    const problems: Problem[] = [];
    const given = owners.filter(({ property }) => inputs[property] !== undefined && inputs[property] !== null);
    if (given.length !== 1) {
      problems.push({
        path: "serverId",
        reason: "exactly one of serverId, primaryIpId, floatingIpId, loadBalancerId must be specified",
      });
    }
    const [ip, name] = [textOf(inputs["ipAddress"]), textOf(inputs["dnsPtr"])];
    if (ip !== undefined && isIP(ip) === 0) problems.push({ path: "ipAddress", reason: `${ip} is not an IP address` });
    if (name !== undefined && !hostname.test(name))
      problems.push({ path: "dnsPtr", reason: `${name} is not a valid hostname` });
    return problems;
  },
  create(order) {
    const owner = owners.find(({ property }) => numberOf(order.inputs[property]) !== undefined);
    if (owner === undefined) hetzner.refuse("no resource to set a reverse name for", "invalid_input");
    const holding = hetzner.mustExist(order, owner.kind, order.inputs[owner.property], owner.what);
    const ip = textOf(order.inputs["ipAddress"]) ?? "";
    if (!hasAddress(order, holding, ip))
      hetzner.refuse(`IP ${ip} does not belong to ${owner.what} ${holding.id}`, "invalid_input");
    // Change reverse DNS entry: an address has one name, and setting it again overwrites it, whoever set it before.
    const before = order.world.of(order.account, order.type).filter((one) => sameAddress(one.state["ipAddress"], ip));
    return { id: `${owner.letter}-${holding.id}-${ip}`, outputs: {}, gone: before };
  },
};

/** One IPv6 address can be written in several ways. */
function sameAddress(one: Plain | undefined, other: string): boolean {
  const text = textOf(one);
  if (text === undefined || !ipaddr.isValid(text) || !ipaddr.isValid(other)) return text === other;
  return ipaddr.parse(text).toNormalizedString() === ipaddr.parse(other).toNormalizedString();
}

/** Change reverse DNS: an address of the resource, for IPv6 any in its /64. */
function hasAddress(order: Order, holding: Holding, ip: string): boolean {
  const own = holding.type === hetzner.server ? hetzner.assigned(order.world, order.account, holding.id) : [holding];
  return own.some((one) => {
    const address = textOf(one.state["ipAddress"]);
    if (address === undefined) return holding.type.includes("loadBalancer");
    return address === ip || (address.endsWith("::") && ip.startsWith(address.slice(0, -1)));
  });
}
