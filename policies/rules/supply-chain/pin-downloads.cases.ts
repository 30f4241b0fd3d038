import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-server", says: "pass" },
    { in: "every-host", resource: "digitalocean-server", says: "pass" },
    { in: "every-host", resource: "linode-server", says: "pass" },
    { in: "every-host", resource: "vultr-server", says: "pass" },
    { in: "by-hand-over-ssh", resource: "checked", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "nec", says: "fail userData" },
    { in: "by-hand-linode", resource: "zod", says: "fail metadatas[0].userData" },
    { in: "by-hand-vultr", resource: "tutorial", says: "fail script" },
    { in: "by-hand-over-ssh", resource: "tutorial", says: "fail create" },
  ],
  absent: [
    { in: "by-hand-hetzner", resource: "bastion", says: "not-applicable", property: "userData" },
    { in: "by-hand-over-ssh", resource: "only-connected", says: "not-applicable", property: "create" },
  ],
  unknown: [
    { in: "by-hand-hetzner", resource: "bud-told-later", says: "unknown userData", property: "userData" },
    { in: "by-hand-linode", resource: "bud", says: "unknown metadatas[0].userData", property: "metadatas[0].userData" },
    { in: "by-hand-over-ssh", resource: "by-address", says: "unknown create", property: "create" },
  ],
};
