import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [{ in: "harbour", resource: "harbour", says: "pass" }],
  bad: [{ in: "careless-planets", resource: "backups-nowhere", says: "fail backups" }],
  absent: [
    { in: "careless-planets", resource: "plain", says: "fail backups", property: "backups" },
    { in: "careless-planets", resource: "at-rest", says: "not-applicable", property: "backups" },
  ],
  unknown: [{ in: "careless-planets", resource: "backups-told-later", says: "unknown backups", property: "backups" }],
};
