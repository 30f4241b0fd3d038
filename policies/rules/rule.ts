import type { Reading } from "./reading";
import type { JudgedResource, JudgedStack } from "./resource";

export const severities = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof severities)[number];

/** What a failed rule does: refuse the change, tell, or nothing. */
export const levels = ["mandatory", "advisory", "disabled"] as const;
export type Level = (typeof levels)[number];

/** Control objectives: each rule serves one, and only this list is mapped to the controls of a framework. */
export const objectives = {
  NET: "restrict inbound network paths",
  EGR: "restrict outbound paths",
  SEG: "segment networks and tenants",
  ADM: "protect management planes",
  PUB: "no unintended public data",
  ENC: "encrypt at rest",
  KEY: "key custody and rotation",
  TLS: "encrypt in transit",
  IAM: "least privilege",
  AUT: "strong, unique authentication",
  SEC: "protect credentials and secrets",
  ROT: "limit credential lifetime",
  SUP: "artefact provenance and pinning",
  VUL: "supported and patched software",
  HRD: "hardened workload configuration",
  BKP: "backups exist and can be restored",
  AVL: "resilience and capacity",
  INT: "protect against destruction and alteration",
  LOG: "generate audit logs",
  RET: "keep and protect logs and records",
  MON: "detect and alert",
  RES: "location of data",
  DSP: "limit retention, dispose",
  OWN: "inventory, ownership, classification",
  ENV: "separate environments",
  CHG: "controlled change",
  WAF: "protect public web applications",
} as const;
export type Objective = keyof typeof objectives;

/** Types a rule applies to, by token: exact ones, prefixes (`kubernetes:apps/`) or patterns. */
export interface TypeMatch {
  readonly exact?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly patterns?: readonly RegExp[];
}

/** A setting of a rule, in JSON schema terms the engine's CLI understands. */
export type Setting =
  | {
      readonly type: "string";
      readonly default: string;
      readonly enum?: readonly string[];
      readonly description: string;
    }
  | { readonly type: "number" | "integer"; readonly default: number; readonly description: string }
  | { readonly type: "boolean"; readonly default: boolean; readonly description: string }
  | {
      readonly type: "array";
      readonly items: { readonly type: "string" | "integer" };
      readonly default: ReadonlyArray<string | number>;
      readonly description: string;
    };

/** One thing that a rule has to say about one property. A rule that says nothing passes. */
export interface Finding {
  readonly outcome: "fail" | "unknown" | "not-applicable";
  /** Property path; empty for the resource as a whole. */
  readonly path: string;
  /** What is wrong, never with a value that could be secret. */
  readonly says: string;
}

export interface StackFinding extends Finding {
  readonly resource: JudgedResource;
}

interface RuleFacts {
  /** `<domain>-<verb-subject>`: the file's path, so that a name in a report leads to its code. */
  readonly id: string;
  /** The wanted state, as a sentence. */
  readonly title: string;
  readonly severity: Severity;
  readonly level: Level;
  readonly objective: Objective;
  /** What a good value looks like. */
  readonly allows: string;
  /** Steps that mend a failure. */
  readonly remediation: readonly string[];
  /** Where the knowledge comes from: vendor behaviour, documentation, standard. */
  readonly source: string;
  readonly appliesTo: TypeMatch;
  readonly settings?: Readonly<Record<string, Setting>>;
}

/** Judges one resource by its inputs, before anything happens to it. */
export interface ResourceRule extends RuleFacts {
  readonly scope: "resource";
  readonly judge: (resource: JudgedResource, settings: Reading) => Iterable<Finding>;
}

/** Judges resources together, once all are registered. Cannot stop an update in time: gate on the preview. */
export interface StackRule extends RuleFacts {
  readonly scope: "stack";
  /** Types that it looks at (more than type, URN and name) beside those it applies to. Left out: all, which are kept for it. */
  readonly alsoReads?: TypeMatch;
  readonly judge: (stack: JudgedStack, settings: Reading) => Iterable<StackFinding>;
}

export type Rule = ResourceRule | StackRule;

/** Where a finding points: a property that was read, or a path such as `opts.protect`. */
export type Place = Reading | string;

const pathOf = (place: Place) => (typeof place === "string" ? place : place.path);

export function fails(place: Place, says: string): Finding {
  return { outcome: "fail", path: pathOf(place), says };
}

export function unknown(place: Place, says = "is not known yet"): Finding {
  return { outcome: "unknown", path: pathOf(place), says };
}

/** For a property that is there but has a form this rule cannot read: said, never passed over. */
export function unreadable(place: Place): Finding {
  return unknown(place, "has a form that this rule cannot read");
}

export function notApplicable(says: string): Finding {
  return { outcome: "not-applicable", path: "", says };
}

/** A quick test by type, remembered per type since thousands of resources share a few dozen. */
export function typeMatcher(match: TypeMatch): (type: string) => boolean {
  const exact = new Set(match.exact);
  const seen = new Map<string, boolean>();
  return (type) => {
    const known = seen.get(type);
    if (known !== undefined) return known;
    const answer =
      exact.has(type) ||
      (match.prefixes ?? []).some((prefix) => type.startsWith(prefix)) ||
      (match.patterns ?? []).some((pattern) => pattern.test(type));
    seen.set(type, answer);
    return answer;
  };
}

/** Whether one of these rules may look at resources of a type, beyond type, URN and name. */
export function looksAt(rules: readonly StackRule[]): (type: string) => boolean {
  const everything: TypeMatch = { prefixes: [""] };
  const matchers = rules.flatMap(({ appliesTo, alsoReads = everything }) => [appliesTo, alsoReads].map(typeMatcher));
  return (type) => matchers.some((matches) => matches(type));
}
