// What an account has besides machines: keys, start scripts, networks, DNS. Vultr API, sections of these names.
import { isIPv4 } from "node:net";
import { numberOf, type PlainObject, textOf } from "../../values";
import { isGiven, rangeProblems } from "../checks";
import type { Order, Problem, ResourceRules } from "../cloud";
import { contentProblem, isDomain } from "../dns-names";
import { digest, uuid } from "../inventing";
import { contains, privateRanges, rangeOf } from "../ip-ranges";
import { isSlip } from "../open-catalogue";
import { keyBlob } from "../ssh-keys";
import * as vultr from "./rules";

export const sshKeyRules: ResourceRules = {
  naming: vultr.bridgedName,
  check(inputs) {
    const key = textOf(inputs["sshKey"]);
    if (key === undefined || keyBlob(key) !== undefined) return [];
    return [{ path: "sshKey", reason: "Invalid SSH key: expected a line such as ssh-ed25519 AAAAC3Nza..." }];
  },
  create: (order) => ({ id: vultr.idFor(order), outputs: { dateCreated: vultr.beginning } }),
};

export const startupScriptRules: ResourceRules = {
  replaceOn: ["type"],
  naming: vultr.bridgedName,
  check(inputs) {
    const script = textOf(inputs["script"]);
    const problems = [...vultr.oneOfProblems(inputs, "type", ["boot", "pxe"])];
    // SDK: the script is base64.
    if (script !== undefined && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(script)) {
      problems.push({ path: "script", reason: "script must be base64 encoded" });
    }
    return problems;
  },
  create: (order) => ({
    id: vultr.idFor(order),
    outputs: { type: order.inputs["type"] ?? "boot", dateCreated: vultr.beginning, dateModified: vultr.beginning },
  }),
};

export const vpcRules: ResourceRules = {
  replaceOn: ["region", "v4Subnet", "v4SubnetMask"],
  keptWhenRemoved: ["v4Subnet", "v4SubnetMask"],
  check(inputs) {
    const subnet = textOf(inputs["v4Subnet"]);
    const problems: Problem[] = [
      ...vultr.regionProblems(inputs),
      ...rangeProblems(inputs, "v4SubnetMask", { least: 8, most: 29 }),
    ];
    const say = (path: string, reason: string) => problems.push({ path, reason });
    if (subnet !== undefined && !isIPv4(subnet)) say("v4Subnet", `${subnet} is not an IPv4 address`);
    const given = ["v4Subnet", "v4SubnetMask"].filter((property) => isGiven(inputs[property]));
    if (given.length === 1) say(given[0] ?? "", "v4Subnet and v4SubnetMask must be given together");
    const mask = numberOf(inputs["v4SubnetMask"]);
    const range = subnet === undefined || mask === undefined ? undefined : rangeOf(`${subnet}/${mask}`);
    if (
      subnet !== undefined &&
      isIPv4(subnet) &&
      mask !== undefined &&
      (range === undefined || !privateRanges.some((one) => contains(one, range)))
    ) {
      say("v4Subnet", `${subnet}/${mask} is not a private network with its host bits zero`);
    }
    return problems;
  },
  create(order) {
    const place = digest(order.seed, order.type, order.number);
    return {
      id: vultr.idFor(order),
      outputs: {
        region: vultr.regionOf(order.inputs),
        description: order.inputs["description"] ?? "",
        v4Subnet:
          textOf(order.inputs["v4Subnet"]) ?? `10.${1 + (place.readUInt8(0) % 60)}.${(place.readUInt8(1) % 16) * 16}.0`,
        v4SubnetMask: numberOf(order.inputs["v4SubnetMask"]) ?? 20,
        dateCreated: vultr.beginning,
      },
    };
  },
  // vps-providers.md 5.5: the words that the provider waits on.
  remove(holding, scene) {
    const used = scene.world
      .of(scene.account, vultr.instance)
      .some((one) => Array.isArray(one.state["vpcIds"]) && one.state["vpcIds"].includes(holding.id));
    if (used) vultr.refuse(`destroying VPC (${holding.id})`, "VPC is attached");
    return {};
  },
};

