// Addresses and their names. Linode API, IP addresses, reserved IPs, IPv6 ranges; vps-providers.md 1.1.
import { isIP, isIPv4 } from "node:net";
import type { Holding } from "../../holdings";
import { booleanOf, numberOf, type Plain, type PlainObject, textOf } from "../../values";
import { isGiven, isSet } from "../checks";
import type { Order, ResourceRules, Scene } from "../cloud";
import { isHostname } from "../dns-names";
import { testAddress, testPrefix } from "../inventing";
import { canonicalIpv6, ipv6Value } from "../ip-ranges";
import type { NameLookup } from "../name-lookup";
import * as linode from "./rules";

function defaultName(address: string): string {
  return `${address.replaceAll(/[.:]/g, "-")}.ip.linodeusercontent.com`;
}

function details(address: string): PlainObject {
  return {
    address,
    gateway: isIPv4(address) ? address.replace(/\.\d+$/, ".1") : "fe80::1",
    prefix: isIPv4(address) ? 24 : 64,
    subnetMask: isIPv4(address) ? "255.255.255.0" : "ffff:ffff:ffff:ffff::",
  };
}

function nameOf(scene: Scene, address: string): string {
  return textOf(scene.world.find(scene.account, linode.rdns, address)?.state["rdns"]) ?? defaultName(address);
}

function isReserved(order: Order): boolean {
  return booleanOf(order.inputs["reserved"]) === true;
}

/** API, reserved IPs, assign: to one Linode of its region. */
function assignable(order: Order, address: string, region: Plain | undefined): Holding {
  const target = linode.linodeOf(order, order.inputs["linodeId"]);
  linode.notBusy(target);
  if (target.state["region"] !== region) {
    linode.refuse(
      `${address} is in region ${String(region)}, Linode ${target.id} in ${String(target.state["region"])}`,
      "linode_id",
    );
  }
  return target;
}

export const networkingIpRules: ResourceRules = {
  replaceOn: ["region", "type", "public"],
  // vps-providers.md 2.2: only a reserved address can move.
  mustReplace: (_, now) => (booleanOf(now["reserved"]) === true ? [] : ["linodeId"]),
  keptWhenRemoved: ["linodeId", "region", "reserved", "public", "type"],
  check(inputs) {
    const problems = [...linode.regionProblems(inputs), ...linode.oneOfProblems(inputs, "type", ["ipv4"])];
    const [reserved, known] = [booleanOf(inputs["reserved"]), isGiven(inputs["linodeId"]) || isGiven(inputs["region"])];
    if (!isGiven(inputs["linodeId"]) && (reserved === false || !isGiven(inputs["reserved"]))) {
      problems.push({ path: "linodeId", reason: "linodeId is required when reserved is false or not set" });
    }
    if (reserved === true && !known)
      problems.push({ path: "region", reason: "region is required when reserved is true and linodeId is not set" });
    return problems;
  },
  create(order) {
    const address = testAddress("linode", order.number);
    const target = isSet(order.inputs["linodeId"]) ? linode.linodeOf(order, order.inputs["linodeId"]) : undefined;
    const region = textOf(order.inputs["region"]) ?? textOf(target?.state["region"]) ?? "";
    if (target !== undefined) assignable(order, address, region);
    return {
      id: address,
      outputs: {
        ...details(address),
        region,
        rdns: defaultName(address),
        linodeId: target === undefined ? null : Number(target.id),
        reserved: isReserved(order),
        public: order.inputs["public"] ?? true,
        type: order.inputs["type"] ?? "ipv4",
        vpcNat11: null,
      },
    };
  },
  update(order) {
    const wanted = numberOf(order.inputs["linodeId"]);
    const holder = numberOf(order.old.state["linodeId"]);
    if (wanted !== undefined && wanted !== holder) assignable(order, order.old.id, order.old.state["region"]);
    return { outputs: { linodeId: wanted ?? holder ?? null } };
  },
  read: (holding, scene) => ({ rdns: nameOf(scene, holding.id) }),
  remove: (holding, scene) => ({
    gone: [linode.reservedIpAssignment, linode.rdns]
      .flatMap((kind) => scene.world.of(scene.account, kind))
      .filter((one) => one.id === holding.id),
  }),
};

export const reservedIpAssignmentRules: ResourceRules = {
  replaceOn: ["address", "linodeId"],
  keptWhenRemoved: ["public", "rdns", "applyImmediately"],
  create(order) {
    const address = textOf(order.inputs["address"]) ?? "";
    const ip = order.world.find(order.account, linode.networkingIp, address);
    if (ip === undefined || booleanOf(ip.state["reserved"]) !== true) {
      linode.refuse(`${address} is not a reserved address of this account`, "address");
    }
    if (isSet(ip.state["linodeId"]))
      linode.refuse(`${address} is already assigned to Linode ${String(ip.state["linodeId"])}`, "address");
    const target = assignable(order, address, ip.state["region"]);
    return {
      id: address,
      outputs: {
        ...details(address),
        region: ip.state["region"] ?? "",
        rdns: order.inputs["rdns"] ?? defaultName(address),
        public: true,
        reserved: true,
        type: "ipv4",
        applyImmediately: order.inputs["applyImmediately"] ?? false,
        vpcNat11s: [],
      },
      also: [linode.withState(ip, { linodeId: Number(target.id) })],
    };
  },
  read(holding, scene) {
    const ip = scene.world.find(scene.account, linode.networkingIp, holding.id);
    return ip !== undefined && ip.state["linodeId"] === holding.state["linodeId"] ? {} : "gone";
  },
  remove(holding, scene) {
    const ip = scene.world.find(scene.account, linode.networkingIp, holding.id);
    return ip === undefined ? {} : { also: [linode.withState(ip, { linodeId: null })] };
  },
};

