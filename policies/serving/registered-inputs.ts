import { looksAt, type StackRule } from "../rules/rule";

/**
 * What each resource was registered with. The engine shows stack policies outputs only, which for a component are just
 * what it chose to export, so the inputs seen while resources were registered are kept for them.
 */
export class RegisteredInputs {
  /** Whether a rule about stacks may look at resources of a type, beyond type, URN and name. */
  readonly concerns: (type: string) => boolean;
  readonly #inputs = new Map<string, () => unknown>();

  constructor(rules: readonly StackRule[]) {
    this.concerns = looksAt(rules);
  }

  keep(urn: string, type: string, properties: () => unknown): void {
    if (this.concerns(type)) this.#inputs.set(urn, properties);
  }

  /** How to read a resource's inputs; undefined for one that was not seen, or that no rule about stacks looks at. */
  of(urn: string): (() => unknown) | undefined {
    return this.#inputs.get(urn);
  }
}
