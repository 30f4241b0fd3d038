import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour", says: "pass" },
    { in: "every-host", resource: "digitalocean", says: "pass" },
    { in: "every-host", resource: "linode", says: "pass" },
    { in: "by-hand-digitalocean", resource: "pier", says: "pass" },
    { in: "by-hand-hetzner", resource: "pier-locked", says: "pass" },
    { in: "by-hand-linode", resource: "pier-locked", says: "pass" },
  ],
  bad: [{ in: "by-hand-linode", resource: "pier-plain", says: "fail encryption" }],
  absent: [
    { in: "every-host", resource: "vultr", says: "fail volume.encryption", property: "volume.encryption" },
    { in: "every-host", resource: "existing", says: "fail volume.encryption", property: "volume.encryption" },
    { in: "by-hand-linode", resource: "pier", says: "fail encryption", property: "encryption" },
    { in: "by-hand-hetzner", resource: "pier", says: "unknown labels", property: 'labels["roadstead-encrypted"]' },
    { in: "by-hand-hetzner", resource: "pier-guarded", says: "not-applicable", property: "labels" },
    { in: "harbour", resource: "harbour-volume", says: "not-applicable", property: "encryption" },
  ],
  unknown: [
    { in: "by-hand-linode", resource: "pier-like-the-first", says: "unknown encryption", property: "encryption" },
    {
      in: "by-hand-hetzner",
      resource: "pier-guarded-later",
      says: 'unknown labels["roadstead-ship"]',
      property: 'labels["roadstead-ship"]',
    },
    { in: "by-hand-digitalocean", resource: "pier-of-whom", says: "unknown tags", property: "tags[1]" },
  ],
};
