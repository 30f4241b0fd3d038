// DNS and SSH keys. Linode API, Domains, Domain records, SSH keys of a profile.
import { numberOf, type Plain, textOf } from "../../values";
import { isEmpty, isGiven, rangeProblems } from "../checks";
import type { Order, Problem, ResourceRules } from "../cloud";
import { contentProblem, fullName, isDomain } from "../dns-names";
import { keyBlob } from "../ssh-keys";
import * as linode from "./rules";

export const sshKeyRules: ResourceRules = {
  replaceOn: ["sshKey"],
  check(inputs) {
    const key = textOf(inputs["sshKey"]);
    const problems: Problem[] = [...linode.labelProblems(inputs, { least: 1, most: 64, also: "_. @" })];
    if (key !== undefined && keyBlob(key) === undefined) {
      problems.push({
        path: "sshKey",
        reason: "SSH Key is not valid: expected a line such as ssh-ed25519 AAAAC3Nza...",
      });
    }
    return problems;
  },
  create: (order) => ({ id: linode.idFor(linode.sshKey, order.number), outputs: { created: linode.beginning } }),
};

// API, Domains, ttl_sec and its like: other values are rounded up to one of these.
const times = [
  ...[0, 30, 120, 300, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 172_800, 345_600, 604_800, 1_209_600, 2_419_200],
];

function rounded(value: Plain | undefined): number {
  const wanted = numberOf(value) ?? 0;
  return times.find((time) => time >= wanted) ?? 2_419_200;
}

export const domainRules: ResourceRules = {
  replaceOn: [],
  unordered: ["tags", "axfrIps", "masterIps"],
  keptWhenRemoved: ["status"],
  check(inputs) {
    const name = textOf(inputs["domain"]);
    const type = textOf(inputs["type"]);
    const problems: Problem[] = [
      ...linode.tagProblems(inputs),
      ...linode.oneOfProblems(inputs, "type", ["master", "slave"]),
      ...linode.oneOfProblems(inputs, "status", ["disabled", "active", "edit_mode"]),
    ];
    if (name !== undefined && !isDomain(name)) problems.push({ path: "domain", reason: `${name} is not a domain` });
    // API, Domains: what each kind must have.
    if (type === "master" && !isGiven(inputs["soaEmail"]))
      problems.push({ path: "soaEmail", reason: "soa_email required when type=master" });
    if (type === "slave" && isEmpty(inputs["masterIps"]))
      problems.push({ path: "masterIps", reason: "master_ips required when type=slave" });
    return problems;
  },
  create(order) {
    isFree(order);
    return {
      id: linode.idFor(linode.domain, order.number),
      outputs: { status: order.inputs["status"] ?? "active", tags: order.inputs["tags"] ?? [] },
    };
  },
  update(order) {
    isFree(order, order.old.number);
    return { outputs: { tags: order.inputs["tags"] ?? [] } };
  },
  remove: (holding, scene) => ({
    gone: scene.world
      .of(scene.account, linode.domainRecord)
      .filter((one) => String(one.state["domainId"]) === holding.id),
  }),
};

function isFree(order: Order, own?: number): void {
  const taken = order.world
    .of(order.account, linode.domain)
    .some((one) => one.state["domain"] === order.inputs["domain"] && one.number !== own);
  if (taken) linode.refuse("DNS zone already exists.", "domain");
}

function recordProblems(inputs: Parameters<NonNullable<ResourceRules["check"]>>[0]): readonly Problem[] {
  const problems: Problem[] = [
    ...linode.oneOfProblems(inputs, "recordType", ["A", "AAAA", "NS", "MX", "CNAME", "TXT", "SRV", "PTR", "CAA"]),
    ...linode.oneOfProblems(inputs, "tag", ["issue", "issuewild", "iodef"]),
    ...rangeProblems(inputs, "priority", { least: 0, most: 255 }),
    ...rangeProblems(inputs, "port", { least: 0, most: 65_535 }),
    ...rangeProblems(inputs, "weight", { least: 0, most: 65_535 }),
  ];
  const [type, target] = [textOf(inputs["recordType"]) ?? "", textOf(inputs["target"])];
  const wrong = target === undefined || target === "[remote_addr]" ? undefined : contentProblem(type, target);
  if (wrong !== undefined) problems.push({ path: "target", reason: wrong });
  if (type === "SRV" && isGiven(inputs["name"]))
    problems.push({ path: "name", reason: "name must not be given for SRV records" });
  return problems;
}

/** API, Domain records: a CNAME stands alone. */
function fits(order: Order, own?: number): void {
  const name = recordName(order);
  const beside = order.world
    .of(order.account, linode.domainRecord)
    .filter(
      (one) =>
        one.number !== own &&
        String(one.state["domainId"]) === String(order.inputs["domainId"]) &&
        one.state["name"] === name,
    );
  const alone =
    order.inputs["recordType"] === "CNAME"
      ? beside.length > 0
      : beside.some((one) => one.state["recordType"] === "CNAME");
  if (alone) linode.refuse("Hostname conflicts with another record: a CNAME stands alone", "name");
}

/** API, Domain records, name: told back without the domain. */
function recordName(order: Order): string {
  if (order.inputs["recordType"] === "SRV")
    return `_${textOf(order.inputs["service"]) ?? ""}._${textOf(order.inputs["protocol"]) ?? ""}`;
  const zone = textOf(linode.find(order, linode.domain, order.inputs["domainId"])?.state["domain"]) ?? "";
  if (zone === "") return textOf(order.inputs["name"]) ?? "";
  const whole = fullName(textOf(order.inputs["name"]) ?? "", zone);
  return whole === zone ? "" : whole.slice(0, -zone.length - 1);
}

export const domainRecordRules: ResourceRules = {
  replaceOn: ["domainId", "recordType"],
  keptWhenRemoved: ["name"],
  check: recordProblems,
  create(order) {
    const id = order.inputs["domainId"];
    if (!linode.isForeign(order, linode.domain, id)) linode.mustExist(order, linode.domain, id, "domain_id");
    fits(order);
    const ttl = isGiven(order.inputs["ttlSec"]) ? { ttlSec: rounded(order.inputs["ttlSec"]) } : {};
    return { id: linode.idFor(linode.domainRecord, order.number), outputs: { name: recordName(order), ...ttl } };
  },
  update(order) {
    fits(order, order.old.number);
    return { outputs: { name: recordName(order) } };
  },
  // Imported by `<domain>,<record>`.
  importId: (id) => id.split(",").at(-1),
};
