// Firewalls. Vultr API, Firewalls; behaviour as in vps-providers.md 3.4: inbound only, one family, one block a rule.
import { isIPv4, isIPv6 } from "node:net";
import { numberOf, type PlainObject, textOf } from "../../values";
import { isGiven, isPortRange, rangeProblems } from "../checks";
import type { Problem, ResourceRules, Scene } from "../cloud";
import { canonicalIpv6 } from "../ip-ranges";
import * as vultr from "./rules";

// API, Firewall groups, max_rule_count: told for each group; the number is UNVERIFIED.
const mostRules = 50;

function rulesOf(scene: Scene, groupId: string) {
  return scene.world.of(scene.account, vultr.firewallRule).filter((one) => one.state["firewallGroupId"] === groupId);
}

function membersOf(scene: Scene, groupId: string) {
  return scene.world.of(scene.account, vultr.instance).filter((one) => one.state["firewallGroupId"] === groupId);
}

function counts(scene: Scene, groupId: string): PlainObject {
  return {
    instanceCount: membersOf(scene, groupId).length,
    ruleCount: rulesOf(scene, groupId).length,
    maxRuleCount: mostRules,
  };
}

export const firewallGroupRules: ResourceRules = {
  create: (order) => ({
    id: vultr.idFor(order),
    outputs: {
      description: order.inputs["description"] ?? "",
      dateCreated: vultr.beginning,
      dateModified: vultr.beginning,
      ...{ instanceCount: 0, ruleCount: 0, maxRuleCount: mostRules },
    },
  }),
  read: (holding, scene) => counts(scene, holding.id),
  // API, Delete Firewall Group: its rules go with it, and instances are let out of it.
  remove: (holding, scene) => ({
    gone: rulesOf(scene, holding.id),
    also: membersOf(scene, holding.id).map((one) => vultr.withState(one, { firewallGroupId: "" })),
  }),
};

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    ...vultr.oneOfProblems(inputs, "ipType", ["v4", "v6"]),
    ...vultr.oneOfProblems(inputs, "protocol", ["icmp", "tcp", "udp", "gre", "ah", "esp"]),
    ...vultr.oneOfProblems(inputs, "source", ["", "cloudflare"]),
    ...rangeProblems(inputs, "subnetSize", { least: 0, most: inputs["ipType"] === "v6" ? 128 : 32 }),
  ];
  const say = (path: string, reason: string) => problems.push({ path, reason });
  const [family, subnet] = [textOf(inputs["ipType"]), textOf(inputs["subnet"])];
  const is = family === "v6" ? isIPv6 : isIPv4;
  if (subnet !== undefined && family !== undefined && !is(subnet))
    say("subnet", `${subnet} is not an IP${family} address`);
  const [protocol, port] = [textOf(inputs["protocol"]), textOf(inputs["port"])];
  const needsPort = protocol === "tcp" || protocol === "udp";
  if (needsPort && (!isGiven(inputs["port"]) || port === "")) say("port", `port is required for protocol ${protocol}`);
  if (!needsPort && protocol !== undefined && port !== undefined && port !== "")
    say("port", `port is not allowed for protocol ${protocol}`);
  if (needsPort && port !== undefined && port !== "" && !isPortRange(port, ":")) {
    say("port", `invalid port ${port}: allowed is 1 to 65535, or a range such as 8000:8080`);
  }
  return problems;
}

export const firewallRuleRules: ResourceRules = {
  replaceOn: ["*"],
  // vps-providers.md 6, 30: the API tells IPv6 in canonical form, and the provider takes any other for a change, for ever.
  toldBack: ["subnet"],
  check,
  create(order) {
    const what = "creating firewall rule";
    const group = String(order.inputs["firewallGroupId"]);
    vultr.mustBeThere(order, vultr.firewallGroup, group, what);
    const beside = rulesOf(order, group);
    if (beside.length >= mostRules) vultr.refuse(what, `The group has ${mostRules} rules, which is the limit`);
    const subnet = canonicalIpv6(textOf(order.inputs["subnet"]) ?? "");
    const key = (rule: PlainObject) =>
      ["ipType", "protocol", "subnet", "subnetSize", "port", "source"]
        .map((name) => String(rule[name] ?? ""))
        .join(" ");
    const same = beside.some((one) => key(one.state) === key({ ...order.inputs, subnet }));
    // API, Create Firewall Rules (the wording is UNVERIFIED).
    if (same) vultr.refuse(what, "This rule already exists");
    // Numbered within its group.
    const last = beside.reduce((most, one) => Math.max(most, numberOf(one.facts["rule"]) ?? 0), 0);
    return { id: String(last + 1), outputs: { subnet }, facts: { rule: last + 1 } };
  },
  // Imported by `<group>,<rule>`.
  importId(id, scene) {
    const [group = "", rule] = id.split(",");
    return rulesOf(scene, group).find((one) => one.id === rule)?.id;
  },
};
