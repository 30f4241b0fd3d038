import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-ipv4", says: "pass" },
    { in: "harbour", resource: "harbour-ipv6", says: "pass" },
    { in: "every-host", resource: "digitalocean-ipv4", says: "pass" },
    { in: "every-host", resource: "linode-ipv4", says: "pass" },
    { in: "every-host", resource: "vultr-ipv4", says: "pass" },
    { in: "by-hand-hetzner", resource: "floating", says: "pass" },
    { in: "by-hand-digitalocean", resource: "address-kept", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "address-goes-along", says: "fail autoDelete" },
    { in: "by-hand-hetzner", resource: "address-let-go", says: "fail opts.protect deleteProtection" },
  ],
  absent: [
    {
      in: "by-hand-hetzner",
      resource: "address",
      says: "fail opts.protect deleteProtection autoDelete",
      property: "deleteProtection",
    },
    { in: "by-hand-digitalocean", resource: "address", says: "fail opts.protect", property: "opts.protect" },
    { in: "by-hand-linode", resource: "address", says: "fail opts.protect", property: "opts.protect" },
    { in: "by-hand-vultr", resource: "address", says: "fail opts.protect", property: "opts.protect" },
    { in: "by-hand-linode", resource: "address-in-passing", says: "not-applicable", property: "reserved" },
  ],
  unknown: [
    {
      in: "by-hand-hetzner",
      resource: "address-guarded-later",
      says: "unknown deleteProtection",
      property: "deleteProtection",
    },
    { in: "by-hand-linode", resource: "address-reserved-later", says: "unknown reserved", property: "reserved" },
    { in: "by-hand-hetzner", resource: "address-kept-later", says: "unknown autoDelete", property: "autoDelete" },
  ],
};
