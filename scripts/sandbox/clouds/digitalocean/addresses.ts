// Reserved addresses. DigitalOcean API, Reserved IPs and Reserved IPv6, and their actions; vps-providers.md 1.1.
import type { Holding } from "../../holdings";
import { numberOf, textOf } from "../../values";
import { isGiven } from "../checks";
import type { Order, ResourceRules, Scene } from "../cloud";
import { hexDigits, testAddress, testPrefix } from "../inventing";
import * as ocean from "./rules";

/** What differs between the two families: IPv6 came later, with other names for the same things. */
interface Family {
  readonly type: string;
  readonly assignment: string;
  readonly path: string;
  readonly address: "ipAddress" | "ip";
  readonly region: "region" | "regionSlug";
  readonly urn: { readonly property: string; readonly kind: string };
  readonly invent: (number: number) => string;
  /** Told back always, or only where the program named a droplet itself (provider, resource of that name). */
  readonly tellsDroplet: boolean;
}

const ipv4: Family = {
  type: ocean.reservedIp,
  assignment: ocean.reservedIpAssignment,
  path: "reserved_ips",
  address: "ipAddress",
  region: "region",
  urn: { property: "reservedIpUrn", kind: "reservedip" },
  invent: (number) => testAddress("digitalocean", number),
  tellsDroplet: false,
};

const ipv6: Family = {
  type: ocean.reservedIpv6,
  assignment: ocean.reservedIpv6Assignment,
  path: "reserved_ipv6",
  address: "ip",
  region: "regionSlug",
  urn: { property: "reservedIpv6Urn", kind: "reservedipv6" },
  invent: (number) => `${testPrefix("digitalocean", number)}a`,
  tellsDroplet: true,
};

function holderOf(address: Holding): number {
  return numberOf(address.state["dropletId"]) ?? 0;
}

/** API, Reserved IP Actions, assign: to one droplet of the region, which has no other one of the family. */
function assignable(scene: Scene, family: Family, ip: { readonly id: string; readonly region: string }, id: number) {
  const call = `POST ${family.path}/${ip.id}/actions`;
  const droplet = ocean.dropletOf(scene, id, call);
  ocean.noPendingEvent(droplet);
  if (droplet.state["region"] !== ip.region) {
    ocean.refuse(
      call,
      422,
      `The address is in region ${ip.region}, droplet ${id} in ${String(droplet.state["region"])}.`,
    );
  }
  // vps-providers.md 4.2: one reserved address a droplet.
  const other = scene.world.of(scene.account, family.type).find((one) => holderOf(one) === id && one.id !== ip.id);
  if (other !== undefined) ocean.refuse(call, 422, `Droplet ${id} already has the reserved address ${other.id}.`);
  return droplet;
}

function reservedRules(family: Family): ResourceRules {
  return {
    replaceOn: [family.region, family.address],
    keptWhenRemoved: [family.address, ...(family.tellsDroplet ? ["dropletId"] : [])],
    check: (inputs) => ocean.regionProblems(inputs, family.region),
    create(order) {
      const address = family.invent(order.number);
      const region = textOf(order.inputs[family.region])?.toLowerCase() ?? "";
      const dropletId = numberOf(order.inputs["dropletId"]) ?? 0;
      if (dropletId !== 0) assignable(order, family, { id: address, region }, dropletId);
      return {
        id: address,
        outputs: {
          [family.address]: address,
          [family.region]: region,
          dropletId,
          [family.urn.property]: `do:${family.urn.kind}:${address}`,
        },
      };
    },
    // vps-providers.md 2.2: a changed dropletId unassigns and assigns in place.
    update(order) {
      const dropletId = numberOf(order.inputs["dropletId"]) ?? 0;
      // Assigned elsewhere: a program that never named a droplet changes nothing.
      if (dropletId === 0 && numberOf(order.old.inputs["dropletId"]) === undefined) {
        return { outputs: { dropletId: holderOf(order.old) } };
      }
      const region = textOf(order.old.state[family.region]) ?? "";
      if (dropletId !== 0) assignable(order, family, { id: order.old.id, region }, dropletId);
      return { outputs: { dropletId } };
    },
    read: ({ inputs }) => (family.tellsDroplet || isGiven(inputs["dropletId"]) ? {} : { dropletId: undefined }),
  };
}

function target(order: Order, family: Family) {
  const address = textOf(order.inputs[family.address]) ?? "";
  const call = `POST ${family.path}/${address}/actions`;
  const ip = ocean.mustExist(order, family.type, address, call);
  const holder = holderOf(ip);
  // The API may move an assigned address instead (UNVERIFIED); refusing shows two programs that fight over it.
  if (holder !== 0) ocean.refuse(call, 422, `The address ${address} is already assigned to droplet ${holder}.`);
  const region = textOf(ip.state[family.region]) ?? "";
  return { ip, droplet: assignable(order, family, { id: ip.id, region }, numberOf(order.inputs["dropletId"]) ?? 0) };
}

function assignmentRules(family: Family): ResourceRules {
  return {
    replaceOn: [family.address, "dropletId"],
    create(order) {
      const { ip, droplet } = target(order, family);
      return {
        id: `${droplet.id}-${ip.id}-${hexDigits(26, order.seed, order.type, order.number)}`,
        outputs: { dropletId: Number(droplet.id) },
        also: [ocean.withState(ip, { dropletId: Number(droplet.id) })],
      };
    },
    read(holding, scene) {
      const ip = ocean.find(scene, family.type, holding.state[family.address]);
      return ip !== undefined && holderOf(ip) === holding.state["dropletId"] ? {} : "gone";
    },
    // vps-providers.md 6, 10: taking back an address that is free already goes wrong.
    remove(holding, scene) {
      const ip = ocean.find(scene, family.type, holding.state[family.address]);
      if (ip === undefined) return {};
      if (holderOf(ip) === 0) {
        ocean.refuse(
          `POST ${family.path}/${ip.id}/actions`,
          422,
          "The address is not assigned to a droplet. Refresh the stack first.",
        );
      }
      const droplet = ocean.find(scene, ocean.droplet, holderOf(ip));
      if (droplet !== undefined) ocean.noPendingEvent(droplet);
      return { also: [ocean.withState(ip, { dropletId: 0 })] };
    },
    // Imported by `<address>,<droplet>`.
    importId(id, scene) {
      const [address, droplet] = id.split(",");
      return scene.world
        .of(scene.account, family.assignment)
        .find((one) => one.state[family.address] === address && String(one.state["dropletId"]) === droplet)?.id;
    },
  };
}

export const reservedIpRules = reservedRules(ipv4);
export const reservedIpv6Rules = reservedRules(ipv6);
export const reservedIpAssignmentRules = assignmentRules(ipv4);
export const reservedIpv6AssignmentRules = assignmentRules(ipv6);
