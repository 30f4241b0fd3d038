import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-volume", says: "pass" },
    { in: "every-host", resource: "digitalocean-volume", says: "pass" },
    { in: "every-host", resource: "linode-volume", says: "pass" },
    { in: "every-host", resource: "vultr-volume", says: "pass" },
    { in: "by-hand-hetzner", resource: "pier-guarded", says: "pass" },
    { in: "by-hand-linode", resource: "pier-locked", says: "pass" },
    { in: "by-hand-vultr", resource: "pier-kept", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "pier-locked", says: "fail deleteProtection" },
    { in: "by-hand-linode", resource: "pier-plain", says: "fail opts.protect" },
  ],
  absent: [
    {
      in: "by-hand-hetzner",
      resource: "pier",
      says: "fail opts.protect deleteProtection",
      property: "deleteProtection",
    },
    { in: "by-hand-digitalocean", resource: "pier", says: "fail opts.protect", property: "opts.protect" },
    { in: "by-hand-linode", resource: "pier", says: "fail opts.protect", property: "opts.protect" },
    { in: "by-hand-vultr", resource: "pier", says: "fail opts.protect", property: "opts.protect" },
  ],
  unknown: [
    {
      in: "by-hand-hetzner",
      resource: "pier-guarded-later",
      says: "unknown deleteProtection",
      property: "deleteProtection",
    },
  ],
};
