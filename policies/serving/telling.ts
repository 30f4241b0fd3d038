import type { ReportViolation, ResourceValidationArgs } from "@pulumi/policy";
import type { Verdict } from "../rules/judging";

/** Failures at the rule's level; what is undecided or exempt is said as advice, so that no run is silent about it. */
export function tell({ outcome, message, rule }: Verdict, report: ReportViolation, urn?: string): void {
  if (outcome === "fail") report(message, urn);
  else if (outcome === "unknown") advise(report, `Undecided: ${rule.title} ${message}`, urn);
  else if (outcome === "exempt") advise(report, message, urn);
}

/** The library (1.21) takes an object with a level of its own here; its types know only the text. */
function advise(report: ReportViolation, message: string, urn?: string): void {
  Reflect.apply(report, undefined, [{ message, urn, enforcementLevel: "advisory" }]);
}

/** Ends a policy as not applicable. The library does so by throwing; without a stack trace that costs next to nothing. */
export function notApplicable(args: ResourceValidationArgs, reason: string): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    args.notApplicable(reason);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