export const dnsDomainRules: ResourceRules = {
  replaceOn: ["domain", "ip"],
  writeOnly: ["ip"],
  check(inputs) {
    const [domain, ip] = [textOf(inputs["domain"]), textOf(inputs["ip"])];
    const problems: Problem[] = [...vultr.oneOfProblems(inputs, "dnsSec", ["enabled", "disabled"])];
    if (domain !== undefined && !isDomain(domain))
      problems.push({ path: "domain", reason: `${domain} is not a domain` });
    if (ip !== undefined && !isIPv4(ip)) problems.push({ path: "ip", reason: `${ip} is not an IPv4 address` });
    return problems;
  },
  create(order) {
    const domain = textOf(order.inputs["domain"]) ?? "";
    const taken = order.world.find(order.account, vultr.dnsDomain, domain) !== undefined;
    if (taken) vultr.refuse("creating domain", "Unable to create domain: it already exists");
    const ip = textOf(order.inputs["ip"]);
    return {
      id: domain,
      outputs: { dnsSec: order.inputs["dnsSec"] ?? "disabled", dateCreated: vultr.beginning },
      // API, Create DNS Domain, ip: the records of a new domain.
      made: ip === undefined ? [] : ["", "*"].map((name, index) => firstRecord(order, { domain, name, ip, index })),
    };
  },
  remove: (holding, scene) => ({
    gone: scene.world.of(scene.account, vultr.dnsRecord).filter((one) => one.state["domain"] === holding.id),
  }),
};

interface FirstRecord {
  readonly domain: string;
  readonly name: string;
  readonly ip: string;
  readonly index: number;
}

function firstRecord(order: Order, { domain, name, ip, index }: FirstRecord) {
  const number = order.number + 1 + index;
  return {
    number,
    type: vultr.dnsRecord,
    id: uuid(order.seed, vultr.dnsRecord, number),
    account: order.account,
    inputs: {},
    state: { domain, name, type: "A", data: ip, ttl: 300, priority: -1 },
    facts: {},
    secretInputs: [],
    secretState: [],
  };
}

const recordTypes = ["A", "AAAA", "CNAME", "NS", "MX", "SRV", "TXT", "CAA", "SSHFP"];

function recordProblems(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    ...vultr.oneOfProblems(inputs, "type", recordTypes),
    ...rangeProblems(inputs, "ttl", { least: 60, most: 2_147_483_647 }),
  ];
  const [type, data] = [textOf(inputs["type"]) ?? "", textOf(inputs["data"])];
  const wrong = data === undefined ? undefined : contentProblem(type, data);
  if (wrong !== undefined) problems.push({ path: "data", reason: wrong });
  if ((type === "MX" || type === "SRV") && !isGiven(inputs["priority"])) {
    problems.push({ path: "priority", reason: `priority is required for records of type ${type}` });
  }
  return problems;
}

function fits(order: Order, what: string, own?: number): void {
  const beside = order.world
    .of(order.account, vultr.dnsRecord)
    .filter(
      (one) =>
        one.number !== own &&
        one.state["domain"] === order.inputs["domain"] &&
        one.state["name"] === order.inputs["name"],
    );
  const same = beside.some(
    (one) => one.state["type"] === order.inputs["type"] && one.state["data"] === order.inputs["data"],
  );
  if (same) vultr.refuse(what, "Duplicate records are not allowed");
  const alone =
    order.inputs["type"] === "CNAME" ? beside.length > 0 : beside.some((one) => one.state["type"] === "CNAME");
  if (alone) vultr.refuse(what, "A CNAME stands alone under its name");
}

export const dnsRecordRules: ResourceRules = {
  replaceOn: ["domain", "type"],
  naming: vultr.bridgedName,
  check: recordProblems,
  create(order) {
    const domain = textOf(order.inputs["domain"]) ?? "";
    const domains = order.world.of(order.account, vultr.dnsDomain).map((one) => one.id);
    // A domain that nobody made here counts as there already, unless it is one of these misspelt.
    if (!isDomain(domain) || isSlip(domain, domains))
      vultr.mustExist(order, vultr.dnsDomain, domain, "creating DNS record");
    fits(order, "creating DNS record");
    return {
      id: vultr.idFor(order),
      outputs: { ttl: order.inputs["ttl"] ?? 300, priority: order.inputs["priority"] ?? 0 },
    };
  },
  update(order) {
    fits(order, `updating DNS record ${order.old.id}`, order.old.number);
    return { outputs: { ttl: order.inputs["ttl"] ?? 300, priority: order.inputs["priority"] ?? 0 } };
  },
  // Imported by `<domain>,<record>`.
  importId: (id) => id.split(",").at(-1),
};
