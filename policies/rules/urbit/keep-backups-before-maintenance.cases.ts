import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [{ in: "harbour", resource: "harbour", says: "pass" }],
  bad: [
    { in: "careless-planets", resource: "chopped", says: "fail maintenance" },
    { in: "careless-planets", resource: "forward-only", says: "fail runtime.forwardOnly" },
  ],
  absent: [
    { in: "careless-planets", resource: "plain", says: "pass", property: "maintenance" },
    { in: "careless-planets", resource: "chopped", says: "fail maintenance", property: "backups" },
    { in: "careless-planets", resource: "at-rest", says: "not-applicable", property: "maintenance" },
  ],
  unknown: [
    { in: "careless-planets", resource: "maintained-later", says: "unknown maintenance", property: "maintenance" },
    { in: "careless-planets", resource: "chopped-backups-later", says: "unknown backups", property: "backups" },
  ],
};
