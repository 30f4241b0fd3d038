import type { Pack } from "../../policies/packs/pack";
import {
  type ExceptionRegister,
  exceptionFaults,
  unusedLine,
  usedExceptions,
  validExceptions,
} from "../../policies/rules/exceptions";
import { judgeResource, judgeStack, type Outcome, type Verdict } from "../../policies/rules/judging";
import {
  displayName,
  type JudgedResource,
  judgedResource,
  type ResourceFacts,
  urnParts,
} from "../../policies/rules/resource";
import { type Level, type Severity, typeMatcher } from "../../policies/rules/rule";
import { type PackConfig, ruleSettings } from "../../policies/rules/settings";

/** What one rule says about one resource. */
export interface Row {
  readonly rule: string;
  readonly resource: string;
  readonly outcome: Exclude<Outcome, "not-applicable">;
  readonly message: string;
  readonly level: Level;
  readonly severity: Severity;
  readonly paths: readonly string[];
}

const rank: Readonly<Record<Row["outcome"], number>> = { fail: 0, unknown: 1, exempt: 2, pass: 3 };

/** Judges resources as the engine would have them judged, by the same rules. Unused exceptions count if it sees all. */
export function evaluate(
  pack: Pack,
  facts: readonly ResourceFacts[],
  config: PackConfig,
  register: ExceptionRegister,
  seesWholeStack: boolean,
): readonly Row[] {
  const resources = facts.map(judgedResource);
  const verdicts = pack.rules.flatMap(({ rule, level }): readonly Verdict[] => {
    const settings = config.get(rule.id) ?? ruleSettings(rule, level);
    if (settings.level === "disabled") return [];
    if (rule.scope === "stack") return judgeStack(rule, resources, settings);
    const applies = typeMatcher(rule.appliesTo);
    return resources
      .filter(({ type, isExternal }) => !isExternal && applies(type))
      .map((resource) => judgeResource(rule, resource, settings));
  });
  const rows = verdicts.map((verdict) => register.apply(verdict)).flatMap(rowOf);
  return [...rows, ...exceptionRows(pack, resources, register, seesWholeStack)].sort(inReportOrder);
}

function rowOf(verdict: Verdict): readonly Row[] {
  const { rule, resource, outcome, message, level, paths } = verdict;
  if (outcome === "not-applicable") return [];
  return [{ rule: rule.id, resource: displayName(resource), outcome, message, level, severity: rule.severity, paths }];
}

function exceptionRows(
  pack: Pack,
  resources: readonly JudgedResource[],
  register: ExceptionRegister,
  seesWholeStack: boolean,
): readonly Row[] {
  const rules = new Set(pack.rules.map(({ rule }) => rule.id));
  const stack = resources.map(({ urn }) => urnParts(urn)?.stack).find((name) => name !== undefined);
  const row = (rule: string, severity: Severity, message: string): Row => {
    return {
      rule,
      resource: "policies/exceptions.yaml",
      outcome: "fail",
      message,
      level: "mandatory",
      severity,
      paths: [],
    };
  };
  return [
    ...exceptionFaults(register).map((says) => row(validExceptions, "high", says)),
    ...(seesWholeStack
      ? register.unused(rules, stack).map((unused) => row(usedExceptions, "low", unusedLine(unused)))
      : []),
  ];
}

function inReportOrder(a: Row, b: Row): number {
  return rank[a.outcome] - rank[b.outcome] || compare(a.rule, b.rule) || compare(a.resource, b.resource);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function refuses(rows: readonly Row[]): boolean {
  return rows.some(({ outcome, level }) => outcome === "fail" && level === "mandatory");
}
