import { controlPorts } from "../control-ports";
import { carriesTcp, judgeOpenings } from "../firewall-openings";
import { overlaps } from "../port-ranges";
import { publishedPortsOf, publishers } from "../published-ports";
import type { JudgedResource } from "../resource";
import { type Finding, fails, type ResourceRule, unknown } from "../rule";
import { firewalls } from "../vendor-types";

const { first, last } = controlPorts;

export const rule: ResourceRule = {
  id: "network-close-loopback-ports",
  title: "Ports that a ship serves on loopback only are never opened.",
  severity: "critical",
  level: "mandatory",
  objective: "ADM",
  allows: `openings, published ports and load balancers that leave out ports ${first} to ${last}, from whatever source.`,
  remediation: [
    `List the ports that are needed instead of a range or "any" that covers ${first} to ${last}.`,
    "Reach a ship's own port through SSH on its host.",
  ],
  source:
    "Vere serves an unauthenticated control port from 12321 upwards on loopback: whoever reaches it owns the ship.",
  appliesTo: { exact: [...firewalls, ...publishers] },
  scope: "resource",

  judge: (resource) => (publishers.includes(resource.type) ? judgePublished(resource) : judgeFirewall(resource)),
};

function judgeFirewall(firewall: JudgedResource): Iterable<Finding> {
  return judgeOpenings(firewall, "anywhere", (opening) => {
    if (!carriesTcp(opening) || !overlaps(opening.ports, first, last)) return undefined;
    return opening.ports.kind === "all"
      ? `opens every port, with them ${first} to ${last}`
      : `opens ports between ${first} and ${last}`;
  });
}

function* judgePublished(resource: JudgedResource): Iterable<Finding> {
  for (const { path, ports } of publishedPortsOf(resource)) {
    if (ports.kind === "unknown") yield unknown(path);
    else if (ports.kind === "unreadable") yield unknown(path, "spells its port in an unknown form");
    else if (ports.kind === "ranges" && overlaps(ports, first, last))
      yield fails(path, `publishes a port between ${first} and ${last}`);
  }
}
