import { judgeOpenings } from "../firewall-openings";
import type { ResourceRule } from "../rule";
import { firewalls } from "../vendor-types";

export const rule: ResourceRule = {
  id: "network-close-all-ports-to-world",
  title: "No firewall opens every port to the whole internet.",
  severity: "critical",
  level: "mandatory",
  objective: "NET",
  allows: "openings to 0.0.0.0/0 or ::/0 that list the ports they are for.",
  remediation: ["List the ports, or name the sources.", "On Linode set inboundPolicy to DROP and disabled to false."],
  source: "Vendor firewalls: a left-out port, any, all, 0 and 1-65535 mean every port.",
  appliesTo: { exact: firewalls },
  scope: "resource",

  judge: (firewall) =>
    judgeOpenings(firewall, "world", ({ ports }) =>
      ports.kind === "all" ? "opens every port to the whole internet" : undefined,
    ),
};
