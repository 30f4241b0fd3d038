// Firewalls. Hetzner Cloud API, Firewalls and Firewall Actions; limits as in vps-providers.md 3.4.
import type { Holding } from "../../holdings";
import { listOf, numberOf, objectOf, type PlainObject, textOf } from "../../values";
import { isEmpty } from "../checks";
import type { Order, Problem, ResourceRules, Scene } from "../cloud";
import { cidrProblem } from "../ip-ranges";
import * as hetzner from "./rules";

const protocols = ["tcp", "udp", "icmp", "gre", "esp"];

function portProblem(port: string): string | undefined {
  if (port === "any") return undefined;
  const ends = port.split("-").map(Number);
  const [first = 0, last = first] = ends;
  const valid = /^\d+(-\d+)?$/.test(port) && first >= 1 && last <= 65_535 && first <= last;
  return valid ? undefined : `invalid port ${port}: allowed is 1 to 65535, a range such as 80-85, or any`;
}

function ruleProblems(rule: PlainObject, path: string): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (property: string, reason: string) => problems.push({ path: `${path}.${property}`, reason });
  const [direction, protocol, port] = [textOf(rule["direction"]), textOf(rule["protocol"]), textOf(rule["port"])];
  if (direction !== undefined && direction !== "in" && direction !== "out")
    say("direction", `expected direction to be one of in, out, got ${direction}`);
  if (protocol !== undefined && !protocols.includes(protocol)) {
    say("protocol", `expected protocol to be one of ${protocols.join(", ")}, got ${protocol}`);
  }
  const hasPort = rule["port"] !== undefined && rule["port"] !== null && port !== "";
  if ((protocol === "tcp" || protocol === "udp") && !hasPort) say("port", `port is required for protocol ${protocol}`);
  if ((protocol === "icmp" || protocol === "gre" || protocol === "esp") && hasPort)
    say("port", `port is not allowed for protocol ${protocol}`);
  const wrong = port === undefined || port === "" ? undefined : portProblem(port);
  if (wrong !== undefined) say("port", wrong);
  const [needed, other] =
    direction === "out" ? (["destinationIps", "sourceIps"] as const) : (["sourceIps", "destinationIps"] as const);
  if (direction !== undefined && isEmpty(rule[needed])) say(needed, `${needed} is required for direction ${direction}`);
  if (direction !== undefined && !isEmpty(rule[other]))
    say(other, `${other} is not allowed for direction ${direction}`);
  for (const property of ["sourceIps", "destinationIps"]) {
    listOf(rule[property]).forEach((cidr, index) => {
      const text = textOf(cidr);
      // Firewalls, rules: source_ips are CIDR blocks with their host bits zero.
      const reason = text === undefined ? undefined : cidrProblem(text);
      if (reason !== undefined) say(`${property}[${index}]`, reason);
    });
    // Firewalls, rules: at most 100 addresses in a rule.
    if (listOf(rule[property]).length > 100)
      say(property, `at most 100 addresses are allowed, got ${listOf(rule[property]).length}`);
  }
  return problems;
}

function servers(scene: Scene, firewall: Holding): readonly Holding[] {
  return scene.world
    .of(scene.account, hetzner.server)
    .filter((one) => hetzner.numbersOf(one.state["firewallIds"]).includes(Number(firewall.id)));
}

export const firewallRules: ResourceRules = {
  unordered: ["rules", "applyTos"],
  naming: hetzner.bridgedName,
  check(inputs) {
    const rules = listOf(inputs["rules"]);
    const problems: Problem[] = [...hetzner.labelProblems(inputs)];
    if (rules.length > 50)
      problems.push({ path: "rules", reason: `a firewall can have at most 50 rules, got ${rules.length}` });
    return [...problems, ...rules.flatMap((rule, index) => ruleProblems(objectOf(rule), `rules[${index}]`))];
  },
  create(order) {
    hetzner.nameIsFree(order, "firewall");
    hetzner.withinLimit(order, 50, "firewall");
    const applyTos = listOf(order.inputs["applyTos"]).map((to) => appliedTo(order, objectOf(to)));
    return {
      id: hetzner.idFor(hetzner.firewall, order.number),
      outputs: { applyTos, labels: order.inputs["labels"] ?? {} },
    };
  },
  update(order) {
    hetzner.nameIsFree(order, "firewall", order.old);
    // vps-providers.md 2.2: an empty list of rules is not sent, so the old ones stay.
    const emptied = "rules" in order.inputs && isEmpty(order.inputs["rules"]);
    const applyTos = listOf(order.inputs["applyTos"]).map((to) => appliedTo(order, objectOf(to)));
    return {
      outputs: {
        labels: order.inputs["labels"] ?? {},
        ...(emptied ? { rules: order.old.state["rules"] } : {}),
        ...("applyTos" in order.inputs ? { applyTos } : {}),
      },
    };
  },
  remove(holding, scene) {
    const attached = scene.world.find(scene.account, hetzner.firewallAttachment, holding.id);
    // Firewalls, Delete: `resource_in_use` while it is applied to something.
    if (servers(scene, holding).length > 0 || hetzner.numbersOf(attached?.state["serverIds"]).length > 0) {
      hetzner.refuse(`firewall with ID '${holding.id}' is still in use`, "resource_in_use");
    }
    return {};
  },
};

function appliedTo(order: Order, to: PlainObject): PlainObject {
  const server = numberOf(to["server"]);
  if (server !== undefined && server !== 0) hetzner.mustExist(order, hetzner.server, server, "server");
  return { server: server ?? 0, labelSelector: textOf(to["labelSelector"]) ?? "" };
}

function attachable(order: Order, except?: Holding): void {
  const firewall = hetzner.mustExist(order, hetzner.firewall, order.inputs["firewallId"], "firewall");
  const other = order.world.find(order.account, hetzner.firewallAttachment, firewall.id);
  // Reference name of the provider: firewall attachment; one per firewall.
  if (other !== undefined && other.number !== except?.number) {
    hetzner.refuse(`firewall ${firewall.id} has an attachment already`, "firewall_already_applied");
  }
  for (const id of listOf(order.inputs["serverIds"])) hetzner.mustExist(order, hetzner.server, id, "server");
}

export const firewallAttachmentRules: ResourceRules = {
  replaceOn: ["firewallId"],
  unordered: ["serverIds", "labelSelectors"],
  check(inputs) {
    const nothing = isEmpty(inputs["serverIds"]) && isEmpty(inputs["labelSelectors"]);
    return nothing ? [{ path: "serverIds", reason: "one of serverIds, labelSelectors must be specified" }] : [];
  },
  create(order) {
    attachable(order);
    return { id: String(numberOf(order.inputs["firewallId"])), outputs: {} };
  },
  update(order) {
    attachable(order, order.old);
    return { outputs: {} };
  },
};
