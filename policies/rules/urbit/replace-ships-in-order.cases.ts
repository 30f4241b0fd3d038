import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-running", says: "pass" },
    { in: "every-host", resource: "digitalocean-server", says: "pass" },
    { in: "by-hand-hetzner", resource: "zod-again", says: "pass" },
    { in: "by-hand-linode", resource: "zod", says: "pass" },
    { in: "by-hand-containers", resource: "zod", says: "pass" },
    { in: "careless-planets", resource: "plain-running", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "nec", says: "fail opts.deleteBeforeReplace" },
    { in: "careless-planets", resource: "out-of-order-running", says: "fail opts.deleteBeforeReplace" },
    { in: "by-hand-hetzner-deployed", resource: "bud-told-later", says: "fail opts.deleteBeforeReplace" },
  ],
  absent: [
    {
      in: "by-hand-hetzner",
      resource: "zod",
      says: "fail opts.deleteBeforeReplace",
      property: "opts.deleteBeforeReplace",
    },
    {
      in: "by-hand-digitalocean",
      resource: "zod",
      says: "fail opts.deleteBeforeReplace",
      property: "opts.deleteBeforeReplace",
    },
    {
      in: "by-hand-vultr",
      resource: "nec",
      says: "fail opts.deleteBeforeReplace",
      property: "opts.deleteBeforeReplace",
    },
    {
      in: "by-hand-containers",
      resource: "zod-again",
      says: "fail opts.deleteBeforeReplace",
      property: "opts.deleteBeforeReplace",
    },
    { in: "harbour", resource: "harbour-key", says: "not-applicable", property: "delete" },
    { in: "by-hand-hetzner", resource: "bastion", says: "not-applicable", property: "labels" },
  ],
  unknown: [
    {
      in: "by-hand-hetzner",
      resource: "bud-told-later",
      says: "unknown opts.deleteBeforeReplace",
      property: 'labels["roadstead-ship"]',
    },
    {
      in: "by-hand-digitalocean",
      resource: "ship-told-later",
      says: "unknown opts.deleteBeforeReplace",
      property: "tags[1]",
    },
    {
      in: "by-hand-containers",
      resource: "whose",
      says: "unknown opts.deleteBeforeReplace",
      property: "labels[0].value",
    },
  ],
};
