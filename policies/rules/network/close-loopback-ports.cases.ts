import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-firewall", says: "pass" },
    { in: "every-host", resource: "digitalocean-firewall", says: "pass" },
    { in: "every-host", resource: "linode-firewall", says: "pass" },
    { in: "every-host", resource: "vultr-firewall-udp-34543-v4-any", says: "pass" },
    { in: "by-hand-containers", resource: "zod", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "ship-ports", says: "fail rules[0]" },
    { in: "by-hand-hetzner", resource: "everything-from-bastion", says: "fail rules[0]" },
    { in: "by-hand-digitalocean", resource: "open", says: "fail inboundRules[0]" },
    { in: "by-hand-linode", resource: "from-bastion", says: "fail inbounds[0]" },
    { in: "by-hand-vultr", resource: "ship-ports", says: "fail port" },
    { in: "by-hand-containers", resource: "zod-again", says: "fail ports[0].internal" },
    { in: "by-hand-containers", resource: "control", says: "fail spec.ports[0].targetPort" },
  ],
  absent: [
    { in: "by-hand-linode", resource: "without-ports", says: "fail inbounds[0]", property: "inbounds[0].ports" },
    { in: "by-hand-containers", resource: "whose", says: "pass", property: "ports" },
  ],
  unknown: [
    { in: "by-hand-hetzner", resource: "drawn-port", says: "unknown rules[0]", property: "rules[0].port" },
    { in: "by-hand-vultr", resource: "port-told-later", says: "unknown port", property: "port" },
    { in: "by-hand-containers", resource: "nec", says: "unknown ports[0].internal", property: "ports[0].internal" },
    {
      in: "by-hand-containers",
      resource: "drawn",
      says: "unknown spec.ports[0].targetPort",
      property: "spec.ports[0].targetPort",
    },
  ],
};
