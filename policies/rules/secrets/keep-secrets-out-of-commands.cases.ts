import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour-licence", says: "pass" },
    { in: "harbour", resource: "harbour-key", says: "pass" },
    { in: "by-hand-over-ssh", resource: "told", says: "pass" },
  ],
  bad: [{ in: "by-hand-over-ssh", resource: "in-the-open", says: "fail create" }],
  absent: [
    { in: "by-hand-over-ssh", resource: "nothing", says: "pass", property: "create" },
    { in: "by-hand-over-ssh", resource: "only-connected", says: "not-applicable", property: "create" },
  ],
  unknown: [
    { in: "by-hand-over-ssh", resource: "by-address", says: "unknown create", property: "create" },
    { in: "by-hand-over-ssh", resource: "here", says: "unknown create", property: "create" },
  ],
};
