import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-server", says: "pass" },
    { in: "every-host", resource: "digitalocean-server", says: "pass" },
    { in: "every-host", resource: "linode-server", says: "pass" },
    { in: "every-host", resource: "vultr-server", says: "pass" },
    { in: "by-hand-hetzner", resource: "bastion", says: "pass" },
    { in: "by-hand-digitalocean", resource: "zod", says: "pass" },
    { in: "by-hand-linode", resource: "nec", says: "pass" },
    { in: "by-hand-hetzner-deployed", resource: "bastion", says: "pass" },
    { in: "by-hand-linode-deployed", resource: "nec", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner-deployed", resource: "zod", says: "fail" },
    { in: "by-hand-vultr", resource: "nec", says: "fail" },
    { in: "by-hand-digitalocean", resource: "bastion", says: "fail" },
  ],
  absent: [
    { in: "by-hand-over-ssh", resource: "box", says: "fail", property: "firewallIds" },
    { in: "by-hand-linode", resource: "bastion", says: "fail", property: "firewallId" },
    { in: "by-hand-vultr", resource: "bastion", says: "fail", property: "firewallGroupId" },
    { in: "by-hand-hetzner", resource: "bastion", says: "pass", property: "firewallIds" },
  ],
  unknown: [{ in: "by-hand-digitalocean", resource: "tagged", says: "unknown", property: "tags[0]" }],
};
