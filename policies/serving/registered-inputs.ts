import { type StackRule, typeMatcher } from "../rules/rule";

/**
 * What each resource was registered with. The engine shows stack policies outputs only, which for a component are just
 * what it chose to export, so the inputs seen while resources were registered are kept for them.
 */
export class RegisteredInputs {
  readonly #inputs = new Map<string, () => unknown>();
  readonly #wanted: (type: string) => boolean;

  constructor(rules: readonly StackRule[]) {
    const matchers = rules.map((rule) => typeMatcher(rule.appliesTo));
    const companions = typeMatcher({ patterns: [/[fF]irewall/] });
    this.#wanted = (type) => companions(type) || matchers.some((matches) => matches(type));
  }

  keep(urn: string, type: string, properties: () => unknown): void {
    if (this.#wanted(type)) this.#inputs.set(urn, properties);
  }

  /** How to read a resource's inputs; undefined for one that was not seen, or that no rule about stacks looks at. */
  of(urn: string): (() => unknown) | undefined {
    return this.#inputs.get(urn);
  }
}
