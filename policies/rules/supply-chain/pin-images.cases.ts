import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "by-hand-containers", resource: "zod", says: "pass" },
    { in: "by-hand-containers", resource: "many", says: "pass" },
    { in: "by-hand-containers", resource: "sev", says: "pass" },
  ],
  bad: [
    { in: "by-hand-containers", resource: "nec", says: "fail image" },
    { in: "by-hand-containers", resource: "vere", says: "fail name" },
  ],
  absent: [
    {
      in: "by-hand-containers",
      resource: "let",
      says: "not-applicable",
      property: "spec.template.spec.containers[0].image",
    },
  ],
  unknown: [{ in: "by-hand-containers", resource: "zod-again", says: "unknown image", property: "image" }],
};
