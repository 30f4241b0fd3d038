// Firewalls. Linode API, Firewalls, rules, devices; limits as in vps-providers.md 3.4.
import { isIPv4, isIPv6 } from "node:net";
import type { Holding } from "../../holdings";
import { booleanOf, listOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { isEmpty, isGiven, isPortRange } from "../checks";
import type { Order, Problem, ResourceRules, Scene } from "../cloud";
import { splitCidr } from "../ip-ranges";
import { takesFirewall } from "./interfaces";
import * as linode from "./rules";

const policies = ["ACCEPT", "DROP"];
// vps-providers.md 3.4 and 6, 17: 25 rules in and out, 15 pieces of ports, labels of 3 to 32 characters.
const mostRules = 25;
const mostPieces = 15;
const ruleLabel = { least: 3, most: 32, also: "_." };

function portsProblem(ports: string): string | undefined {
  const pieces = ports.split(",").map((piece) => piece.trim());
  const count = pieces.reduce((sum, piece) => sum + (piece.includes("-") ? 2 : 1), 0);
  const wrong = pieces.find((piece) => !isPortRange(piece, "-"));
  if (wrong !== undefined)
    return `invalid ports ${wrong}: allowed are 1 to 65535, ranges such as 8000-8080, and lists of these`;
  return count > mostPieces
    ? `at most ${mostPieces} ports are allowed, of which a range counts two, got ${count}`
    : undefined;
}

function ruleProblems(rule: PlainObject, path: string): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (property: string, reason: string) => problems.push({ path: `${path}.${property}`, reason });
  const checks = [
    ...linode.oneOfProblems(rule, "action", policies),
    ...linode.oneOfProblems(rule, "protocol", ["TCP", "UDP", "ICMP", "IPENCAP"]),
    ...linode.labelProblems(rule, ruleLabel),
  ];
  for (const one of checks) say(one.path, one.reason);
  const [protocol, ports] = [textOf(rule["protocol"]), textOf(rule["ports"])];
  const portless = protocol === "ICMP" || protocol === "IPENCAP";
  if (portless && isGiven(rule["ports"])) say("ports", `ports are not allowed for protocol ${protocol}`);
  const wrong = ports === undefined ? undefined : portsProblem(ports);
  if (wrong !== undefined) say("ports", wrong);
  const families = [
    { property: "ipv4s", is: isIPv4, example: "198.51.100.7/32" },
    { property: "ipv6s", is: isIPv6, example: "2001:db8::/64" },
  ];
  for (const { property, is, example } of families) {
    listOf(rule[property]).forEach((one, index) => {
      const text = textOf(one);
      if (text !== undefined && !is(splitCidr(text)?.address ?? ""))
        say(`${property}[${index}]`, `${text} is not a CIDR block such as ${example}`);
    });
    if (isGiven(rule[property]) && isEmpty(rule[property]))
      say(property, `${property} must contain at least 1 element`);
  }
  if (!isGiven(rule["ipv4s"]) && !isGiven(rule["ipv6s"])) say("ipv4s", "one of ipv4s, ipv6s must be specified");
  return problems;
}

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [
    ...linode.labelProblems(inputs, { least: 3, most: 32, also: "_." }),
    ...linode.tagProblems(inputs),
    ...linode.oneOfProblems(inputs, "inboundPolicy", policies),
    ...linode.oneOfProblems(inputs, "outboundPolicy", policies),
  ];
  const all = ["inbounds", "outbounds"].flatMap((property) =>
    listOf(inputs[property]).map((rule, index) => ({
      direction: property,
      rule: objectOf(rule),
      path: `${property}[${index}]`,
    })),
  );
  if (all.length > mostRules)
    problems.push({ path: "inbounds", reason: `a firewall can have at most ${mostRules} rules, got ${all.length}` });
  // vps-providers.md 3.4: labels are unique; that this holds for each direction by itself is UNVERIFIED.
  const labels = new Map<string, string>();
  for (const { rule, path, direction } of all) {
    problems.push(...ruleProblems(rule, path));
    const label = textOf(rule["label"]);
    if (label === undefined) continue;
    const first = labels.get(`${direction} ${label}`);
    if (first !== undefined)
      problems.push({ path: `${path}.label`, reason: `label ${label} is used by ${first} already` });
    labels.set(`${direction} ${label}`, path);
  }
  return problems;
}

function guards(firewall: Holding): readonly number[] {
  return linode.numbersOf(firewall.state["linodes"]);
}

/** vps-providers.md 3.4: one enabled firewall on a Linode. */
function assignable(scene: Scene, linodeId: number, own: Holding | undefined): void {
  const other = scene.world
    .of(scene.account, linode.firewall)
    .find(
      (one) =>
        one.number !== own?.number && booleanOf(one.state["disabled"]) !== true && guards(one).includes(linodeId),
    );
  if (other !== undefined) {
    linode.refuse(
      `Linode ${linodeId} already has an enabled firewall: ${String(other.state["label"])} (${other.id})`,
      "linodes",
    );
  }
}

