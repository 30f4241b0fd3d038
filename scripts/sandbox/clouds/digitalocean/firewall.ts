// Firewalls. DigitalOcean API, Firewalls; behaviour and limits as in vps-providers.md 3.4.
import { isIP } from "node:net";
import type { Holding } from "../../holdings";
import { listOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { isEmpty, isGiven, isPortRange } from "../checks";
import type { Order, Problem, ResourceRules, Scene } from "../cloud";
import { splitCidr } from "../ip-ranges";
import * as ocean from "./rules";

/** Says a line where a user of the engine sees it. */
export type Inform = (message: string) => void;

const directions = [
  { rules: "inboundRules", prefix: "source" },
  { rules: "outboundRules", prefix: "destination" },
] as const;

// vps-providers.md 3.4: limits of one firewall.
const mostRules = 50;
const mostDroplets = 10;
const mostTags = 5;
const mostAddresses = 1000;

function ruleProblems(rule: PlainObject, path: string, prefix: "source" | "destination"): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (property: string, reason: string) => problems.push({ path: `${path}.${property}`, reason });
  for (const one of ocean.oneOfProblems(rule, "protocol", ["tcp", "udp", "icmp"])) say(one.path, one.reason);
  const [protocol, port] = [textOf(rule["protocol"]), textOf(rule["portRange"])];
  const needsPort = protocol === "tcp" || protocol === "udp";
  if (needsPort && (!isGiven(rule["portRange"]) || port === ""))
    say("portRange", `portRange is required for protocol ${protocol}`);
  if (protocol === "icmp" && isGiven(rule["portRange"])) say("portRange", "portRange is not allowed for protocol icmp");
  if (port !== undefined && port !== "" && port !== "all" && port !== "0" && !isPortRange(port, "-")) {
    say("portRange", `invalid ports ${port}: allowed is 1 to 65535, a range such as 8000-8080, or all`);
  }
  const addresses = listOf(rule[`${prefix}Addresses`]);
  addresses.forEach((one, index) => {
    const text = textOf(one);
    if (text !== undefined && isIP(text) === 0 && splitCidr(text) === undefined) {
      say(`${prefix}Addresses[${index}]`, `${text} is not an IP address or CIDR block`);
    }
  });
  if (addresses.length > mostAddresses)
    say(`${prefix}Addresses`, `at most ${mostAddresses} addresses are allowed, got ${addresses.length}`);
  const anywhere = ["Addresses", "DropletIds", "Tags", "KubernetesIds", "LoadBalancerUids"].map(
    (end) => `${prefix}${end}`,
  );
  // API, Firewalls: a rule has sources or destinations.
  if (anywhere.every((property) => isEmpty(rule[property])))
    say(`${prefix}Addresses`, `one of ${anywhere.join(", ")} must be specified`);
  return problems;
}

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [...ocean.tagProblems(inputs)];
  const say = (path: string, reason: string) => problems.push({ path, reason });
  const name = textOf(inputs["name"]);
  // API, Firewalls, name.
  if (name !== undefined && !/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name)) {
    say("name", `name ${name} is not allowed: letters, digits, "." and "-", beginning with a letter or digit`);
  }
  const count = directions.reduce((sum, { rules }) => sum + listOf(inputs[rules]).length, 0);
  const open = directions.some(({ rules }) => typeof inputs[rules] === "string");
  if (count === 0 && !open) say("inboundRules", "at least one of inboundRules, outboundRules must be specified");
  if (count > mostRules) say("inboundRules", `a firewall can have at most ${mostRules} rules, got ${count}`);
  const [droplets, tags] = [listOf(inputs["dropletIds"]).length, listOf(inputs["tags"]).length];
  if (droplets > mostDroplets)
    say("dropletIds", `a firewall can have at most ${mostDroplets} droplets, got ${droplets}; use tags`);
  if (tags > mostTags) say("tags", `a firewall can have at most ${mostTags} tags, got ${tags}`);
  for (const { rules, prefix } of directions) {
    listOf(inputs[rules]).forEach((rule, index) => {
      problems.push(...ruleProblems(objectOf(rule), `${rules}[${index}]`, prefix));
    });
  }
  return problems;
}

