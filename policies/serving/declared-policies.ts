import type { Pack, PackedRule } from "../packs/pack";
import { usedExceptions, validExceptions } from "../rules/exceptions";
import type { Level, Setting, Severity } from "../rules/rule";
import { settingsSchema } from "../rules/settings";

/** What the engine is told about a policy before it asks anything. */
export interface DeclaredPolicy {
  readonly name: string;
  readonly description: string;
  readonly enforcementLevel: Level;
  readonly severity: Severity;
  readonly tags: readonly string[];
  readonly remediationSteps: string;
  readonly settings: Readonly<Record<string, Setting>> | undefined;
  readonly scope: "resource" | "stack";
}

/** Malformed and lapsed exceptions fail at once. */
export const exceptionsHold: DeclaredPolicy = {
  name: validExceptions,
  description: "Every exception is well formed and has not run out.",
  enforcementLevel: "mandatory",
  severity: "high",
  tags: [],
  remediationSteps: "Mend, renew or remove the entry in policies/exceptions.yaml.",
  settings: undefined,
  scope: "resource",
};

/** Unused exceptions fail at the end. */
export const exceptionsAreUsed: DeclaredPolicy = {
  name: usedExceptions,
  description: "Every exception excuses something.",
  enforcementLevel: "mandatory",
  severity: "low",
  tags: [],
  remediationSteps: "Remove the entry from policies/exceptions.yaml.",
  settings: undefined,
  scope: "stack",
};

/** Each rule a policy of its own, so that names, levels, settings and results stay apart. */
export function declaredRule({ rule, level }: PackedRule): DeclaredPolicy {
  return {
    name: rule.id,
    description: rule.title,
    enforcementLevel: level,
    severity: rule.severity,
    tags: [`objective:${rule.objective}`],
    remediationSteps: rule.remediation.map((step, index) => `${index + 1}. ${step}`).join("\n"),
    settings: settingsSchema(rule),
    scope: rule.scope,
  };
}

/** All policies of a pack in the order in which they speak: only the last knows which exceptions the others used. */
export function declaredPolicies(pack: Pack): readonly DeclaredPolicy[] {
  return [exceptionsHold, ...pack.rules.map(declaredRule), exceptionsAreUsed];
}