/** The firewall with a new Linode behind it. */
export function protect(order: Order, id: Plain | undefined, linodeId: string): readonly Holding[] {
  if (linode.isForeign(order, linode.firewall, id)) return [];
  const firewall = linode.mustExist(order, linode.firewall, id, "firewall_id");
  return [linode.withState(firewall, { linodes: [...guards(firewall), Number(linodeId)] })];
}

function joined(order: Order, own?: Holding): readonly number[] {
  const wanted = linode.numbersOf(order.inputs["linodes"]);
  for (const id of wanted.filter((one) => !linode.isForeign(order, linode.instance, one))) {
    takesFirewall(linode.linodeOf(order, id, "linodes"));
    if (booleanOf(order.inputs["disabled"]) !== true) assignable(order, id, own);
  }
  return wanted;
}

function devicesOf(holding: Holding, scene: Scene): Plain {
  return guards(holding).flatMap((id) => {
    const one = linode.find(scene, linode.instance, id);
    if (one === undefined) return [];
    const label = textOf(one.state["label"]) ?? "";
    return [{ id: deviceId(holding, one), entityId: id, type: "linode", label, url: `/v4/linode/instances/${id}` }];
  });
}

function deviceId(firewall: Holding, one: Holding): number {
  return Number(linode.idFor(linode.firewallDevice, firewall.number * 1000 + one.number));
}

function shown(order: Order): PlainObject {
  const disabled = booleanOf(order.inputs["disabled"]) ?? false;
  const rules = (property: string): Plain =>
    listOf(order.inputs[property]).map((rule) => ({ description: "", ...objectOf(rule) }));
  return {
    disabled,
    status: disabled ? "disabled" : "enabled",
    updated: linode.beginning,
    tags: order.inputs["tags"] ?? [],
    ...(isGiven(order.inputs["inbounds"]) ? { inbounds: rules("inbounds") } : {}),
    ...(isGiven(order.inputs["outbounds"]) ? { outbounds: rules("outbounds") } : {}),
  };
}

export const firewallRules: ResourceRules = {
  unordered: ["tags", "linodes", "nodebalancers"],
  keptWhenRemoved: ["linodes", "nodebalancers"],
  check,
  create(order) {
    linode.labelIsFree(order);
    return {
      id: linode.idFor(linode.firewall, order.number),
      outputs: {
        ...shown(order),
        created: linode.beginning,
        linodes: joined(order),
        nodebalancers: order.inputs["nodebalancers"] ?? [],
      },
    };
  },
  update(order) {
    linode.labelIsFree(order, order.old);
    // Optional and computed in the provider: what the program does not say stays (and may come from FirewallDevice).
    const linodes = isGiven(order.inputs["linodes"]) ? joined(order, order.old) : guards(order.old);
    return { outputs: { ...shown(order), linodes } };
  },
  read: (holding, scene) => ({ devices: devicesOf(holding, scene) }),
  remove: (holding, scene) => ({
    gone: scene.world
      .of(scene.account, linode.firewallDevice)
      .filter((one) => String(one.state["firewallId"]) === holding.id),
  }),
};

export const firewallDeviceRules: ResourceRules = {
  replaceOn: ["*"],
  check: (inputs) => linode.oneOfProblems(inputs, "entityType", ["linode", "nodebalancer"]),
  create(order) {
    const foreign = linode.isForeign(order, linode.firewall, order.inputs["firewallId"]);
    const entityType = textOf(order.inputs["entityType"]) ?? "linode";
    const outputs = { entityType, created: linode.beginning, updated: linode.beginning };
    const entityId = numberOf(order.inputs["entityId"]) ?? 0;
    if (entityType !== "linode" || foreign) return { id: linode.idFor(linode.firewallDevice, order.number), outputs };
    const firewall = linode.mustExist(order, linode.firewall, order.inputs["firewallId"], "firewall_id");
    const one = linode.linodeOf(order, entityId, "id");
    takesFirewall(one);
    if (guards(firewall).includes(entityId))
      linode.refuse(`Linode ${entityId} is behind firewall ${firewall.id} already`, "id");
    if (booleanOf(firewall.state["disabled"]) !== true) assignable(order, entityId, firewall);
    return {
      id: String(deviceId(firewall, one)),
      outputs,
      also: [linode.withState(firewall, { linodes: [...guards(firewall), entityId] })],
    };
  },
  read(holding, scene) {
    if (linode.isForeign(scene, linode.firewall, holding.state["firewallId"])) return {};
    const firewall = linode.find(scene, linode.firewall, holding.state["firewallId"]);
    const there =
      holding.state["entityType"] !== "linode" ||
      (firewall !== undefined && guards(firewall).includes(numberOf(holding.state["entityId"]) ?? 0));
    return firewall !== undefined && there ? {} : "gone";
  },
  remove(holding, scene) {
    const firewall = linode.find(scene, linode.firewall, holding.state["firewallId"]);
    if (firewall === undefined) return {};
    const linodes = guards(firewall).filter((id) => id !== numberOf(holding.state["entityId"]));
    return { also: [linode.withState(firewall, { linodes })] };
  },
  // Imported by `<firewall>,<device>`.
  importId: (id) => id.split(",").at(-1),
};
