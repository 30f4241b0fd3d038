import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-server", says: "pass" },
    { in: "every-host", resource: "digitalocean-server", says: "pass" },
    { in: "every-host", resource: "linode-server", says: "pass" },
    { in: "every-host", resource: "vultr-server", says: "pass" },
    { in: "by-hand-vultr", resource: "tutorial", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "zod", says: "fail userData" },
    { in: "by-hand-digitalocean", resource: "nec", says: "fail userData" },
    { in: "by-hand-linode", resource: "nec", says: "fail metadatas[0].userData" },
    { in: "by-hand-vultr", resource: "nec", says: "fail userData" },
  ],
  absent: [
    { in: "by-hand-hetzner", resource: "bastion", says: "not-applicable", property: "userData" },
    { in: "by-hand-linode", resource: "bastion", says: "not-applicable", property: "metadatas" },
    { in: "by-hand-vultr", resource: "bastion", says: "not-applicable", property: "userData" },
  ],
  unknown: [
    { in: "by-hand-hetzner", resource: "bud-told-later", says: "unknown userData", property: "userData" },
    { in: "by-hand-digitalocean", resource: "tagged", says: "unknown userData", property: "userData" },
    { in: "by-hand-linode", resource: "bud", says: "unknown metadatas[0].userData", property: "metadatas[0].userData" },
    { in: "by-hand-vultr", resource: "bud", says: "unknown userData", property: "userData" },
  ],
};
