// DNS. DigitalOcean API, Domains and Domain Records.
import { isIPv4 } from "node:net";
import { numberOf, type PlainObject, textOf } from "../../values";
import { isGiven, rangeProblems } from "../checks";
import type { Order, Problem, ResourceRules } from "../cloud";
import { contentProblem, fullName, isDomain } from "../dns-names";
import { isSlip } from "../open-catalogue";
import * as ocean from "./rules";

const ttl = 1800;

export const domainRules: ResourceRules = {
  replaceOn: ["name", "ipAddress"],
  writeOnly: ["ipAddress"],
  check(inputs) {
    const [name, ip] = [textOf(inputs["name"]), textOf(inputs["ipAddress"])];
    const problems: Problem[] = [];
    if (name !== undefined && !isDomain(name)) problems.push({ path: "name", reason: `${name} is not a domain` });
    if (ip !== undefined && !isIPv4(ip)) problems.push({ path: "ipAddress", reason: `${ip} is not an IPv4 address` });
    return problems;
  },
  create(order) {
    const name = textOf(order.inputs["name"]) ?? "";
    // API, Domains: 422 for a domain that an account has already.
    if (ocean.others(order).some((one) => one.id === name)) ocean.refuse("POST domains", 422, "name already exists");
    return { id: name, outputs: { domainUrn: `do:domain:${name}`, ttl } };
  },
  // API, Domains, Delete: its records go with it.
  remove: (holding, scene) => ({
    gone: scene.world.of(scene.account, ocean.dnsRecord).filter((one) => one.state["domain"] === holding.id),
  }),
};

const recordTypes = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT"];
const dotted = ["CNAME", "MX", "NS", "SRV", "CAA"];
/** API, Domain Records: what each type must have beside its content. */
const needed: Readonly<Record<string, readonly string[]>> = {
  MX: ["priority"],
  SRV: ["priority", "port", "weight"],
  CAA: ["flags", "tag"],
};

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    ...ocean.oneOfProblems(inputs, "type", recordTypes),
    ...ocean.oneOfProblems(inputs, "tag", ["issue", "issuewild", "iodef"]),
    // API, Domain Records, ttl: at least 30 seconds.
    ...rangeProblems(inputs, "ttl", { least: 30, most: 2_147_483_647 }),
    ...rangeProblems(inputs, "priority", { least: 0, most: 65_535 }),
    ...rangeProblems(inputs, "port", { least: 1, most: 65_535 }),
    ...rangeProblems(inputs, "weight", { least: 0, most: 65_535 }),
  ];
  const [type, value] = [textOf(inputs["type"]) ?? "", textOf(inputs["value"])];
  for (const property of needed[type] ?? []) {
    if (!isGiven(inputs[property]))
      problems.push({ path: property, reason: `${property} is required for when type is ${type}` });
  }
  const wrong = value === undefined ? undefined : contentProblem(type, value);
  if (wrong !== undefined) problems.push({ path: "value", reason: wrong });
  // API, Domain Records, data: names are absolute.
  else if (value !== undefined && dotted.includes(type) && value !== "@" && !value.endsWith(".")) {
    problems.push({ path: "value", reason: `Data needs to end with a dot (.), got ${value}` });
  }
  return problems;
}

/** API, Domain Records: 422 for what cannot stand beside each other under one name. */
function fits(order: Order, call: string, own?: number): void {
  const name = fullName(textOf(order.inputs["name"]) ?? "", textOf(order.inputs["domain"]) ?? "");
  const beside = order.world
    .of(order.account, ocean.dnsRecord)
    .filter((one) => one.number !== own && one.state["fqdn"] === name);
  const alone =
    order.inputs["type"] === "CNAME" ? beside.length > 0 : beside.some((one) => one.state["type"] === "CNAME");
  if (alone) ocean.refuse(call, 422, "CNAME records cannot share a name with other records");
}

function outputs(order: Order): PlainObject {
  const name = textOf(order.inputs["name"]) ?? "";
  return { fqdn: fullName(name, textOf(order.inputs["domain"]) ?? ""), ttl: numberOf(order.inputs["ttl"]) ?? ttl };
}

export const dnsRecordRules: ResourceRules = {
  replaceOn: ["domain", "type"],
  keptWhenRemoved: ["ttl"],
  naming: ocean.bridgedName,
  check,
  create(order) {
    const domain = textOf(order.inputs["domain"]) ?? "";
    const call = `POST domains/${domain}/records`;
    const domains = order.world.of(order.account, ocean.domain).map((one) => one.id);
    // A domain that nobody made here counts as there already, unless it is one of these misspelt.
    if (!isDomain(domain) || isSlip(domain, domains)) ocean.mustExist(order, ocean.domain, domain, call);
    fits(order, call);
    return { id: ocean.idFor(ocean.dnsRecord, order.number), outputs: outputs(order) };
  },
  update(order) {
    fits(order, `PUT domains/${String(order.old.state["domain"])}/records/${order.old.id}`, order.old.number);
    return { outputs: { ...outputs(order), ttl: numberOf(order.inputs["ttl"]) ?? order.old.state["ttl"] } };
  },
  // Imported by `<domain>,<record id>`.
  importId: (id) => id.split(",").at(-1),
};
