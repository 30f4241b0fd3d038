// Reserved addresses and reverse names. Vultr API, Reserved IPs; Instances, reverse IPv4 and IPv6.
import { isIPv4, isIPv6 } from "node:net";
import type { Holding } from "../../holdings";
import { numberOf, type PlainObject, textOf } from "../../values";
import { isSet } from "../checks";
import type { Order, Problem, ResourceRules } from "../cloud";
import { isHostname } from "../dns-names";
import { testAddress, testPrefix } from "../inventing";
import { canonicalIpv6, ipv6Value } from "../ip-ranges";
import { addressesOf } from "./instance";
import * as vultr from "./rules";

const families = ["v4", "v6"];

export const reservedIpRules: ResourceRules = {
  replaceOn: ["region", "ipType"],
  // Optional and computed in the SDK: taking it out of the program detaches nothing.
  keptWhenRemoved: ["instanceId"],
  check: (inputs) => [...vultr.regionProblems(inputs), ...vultr.oneOfProblems(inputs, "ipType", families)],
  create(order) {
    const region = vultr.regionOf(order.inputs);
    const wanted = order.inputs["instanceId"];
    const machine = isSet(wanted) ? vultr.attachTo(order, wanted, region, "attaching reserved IP") : undefined;
    const v4 = order.inputs["ipType"] === "v4";
    return {
      id: vultr.idFor(order),
      outputs: {
        region,
        instanceId: machine?.id ?? "",
        label: order.inputs["label"] ?? "",
        subnet: v4 ? testAddress("vultr", order.number) : testPrefix("vultr", order.number),
        subnetSize: v4 ? 32 : 64,
      },
    };
  },
  // The provider detaches from the one machine before it attaches to the other.
  update(order) {
    const { old, inputs } = order;
    const holder = vultr.holderOf(old, "instanceId");
    const wanted = textOf(inputs["instanceId"]) ?? holder;
    if (wanted !== holder && wanted !== "")
      vultr.attachTo(order, wanted, old.state["region"], `attaching Reserved IP (${old.id})`);
    return { outputs: { instanceId: wanted, label: inputs["label"] ?? "" } };
  },
  remove(holding, scene) {
    const machine = vultr.find(scene, vultr.instance, vultr.holderOf(holding, "instanceId"));
    if (machine === undefined) return {};
    // API, Reserved IPs: the main address of a machine cannot be taken away from it (UNVERIFIED).
    if (machine.state["mainIp"] === holding.state["subnet"]) {
      vultr.refuse(`destroying Reserved IP (${holding.id})`, `It is the main address of instance ${machine.id}`);
    }
    return {};
  },
};

function nameProblems(inputs: PlainObject, family: string, is: (ip: string) => boolean): readonly Problem[] {
  const [ip, name] = [textOf(inputs["ip"]), textOf(inputs["reverse"])];
  return [
    ...(ip === undefined || is(ip) ? [] : [{ path: "ip", reason: `${ip} is not an ${family} address` }]),
    ...(name === undefined || isHostname(name) ? [] : [{ path: "reverse", reason: `${name} is not a host name` }]),
  ];
}

function machineOf(order: Order, what: string): Holding {
  return vultr.mustExist(order, vultr.instance, order.inputs["instanceId"], what);
}

export const reverseIpv4Rules: ResourceRules = {
  replaceOn: ["*"],
  check: (inputs) => nameProblems(inputs, "IPv4", isIPv4),
  create(order) {
    const what = "creating reverse IPv4";
    const machine = machineOf(order, what);
    const ip = textOf(order.inputs["ip"]) ?? "";
    if (!addressesOf(machine, order).includes(ip))
      vultr.refuse(what, `Invalid IP address: ${ip} is none of instance ${machine.id}`);
    return { id: ip, outputs: { gateway: ip.replace(/\.\d+$/, ".1"), netmask: "255.255.254.0" } };
  },
};

export const reverseIpv6Rules: ResourceRules = {
  replaceOn: ["*"],
  check: (inputs) => nameProblems(inputs, "IPv6", isIPv6),
  create(order) {
    const what = "creating reverse IPv6";
    const machine = machineOf(order, what);
    const ip = canonicalIpv6(textOf(order.inputs["ip"]) ?? "");
    const network = textOf(machine.state["v6Network"]) ?? "";
    const bits = BigInt(128 - (numberOf(machine.state["v6NetworkSize"]) ?? 64));
    const inside = network !== "" && ipv6Value(ip) >> bits === ipv6Value(network) >> bits;
    if (!inside) vultr.refuse(what, `Invalid IP address: ${ip} is not in the network of instance ${machine.id}`);
    return { id: ip, outputs: {} };
  },
};
