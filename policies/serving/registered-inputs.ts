import type { PolicyResource } from "@pulumi/policy";
import { type JudgedResource, judgedResource } from "../rules/resource";
import { type StackRule, typeMatcher } from "../rules/rule";
import { plainProperties, visibleOptions } from "./library-values";

/**
 * What each resource was registered with. The engine shows stack policies outputs only, which for a component are just
 * what it chose to export, so the inputs seen while resources were registered are kept for them.
 */
export class RegisteredInputs {
  readonly #inputs = new Map<string, unknown>();
  readonly #wanted: (type: string) => boolean;
  readonly #stacks = new WeakMap<object, readonly JudgedResource[]>();

  constructor(rules: readonly StackRule[]) {
    const matchers = rules.map((rule) => typeMatcher(rule.appliesTo));
    const companions = typeMatcher({ patterns: [/[fF]irewall/] });
    this.#wanted = (type) => companions(type) || matchers.some((matches) => matches(type));
  }

  keep(urn: string, type: string, properties: object): void {
    if (this.#wanted(type)) this.#inputs.set(urn, plainProperties(properties));
  }

  /** The stack as rules see it: inputs where they were seen, else outputs. Built once for all rules of a call. */
  stack(resources: readonly PolicyResource[]): readonly JudgedResource[] {
    // Properties are read once per call of the engine, so the first resource's tell one call from the next.
    const call = plainProperties(resources[0]?.props ?? {});
    const known = isObject(call) ? this.#stacks.get(call) : undefined;
    if (known !== undefined) return known;
    const stack = resources.map((resource) => this.#judge(resource));
    if (isObject(call)) this.#stacks.set(call, stack);
    return stack;
  }

  #judge(resource: PolicyResource): JudgedResource {
    const outputs = plainProperties(resource.props);
    return judgedResource({
      type: resource.type,
      name: resource.name,
      urn: resource.urn,
      inputs: this.#inputs.get(resource.urn) ?? outputs,
      outputs,
      options: visibleOptions(resource.opts),
      parentUrn: resource.opts.parent,
      propertyDependencies: dependencyUrns(resource),
    });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function dependencyUrns({ propertyDependencies }: PolicyResource): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(propertyDependencies).map(([property, sources]) => [property, sources.map(({ urn }) => urn)]),
  );
}
