import { type Reach, reachOf, reachOfAll } from "./network-blocks";
import { type Ports, portsOf } from "./port-ranges";
import type { Reading } from "./reading";
import type { JudgedResource } from "./resource";
import { type Finding, fails, unknown } from "./rule";
import {
  digitalOceanFirewall,
  googleFirewall,
  hetznerFirewall,
  linodeFirewall,
  vultrFirewallRule,
} from "./vendor-types";

/** One inbound opening of a firewall, the same for every vendor. */
export interface Opening {
  /** Path of the rule that makes it. */
  readonly path: string;
  readonly protocol: "tcp" | "udp" | "any" | "unknown";
  readonly ports: Ports;
  readonly reach: Reach;
  /** What the rule calls itself: label, description or notes. */
  readonly said: string;
}

/** What a firewall lets in. `unread` are rule lists that are not known yet. */
export interface Openings {
  readonly openings: readonly Opening[];
  readonly unread: readonly Reading[];
}

/** Inbound openings of a firewall resource of any vendor this library knows. */
export function openingsOf(firewall: JudgedResource): Openings {
  const read = readers[firewall.type];
  return read === undefined ? { openings: [], unread: [] } : read(firewall.inputs);
}

const readers: Readonly<Record<string, (inputs: Reading) => Openings>> = {
  [hetznerFirewall]: (inputs) =>
    fromList(inputs.at("rules"), (rule) =>
      word(rule.at("direction")) === "out"
        ? []
        : opening(rule, "protocol", rule.at("port"), reachOfAll([rule.at("sourceIps")]), rule.at("description")),
    ),

  [digitalOceanFirewall]: (inputs) =>
    fromList(inputs.at("inboundRules"), (rule) =>
      word(rule.at("action")) === "deny" || word(rule.at("action")) === "drop"
        ? []
        : opening(rule, "protocol", rule.at("portRange"), reachOfAll([rule.at("sourceAddresses")])),
    ),

  [linodeFirewall]: (inputs) => {
    const listed = fromList(inputs.at("inbounds"), (rule) => {
      if (word(rule.at("action")) === "drop") return [];
      const reach = reachOfAll([rule.at("ipv4s"), rule.at("ipv6s")]);
      return opening(rule, "protocol", rule.at("ports"), reach, rule.at("label"), rule.at("description"));
    });
    const everything = { protocol: "any", ports: { kind: "all" }, reach: "world", said: "" } as const;
    const disabled = inputs.at("disabled");
    const policy = inputs.at("inboundPolicy");
    const open = [
      ...(disabled.flag() === true ? [{ ...everything, path: disabled.path }] : []),
      ...(word(policy) === "accept" ? [{ ...everything, path: policy.path }] : []),
    ];
    const unread = [disabled, policy].filter((reading) => reading.isUnknown);
    return { openings: [...listed.openings, ...open], unread: [...listed.unread, ...unread] };
  },

  [vultrFirewallRule]: (inputs) => {
    const [size, subnet] = [inputs.at("subnetSize"), inputs.at("subnet")];
    const bits = size.number();
    // Only the length tells how wide a Vultr rule is; without one the subnet may carry it itself.
    const reach =
      word(inputs.at("source")) === "cloudflare"
        ? "limited"
        : bits !== undefined
          ? reachOf(`${subnet.text() ?? "0.0.0.0"}/${bits}`)
          : size.isUnknown
            ? "unknown"
            : reachOfAll([subnet]);
    return { openings: opening(inputs, "protocol", inputs.at("port"), reach, inputs.at("notes")), unread: [] };
  },

  [googleFirewall]: (inputs) => {
    if (word(inputs.at("direction")) === "egress" || inputs.at("disabled").flag() === true) return none;
    const ranges = inputs.at("sourceRanges");
    const narrowed = ["sourceTags", "sourceServiceAccounts"].some((key) => !inputs.at(key).isAbsent);
    // Google reads a rule without any source as one from everywhere.
    const reach = ranges.isAbsent ? (narrowed ? "limited" : "world") : reachOfAll([ranges]);
    return fromList(inputs.at("allows"), (rule) =>
      opening(rule, "protocol", rule.at("ports"), reach, inputs.at("description"), inputs.at("name")),
    );
  },
};

const none: Openings = { openings: [], unread: [] };

function fromList(list: Reading, read: (rule: Reading) => readonly Opening[]): Openings {
  const rules = list.items();
  return {
    openings: rules.filter((rule) => !rule.isUnknown).flatMap(read),
    unread: [list, ...rules].filter((reading) => reading.isUnknown),
  };
}

function word(reading: Reading): string {
  return reading.text()?.trim().toLowerCase() ?? "";
}

function opening(rule: Reading, protocolKey: string, ports: Reading, reach: Reach, ...names: Reading[]): Opening[] {
  const protocol = protocolOf(rule.at(protocolKey));
  if (protocol === undefined) return [];
  const said = names.map((name) => name.text() ?? "").join(" ");
  return [{ path: rule.path === "" ? ports.path : rule.path, protocol, ports: portsOf(ports), reach, said }];
}

/** Undefined for protocols without ports, such as ICMP. */
function protocolOf(reading: Reading): Opening["protocol"] | undefined {
  if (reading.isUnknown) return "unknown";
  const name = word(reading);
  if (name === "tcp" || name === "6") return "tcp";
  if (name === "udp" || name === "17") return "udp";
  return ["", "any", "all", "*", "-1"].includes(name) ? "any" : undefined;
}

/** True where the opening lets TCP through, or may once its protocol is known. */
export function carriesTcp({ protocol }: Opening): boolean {
  return protocol !== "udp";
}

/**
 * Judges each opening that reaches far enough. `concern` says what is wrong with one whose ports are known; what is not
 * known yet stays open, and never hides what another opening says.
 */
export function* judgeOpenings(
  firewall: JudgedResource,
  from: "world" | "anywhere",
  concern: (opening: Opening) => string | undefined,
): Iterable<Finding> {
  const { openings, unread } = openingsOf(firewall);
  for (const reading of unread) yield unknown(reading);
  for (const opening of openings) {
    if (from === "world" && opening.reach === "limited") continue;
    if (opening.ports.kind === "unknown") yield unknown(opening.path, "opens ports that are not known yet");
    else if (opening.ports.kind === "unreadable") yield unknown(opening.path, "spells its ports in an unknown form");
    else yield* judged(opening, from, concern(opening));
  }
}

function* judged(opening: Opening, from: "world" | "anywhere", says: string | undefined): Iterable<Finding> {
  if (says === undefined) return;
  if (opening.protocol === "unknown") yield unknown(opening.path, "opens a protocol that is not known yet");
  else if (from === "world" && opening.reach === "unknown") {
    yield unknown(opening.path, "opens to sources that are not known yet");
  } else yield fails(opening.path, says);
}
