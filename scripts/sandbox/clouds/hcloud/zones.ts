// DNS. Hetzner Cloud API, Zones and Zone RRSets.
import { isIPv4, isIPv6 } from "node:net";
import type { Holding } from "../../holdings";
import { booleanOf, listOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import type { Problem, ResourceRules, Scene } from "../cloud";
import { isDomain } from "../dns-names";
import { isSlip } from "../open-catalogue";
import * as hetzner from "./rules";

const recordTypes = [
  "A",
  "AAAA",
  "CAA",
  "CNAME",
  "DS",
  "HINFO",
  "HTTPS",
  "MX",
  "NS",
  "PTR",
  "RP",
  "SOA",
  "SRV",
  "SVCB",
  "TLSA",
  "TXT",
];

/** Zone RRSets: a TTL is 60 to 2147483647 seconds. */
function ttlProblems(inputs: PlainObject): readonly Problem[] {
  const ttl = numberOf(inputs["ttl"]);
  if (ttl === undefined || (ttl >= 60 && ttl <= 2_147_483_647)) return [];
  return [{ path: "ttl", reason: `expected ttl to be at least 60, got ${ttl}` }];
}

function recordProblem(type: string, value: string): string | undefined {
  if (type === "A" && !isIPv4(value)) return `${value} is not an IPv4 address`;
  if (type === "AAAA" && !isIPv6(value)) return `${value} is not an IPv6 address`;
  if (type === "TXT" && !/^".*"$/s.test(value)) return 'the value of a TXT record must be quoted: "..."';
  return undefined;
}

/** A zone by its name or id. */
function zoneOf(scene: Scene, given: Plain | undefined): Pick<Holding, "id" | "state"> {
  const text = String(given ?? "");
  const zones = scene.world.of(scene.account, hetzner.zone);
  const found = zones.find((one) => one.id === text || one.state["name"] === text);
  // A zone that nobody made here counts as there already, unless it is one of these misspelt.
  const named = isDomain(text) && !isSlip(text, zones.map(hetzner.nameOf));
  if (found === undefined && (named || hetzner.isForeign(scene, hetzner.zone, text)))
    return { id: text, state: { name: text } };
  return found ?? hetzner.refuse(`zone ${text} not found`, "not_found");
}

export const zoneRules: ResourceRules = {
  replaceOn: ["name", "mode"],
  check: (inputs) => [
    ...hetzner.labelProblems(inputs),
    ...ttlProblems(inputs),
    ...hetzner.oneOfProblems(inputs, "mode", ["primary", "secondary"]),
  ],
  create(order) {
    hetzner.nameIsFree(order, "zone");
    return {
      id: hetzner.idFor(hetzner.zone, order.number),
      outputs: {
        ttl: order.inputs["ttl"] ?? 3600,
        registrar: "other",
        labels: order.inputs["labels"] ?? {},
        deleteProtection: booleanOf(order.inputs["deleteProtection"]) ?? false,
        primaryNameservers: order.inputs["primaryNameservers"] ?? [],
        authoritativeNameservers: {
          assigneds: ["hydrogen.ns.hetzner.com.", "oxygen.ns.hetzner.com.", "helium.ns.hetzner.de."],
          delegateds: [],
          delegationLastCheck: "",
          delegationStatus: "unknown",
        },
      },
    };
  },
  remove(holding, scene) {
    hetzner.notProtected(holding, "zone");
    const inside = (kind: string) =>
      scene.world.of(scene.account, kind).filter((one) => one.facts["zone"] === holding.id);
    // Zones, Delete: its records go with it.
    return { gone: [...inside(hetzner.zoneRrset), ...inside(hetzner.zoneRecord)] };
  },
};

export const zoneRrsetRules: ResourceRules = {
  replaceOn: ["zone", "name", "type"],
  unordered: ["records"],
  check(inputs) {
    const problems: Problem[] = [
      ...hetzner.labelProblems(inputs),
      ...ttlProblems(inputs),
      ...hetzner.oneOfProblems(inputs, "type", recordTypes),
    ];
    const type = textOf(inputs["type"]);
    listOf(inputs["records"]).forEach((record, index) => {
      const value = textOf(objectOf(record)["value"]);
      const reason = type === undefined || value === undefined ? undefined : recordProblem(type, value);
      if (reason !== undefined) problems.push({ path: `records[${index}].value`, reason });
    });
    return problems;
  },
  create(order) {
    const zone = zoneOf(order, order.inputs["zone"]);
    const name = textOf(order.inputs["name"]) ?? "@";
    const type = textOf(order.inputs["type"]) ?? "";
    const sets = order.world.of(order.account, hetzner.zoneRrset).filter((one) => one.facts["zone"] === zone.id);
    if (sets.some((one) => one.state["name"] === name && one.state["type"] === type)) {
      hetzner.refuse(`rrset ${name}/${type} already exists`, "uniqueness_error");
    }
    return {
      id: `${hetzner.nameOf(zone)}/${name}/${type}`,
      facts: { zone: zone.id },
      outputs: {
        name,
        labels: order.inputs["labels"] ?? {},
        changeProtection: booleanOf(order.inputs["changeProtection"]) ?? false,
      },
    };
  },
  update(order) {
    const stays = booleanOf(order.inputs["changeProtection"]) === true;
    if (order.old.state["changeProtection"] === true && stays) hetzner.refuse("rrset is protected", "protected");
    return { outputs: {} };
  },
  remove(holding) {
    if (holding.state["changeProtection"] === true) hetzner.refuse("rrset is protected", "protected");
    return {};
  },
};

export const zoneRecordRules: ResourceRules = {
  replaceOn: ["zone", "name", "type", "value"],
  check(inputs) {
    const [type, value] = [textOf(inputs["type"]), textOf(inputs["value"])];
    const reason = type === undefined || value === undefined ? undefined : recordProblem(type, value);
    return [
      ...hetzner.oneOfProblems(inputs, "type", recordTypes),
      ...(reason === undefined ? [] : [{ path: "value", reason }]),
    ];
  },
  create(order) {
    const zone = zoneOf(order, order.inputs["zone"]);
    const name = textOf(order.inputs["name"]) ?? "@";
    const id = `${hetzner.nameOf(zone)}/${name}/${String(order.inputs["type"])}/${String(order.inputs["value"])}`;
    if (order.world.find(order.account, hetzner.zoneRecord, id) !== undefined) {
      hetzner.refuse("record already exists", "uniqueness_error");
    }
    return { id, facts: { zone: zone.id }, outputs: { name, comment: order.inputs["comment"] ?? "" } };
  },
};
