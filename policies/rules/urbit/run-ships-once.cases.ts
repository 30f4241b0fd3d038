import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour", says: "pass" },
    { in: "by-hand-hetzner", resource: "nec", says: "pass" },
    { in: "by-hand-digitalocean", resource: "zod", says: "pass" },
    { in: "by-hand-containers", resource: "sev", says: "pass" },
    { in: "by-hand-containers", resource: "nec", says: "pass" },
  ],
  bad: [
    { in: "by-hand-hetzner", resource: "zod", says: 'fail labels["roadstead-ship"]' },
    { in: "by-hand-hetzner", resource: "zod-again", says: 'fail labels["roadstead-ship"]' },
    { in: "by-hand-containers", resource: "zod", says: "fail labels[0].value" },
    { in: "by-hand-containers", resource: "many", says: "fail mode.replicated.replicas" },
    { in: "by-hand-containers", resource: "per", says: "fail spec.replicas" },
    { in: "careless-planets", resource: "plain", says: "fail ship" },
    { in: "careless-planets", resource: "two-places", says: "fail ship" },
    { in: "by-hand-containers", resource: "everywhere", says: "fail mode.global" },
    { in: "by-hand-containers", resource: "on-every-node", says: "fail" },
  ],
  absent: [
    { in: "by-hand-hetzner", resource: "bastion", says: "not-applicable", property: "labels" },
    { in: "by-hand-containers", resource: "let", says: "pass", property: "spec.replicas" },
    { in: "by-hand-linode", resource: "nameless", says: "not-applicable", property: "tags" },
  ],
  unknown: [
    {
      in: "by-hand-hetzner",
      resource: "bud-told-later",
      says: 'unknown labels["roadstead-ship"]',
      property: 'labels["roadstead-ship"]',
    },
    { in: "by-hand-containers", resource: "whose", says: "unknown labels[0].value", property: "labels[0].value" },
    { in: "by-hand-containers", resource: "sut", says: "unknown spec.replicas", property: "spec.replicas" },
    { in: "careless-planets", resource: "ship-told-later", says: "unknown ship", property: "ship" },
  ],
};
