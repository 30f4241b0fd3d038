import { judgeResource, judgeStack, type Verdict } from "./judging";
import { judgedResource, type ResourceFacts } from "./resource";
import type { Rule } from "./rule";
import { ruleSettings } from "./settings";
import { secretSignature, signatureKey, unknownSentinel } from "./wire-markers";

/** A resource as a rule's test writes it down. */
export interface Tried extends Omit<ResourceFacts, "inputs" | "name"> {
  readonly name?: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/** A property that the engine does not know yet. */
export const notKnown = unknownSentinel;

/** A property as the engine marks secrets on the wire. */
export function secretly(value: unknown): unknown {
  return { [signatureKey]: secretSignature, value };
}

/** A secret that nobody decrypted, as a state file holds it. */
export const encrypted = { [signatureKey]: secretSignature, ciphertext: "v1:abc" };

/** What a rule says about these resources together, one verdict each, "not-applicable" included. */
export function verdicts(
  rule: Rule,
  tried: readonly Tried[],
  settings: Readonly<Record<string, unknown>> = {},
): readonly Verdict[] {
  const resources = tried.map(({ props, name = "tried", ...facts }) =>
    judgedResource({ ...facts, name, inputs: props }),
  );
  const chosen = ruleSettings(rule, rule.level, settings);
  return rule.scope === "stack"
    ? judgeStack(rule, resources, chosen)
    : resources.map((resource) => judgeResource(rule, resource, chosen));
}

/** What a rule says about one resource: the outcome, and the properties it points at. */
export function saying(rule: Rule, tried: Tried, settings: Readonly<Record<string, unknown>> = {}): string {
  const [verdict] = verdicts(rule, [tried], settings);
  return verdict === undefined ? "nothing" : [verdict.outcome, ...verdict.paths].join(" ");
}

/** The URN of a resource inside a planet, as the engine builds it. */
export function urnInPlanet(type: string, name = "zod-server"): string {
  return `urn:pulumi:dev::harbour::roadstead:index:UrbitPlanet$roadstead:index:Machine$${type}::${name}`;
}
