import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-firewall", says: "pass" },
    { in: "every-host", resource: "digitalocean-firewall", says: "pass" },
    { in: "every-host", resource: "linode-firewall", says: "pass" },
    { in: "every-host", resource: "vultr-firewall-tcp-22-v4-203-0-113-0-24", says: "pass" },
    { in: "by-hand-hetzner", resource: "web", says: "pass" },
    { in: "by-hand-vultr", resource: "docker-from-bastion", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "docker", says: "fail rules[0]" },
    { in: "by-hand-digitalocean", resource: "windows", says: "fail inboundRules[0]" },
    { in: "by-hand-linode", resource: "etcd", says: "fail inbounds[0]" },
    { in: "by-hand-vultr", resource: "docker", says: "fail port" },
    { in: "by-hand-containers", resource: "desktop", says: "fail allows[0]" },
  ],
  absent: [
    { in: "by-hand-hetzner", resource: "everything", says: "pass", property: "rules[0].port" },
    { in: "by-hand-hetzner", resource: "without-rules", says: "pass", property: "rules" },
  ],
  unknown: [
    {
      in: "by-hand-hetzner",
      resource: "docker-from-bastion",
      says: "unknown rules[0]",
      property: "rules[0].sourceIps[0]",
    },
    {
      in: "by-hand-digitalocean",
      resource: "from-bastion",
      says: "unknown inboundRules[1]",
      property: "inboundRules[1].sourceAddresses[0]",
    },
    { in: "by-hand-linode", resource: "policy-told-later", says: "unknown inboundPolicy", property: "inboundPolicy" },
    { in: "by-hand-vultr", resource: "docker-from-networks", says: "unknown port", property: "subnetSize" },
    {
      in: "by-hand-hetzner",
      resource: "docker-told-later",
      says: "unknown rules[0]",
      property: "rules[0].protocol",
    },
    { in: "by-hand-vultr", resource: "docker-from-some", says: "unknown port", property: "subnetSize" },
  ],
};
