import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-server", says: "pass" },
    { in: "harbour", resource: "harbour-volume", says: "pass" },
    { in: "every-host", resource: "digitalocean-volume", says: "pass" },
    { in: "every-host", resource: "linode-server", says: "pass" },
    { in: "every-host", resource: "vultr-server", says: "pass" },
    { in: "by-hand-digitalocean", resource: "pier", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "without-rules", says: "fail labels.owner" },
    { in: "by-hand-digitalocean", resource: "zod", says: "fail tags" },
  ],
  absent: [
    { in: "by-hand-hetzner", resource: "bastion", says: "fail labels", property: "labels" },
    { in: "by-hand-hetzner", resource: "pier-guarded", says: "fail labels", property: "labels.owner" },
    { in: "by-hand-linode", resource: "nameless", says: "fail tags", property: "tags" },
  ],
  unknown: [
    { in: "by-hand-hetzner", resource: "ssh-elsewhere", says: "unknown labels.owner", property: "labels.owner" },
    { in: "by-hand-digitalocean", resource: "tagged", says: "unknown tags", property: "tags[0]" },
    { in: "by-hand-linode", resource: "bud", says: "unknown tags", property: "tags[0]" },
  ],
};
