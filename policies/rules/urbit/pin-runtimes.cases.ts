import type { RecordedCases } from "../recorded-trial";

/** What recorded programs show of this rule. */
export const cases: RecordedCases = {
  good: [
    { in: "harbour", resource: "harbour", says: "pass" },
    { in: "careless-planets", resource: "plain", says: "pass" },
  ],
  bad: [{ in: "careless-planets", resource: "moving-runtime", says: "fail runtime.version" }],
  absent: [{ in: "careless-planets", resource: "unsummed", says: "fail runtime.sha256", property: "runtime.sha256" }],
  unknown: [
    {
      in: "careless-planets",
      resource: "runtime-told-later",
      says: "unknown runtime.sha256",
      property: "runtime.sha256",
    },
    { in: "careless-planets", resource: "runtime-all-told-later", says: "unknown runtime", property: "runtime" },
  ],
};
