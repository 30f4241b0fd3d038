import { carriesTcp, judgeOpenings } from "../firewall-openings";
import { overlaps } from "../port-ranges";
import type { ResourceRule } from "../rule";
import { firewalls } from "../vendor-types";

const first = 12_321;
const last = 12_399;

export const rule: ResourceRule = {
  id: "network-close-loopback-ports",
  title: "Ports that a ship serves on loopback only are never opened.",
  severity: "critical",
  level: "mandatory",
  objective: "ADM",
  allows: `openings that leave out ports ${first} to ${last}, from whatever source.`,
  remediation: [
    `List the ports that are needed instead of a range or "any" that covers ${first} to ${last}.`,
    "Reach a ship's own port through SSH on its host.",
  ],
  source:
    "Vere serves an unauthenticated control port from 12321 upwards on loopback: whoever reaches it owns the ship.",
  appliesTo: { exact: firewalls },
  scope: "resource",

  judge: (firewall) =>
    judgeOpenings(firewall, "anywhere", (opening) => {
      if (!carriesTcp(opening) || !overlaps(opening.ports, first, last)) return undefined;
      return opening.ports.kind === "all"
        ? `opens every port, with them ${first} to ${last}`
        : `opens ports between ${first} and ${last}`;
    }),
};
