import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-firewall", says: "pass" },
    { in: "every-host", resource: "digitalocean-firewall", says: "pass" },
    { in: "every-host", resource: "linode-firewall", says: "pass" },
    { in: "every-host", resource: "vultr-firewall-tcp-22-v4-203-0-113-0-24", says: "pass" },
    { in: "by-hand-vultr", resource: "ssh-declared", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "ssh-elsewhere", says: "fail rules[0]" },
    { in: "by-hand-digitalocean", resource: "ssh", says: "fail inboundRules[0]" },
    { in: "by-hand-linode", resource: "ssh", says: "fail inbounds[0]" },
    { in: "by-hand-containers", resource: "everything", says: "fail allows[0]" },
  ],
  absent: [
    { in: "by-hand-hetzner", resource: "ssh", says: "fail rules[0]", property: "labels" },
    { in: "by-hand-vultr", resource: "ssh", says: "fail port", property: "notes" },
  ],
  unknown: [
    {
      in: "by-hand-hetzner",
      resource: "ssh-from-bastion",
      says: "unknown rules[0]",
      property: "rules[0].sourceIps[0]",
    },
    {
      in: "by-hand-hetzner",
      resource: "ssh-maybe-declared",
      says: 'unknown labels["roadstead-ssh-exposure"]',
      property: 'labels["roadstead-ssh-exposure"]',
    },
    {
      in: "by-hand-digitalocean",
      resource: "from-bastion",
      says: "unknown inboundRules[0] inboundRules[2]",
      property: "inboundRules[0].sourceAddresses[0]",
    },
    { in: "by-hand-vultr", resource: "ssh-told-later", says: "unknown notes", property: "notes" },
    { in: "by-hand-containers", resource: "ssh-from-later", says: "unknown allows[0]", property: "sourceRanges[0]" },
  ],
};
