import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [{ in: "harbour", resource: "harbour", says: "pass" }],
  bad: [{ in: "careless-planets", resource: "on-trial", says: "fail web.directory" }],
  absent: [{ in: "careless-planets", resource: "plain", says: "pass", property: "web" }],
  unknown: [
    { in: "careless-planets", resource: "web-told-later", says: "unknown web.directory", property: "web.directory" },
    { in: "careless-planets", resource: "web-all-told-later", says: "unknown web", property: "web" },
  ],
};