function rangeLinode(order: Order): Holding {
  const target = isGiven(order.inputs["linodeId"])
    ? linode.linodeOf(order, order.inputs["linodeId"])
    : order.world
        .of(order.account, linode.instance)
        .find((one) => one.facts["ipv6"] === textOf(order.inputs["routeTarget"])?.split("/")[0]);
  return target ?? linode.refuse("routeTarget is not the SLAAC address of a Linode of this account", "route_target");
}

function routed(target: Holding): PlainObject {
  return {
    region: target.state["region"] ?? "",
    routeTarget: target.facts["ipv6"] ?? "",
    linodes: [Number(target.id)],
    linodeId: Number(target.id),
  };
}

export const ipv6RangeRules: ResourceRules = {
  replaceOn: ["prefixLength"],
  check(inputs) {
    const length = numberOf(inputs["prefixLength"]);
    const given = ["linodeId", "routeTarget"].filter((property) => isGiven(inputs[property]));
    const problems = [];
    // API, IPv6 ranges: /56 or /64.
    if (length !== undefined && length !== 56 && length !== 64)
      problems.push({ path: "prefixLength", reason: `expected prefixLength to be 56 or 64, got ${length}` });
    if (given.length !== 1)
      problems.push({ path: "linodeId", reason: "exactly one of linodeId, routeTarget must be specified" });
    return problems;
  },
  create(order) {
    const range = testPrefix("linode", order.number);
    return { id: range, outputs: { range, isBgp: false, ...routed(rangeLinode(order)) } };
  },
  update: (order) => ({ outputs: routed(rangeLinode(order)) }),
};

/** Addresses that a name can be given to: those of Linodes, reserved ones, any in a routed range. */
function isOurs(scene: Scene, address: string): boolean {
  const linodes = scene.world.of(scene.account, linode.instance);
  if (
    linodes.some(
      (one) => one.facts["ipv4"] === address || canonicalIpv6(String(one.facts["ipv6"])) === canonicalIpv6(address),
    )
  )
    return true;
  if (scene.world.find(scene.account, linode.networkingIp, address) !== undefined) return true;
  if (isIP(address) !== 6) return false;
  return scene.world.of(scene.account, linode.ipv6Range).some((one) => {
    const bits = BigInt(128 - (numberOf(one.state["prefixLength"]) ?? 64));
    return ipv6Value(one.id) >> bits === ipv6Value(canonicalIpv6(address)) >> bits;
  });
}

export function rdnsRules(lookUp: NameLookup): ResourceRules {
  /** vps-providers.md 6, 19: the name must lead back to the address, here: by a record in this sandbox. */
  function resolves(order: Order): void {
    const [address, name] = [textOf(order.inputs["address"]) ?? "", textOf(order.inputs["rdns"]) ?? ""];
    if (!isOurs(order, address)) linode.refuse(`${address} is no address of this account`, undefined, 404);
    if (lookUp(name, order.world).includes(canonicalIpv6(address))) return;
    const waited =
      booleanOf(order.inputs["waitForAvailable"]) === true
        ? " (the sandbox does not wait: let this resource depend on the record)"
        : "";
    // The wording is UNVERIFIED.
    linode.refuse(`Unable to perform a lookup for ${name}: no record leads to ${address}${waited}`, "rdns");
  }
  return {
    replaceOn: ["address"],
    ignored: ["timeouts"],
    writeOnly: ["waitForAvailable", "timeouts"],
    check(inputs) {
      const [address, name] = [textOf(inputs["address"]), textOf(inputs["rdns"])];
      return [
        ...(address === undefined || isIP(address) !== 0
          ? []
          : [{ path: "address", reason: `${address} is not an IP address` }]),
        ...(name === undefined || isHostname(name) ? [] : [{ path: "rdns", reason: `${name} is not a host name` }]),
      ];
    },
    create(order) {
      resolves(order);
      return {
        id: textOf(order.inputs["address"]) ?? "",
        outputs: { waitForAvailable: order.inputs["waitForAvailable"] ?? false },
      };
    },
    update(order) {
      if (order.inputs["rdns"] !== order.old.state["rdns"]) resolves(order);
      return { outputs: { waitForAvailable: order.inputs["waitForAvailable"] ?? false } };
    },
  };
}