/** The droplets a firewall stands before: named, or by a tag of theirs. */
export function guarded(scene: Scene, firewall: Pick<Holding, "state">): readonly Holding[] {
  const named = listOf(firewall.state["dropletIds"]).map(String);
  const tags = listOf(firewall.state["tags"]).map(String);
  return scene.world
    .of(scene.account, ocean.droplet)
    .filter((one) => named.includes(one.id) || tags.some((tag) => ocean.hasTag(one, tag)));
}

/** vps-providers.md 3.4 and 6, 5: without an outbound rule nothing goes out, unless another firewall lets it. */
export function cutOffDroplets(scene: Scene): readonly Holding[] {
  const firewalls = scene.world.of(scene.account, ocean.firewall);
  return scene.world.of(scene.account, ocean.droplet).filter((droplet) => {
    const before = firewalls.filter((one) => guarded(scene, one).includes(droplet));
    return before.length > 0 && before.every((one) => isEmpty(one.state["outboundRules"]));
  });
}

interface Seen {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
}

/** A new droplet that lands behind a firewall which lets nothing out. */
export function warnOfSilence(scene: Scene, droplet: Seen, inform: Inform): void {
  const before = scene.world.of(scene.account, ocean.firewall).filter((one) => {
    const tags = listOf(one.state["tags"]).map((tag) => String(tag).toLowerCase());
    return droplet.tags.some((tag) => tags.includes(tag.toLowerCase()));
  });
  if (before.length > 0 && before.every((one) => isEmpty(one.state["outboundRules"]))) inform(silence(droplet.name));
}

function silence(name: string): string {
  return `sandbox: droplet ${name} is behind a firewall without outbound rules: nothing goes out, so no apt, no DNS, no NTP`;
}

function references(order: Order, call: string): void {
  for (const id of listOf(order.inputs["dropletIds"])) {
    if (!ocean.isThere(order, ocean.droplet, id)) ocean.refuse(call, 422, `droplet ${String(id)} does not exist`);
  }
  // vps-providers.md 3.4: a tag is made before a firewall refers to it. The exact answer is UNVERIFIED.
  for (const name of listOf(order.inputs["tags"]).map(String)) {
    const known = order.world.of(order.account, ocean.tag).some((one) => one.id.toLowerCase() === name.toLowerCase());
    const used = order.world.of(order.account, ocean.droplet).some((one) => ocean.hasTag(one, name));
    if (!known && !used) ocean.refuse(call, 422, `tag ${name} does not exist`);
  }
}

/** vps-providers.md 5.2: the API tells "all ports" as "0", which the provider shows as "all". */
function shownRules(inputs: PlainObject): PlainObject {
  const shown = (rule: Plain): Plain => {
    const one = objectOf(rule);
    return one["portRange"] === "0" ? { ...one, portRange: "all" } : one;
  };
  return Object.fromEntries(
    directions.flatMap(({ rules }) => (isGiven(inputs[rules]) ? [[rules, listOf(inputs[rules]).map(shown)]] : [])),
  );
}

function warned(order: Order, firewall: PlainObject, inform: Inform): () => void {
  const names = isEmpty(firewall["outboundRules"])
    ? guarded(order, { state: firewall }).map((one) => String(one.state["name"]))
    : [];
  return () => {
    for (const name of names) inform(silence(name));
  };
}

export function firewallRules(inform: Inform): ResourceRules {
  const conflict = "a firewall with this name already exists";
  return {
    unordered: ["inboundRules", "outboundRules", "dropletIds", "tags"],
    naming: ocean.bridgedName,
    check,
    create(order) {
      ocean.nameIsFree(order, "POST firewalls", conflict);
      references(order, "POST firewalls");
      return {
        id: ocean.uuidFor(order),
        outputs: { ...shownRules(order.inputs), createdAt: ocean.beginning, pendingChanges: [], status: "succeeded" },
        after: warned(order, order.inputs, inform),
      };
    },
    update(order) {
      const call = `PUT firewalls/${order.old.id}`;
      ocean.nameIsFree(order, call, conflict, order.old);
      references(order, call);
      return { outputs: shownRules(order.inputs), after: warned(order, order.inputs, inform) };
    },
  };
}
