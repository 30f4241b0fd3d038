import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-firewall", says: "pass" },
    { in: "every-host", resource: "digitalocean-firewall", says: "pass" },
    { in: "every-host", resource: "linode-firewall", says: "pass" },
    { in: "every-host", resource: "vultr-firewall-udp-34543-v6-any", says: "pass" },
    { in: "by-hand-vultr", resource: "docker", says: "pass" },
    { in: "by-hand-containers", resource: "desktop", says: "pass" },
  ],
  bad: [
    { in: "by-hand-digitalocean", resource: "open", says: "fail inboundRules[0]" },
    { in: "by-hand-linode", resource: "accepting", says: "fail inboundPolicy" },
  ],
  absent: [
    { in: "by-hand-hetzner", resource: "everything", says: "fail rules[0]", property: "rules[0].port" },
    {
      in: "by-hand-digitalocean",
      resource: "without-ports",
      says: "fail inboundRules[0]",
      property: "inboundRules[0].portRange",
    },
    { in: "by-hand-linode", resource: "without-ports", says: "fail inbounds[0]", property: "inbounds[0].ports" },
    { in: "by-hand-vultr", resource: "everything", says: "fail port", property: "port" },
    { in: "by-hand-containers", resource: "everything", says: "fail allows[0]", property: "allows[0].ports" },
  ],
  unknown: [
    {
      in: "by-hand-hetzner",
      resource: "everything-from-bastion",
      says: "unknown rules[0]",
      property: "rules[0].sourceIps[0]",
    },
    {
      in: "by-hand-digitalocean",
      resource: "from-bastion",
      says: "unknown inboundRules[2]",
      property: "inboundRules[2].sourceAddresses[0]",
    },
    { in: "by-hand-linode", resource: "from-bastion", says: "unknown inbounds[0]", property: "inbounds[0].ipv4s[0]" },
    { in: "by-hand-linode", resource: "policy-told-later", says: "unknown inboundPolicy", property: "inboundPolicy" },
  ],
};
