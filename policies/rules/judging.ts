import { displayName, type JudgedResource } from "./resource";
import type { Finding, Level, ResourceRule, Rule, StackFinding, StackRule } from "./rule";
import { typeMatcher } from "./rule";
import type { RuleSettings } from "./settings";
import { isUnknownValueError } from "./wire-markers";

export type Outcome = "fail" | "unknown" | "pass" | "exempt" | "not-applicable";

export interface Verdict {
  readonly rule: Rule;
  readonly resource: JudgedResource;
  readonly level: Level;
  readonly outcome: Outcome;
  readonly paths: readonly string[];
  readonly message: string;
}

/** Judges one resource. A rule that breaks says "unknown" for itself and leaves the others alone. */
export function judgeResource(rule: ResourceRule, resource: JudgedResource, settings: RuleSettings): Verdict {
  return verdict(
    rule,
    resource,
    settings,
    collect(() => rule.judge(resource, settings.values), breakdown),
  );
}

/** Judges all resources of a stack that the rule applies to, one verdict each. */
export function judgeStack(
  rule: StackRule,
  resources: readonly JudgedResource[],
  settings: RuleSettings,
): readonly Verdict[] {
  const applies = typeMatcher(rule.appliesTo);
  const subjects = resources.filter((resource) => applies(resource.type));
  if (subjects.length === 0) return [];
  const found = collect<StackFinding | Finding>(() => rule.judge({ subjects, resources }, settings.values), breakdown);
  return subjects.map((subject) => {
    const own = found.filter((finding) => !("resource" in finding) || finding.resource === subject);
    return verdict(rule, subject, settings, own);
  });
}

function collect<Found extends Finding>(
  judge: () => Iterable<Found>,
  onError: (error: unknown) => Finding,
): (Found | Finding)[] {
  const found: (Found | Finding)[] = [];
  try {
    for (const finding of judge()) found.push(finding);
  } catch (error) {
    found.push(onError(error));
  }
  return found;
}

function breakdown(error: unknown): Finding {
  const says = isUnknownValueError(error)
    ? "holds something that is not known yet"
    : `the rule itself broke off (${error instanceof Error ? error.name : typeof error}); please report it`;
  return { outcome: "unknown", path: "", says };
}

function verdict(rule: Rule, resource: JudgedResource, settings: RuleSettings, findings: readonly Finding[]): Verdict {
  const failed = findings.filter(({ outcome }) => outcome === "fail");
  const undecided = findings.filter(({ outcome }) => outcome === "unknown");
  const skipped = findings.find(({ outcome }) => outcome === "not-applicable");
  const base = { rule, resource, level: settings.level };
  const told = settings.whenUnknown === "fail" ? [...failed, ...undecided] : failed;
  if (told.length > 0) {
    return { ...base, outcome: "fail", paths: pathsOf(told), message: failureMessage(rule, told, undecided) };
  }
  if (undecided.length > 0 && settings.whenUnknown !== "ignore") {
    const message = `${sentences(undecided)} Judged again once it is known.`;
    return { ...base, outcome: "unknown", paths: pathsOf(undecided), message };
  }
  if (skipped !== undefined) return { ...base, outcome: "not-applicable", paths: [], message: skipped.says };
  return { ...base, outcome: "pass", paths: [], message: rule.title };
}

function failureMessage(rule: Rule, told: readonly Finding[], undecided: readonly Finding[]): string {
  const open = undecided.filter((finding) => !told.includes(finding));
  const also = open.length > 0 ? ` Not judged: ${open.map(({ path }) => path || "the resource").join(", ")}.` : "";
  return `${sentences(told)} Allowed: ${rule.allows} Fix: ${rule.remediation.join(" ")}${also}`;
}

function sentences(findings: readonly Finding[]): string {
  const lines = findings.map(({ path, says }) => (path === "" ? says : `${path} ${says}`));
  return `${[...new Set(lines)].join("; ")}.`;
}

function pathsOf(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ path }) => path))].filter((path) => path !== "");
}

/** One line that tells a person which rule said what about which resource. */
export function verdictLine(verdict: Verdict): string {
  return `${verdict.rule.id} ${displayName(verdict.resource)}: ${verdict.message}`;
}
