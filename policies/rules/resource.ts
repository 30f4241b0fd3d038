import { Reading } from "./reading";

/** Resource options that a policy can see. `undefined`: not set. `"invisible"`: this input does not tell. */
export interface JudgedOptions {
  readonly protect: boolean | "invisible" | undefined;
  readonly deleteBeforeReplace: boolean | "invisible" | undefined;
  readonly ignoreChanges: readonly string[];
}

export interface JudgedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string | undefined;
  /** What the program asked for. */
  readonly inputs: Reading;
  /** What is known of the resource itself: inputs, and the vendor's answers where there are any. */
  readonly outputs: Reading;
  readonly options: JudgedOptions;
  /** Types of the components that this resource lies in, outermost first. */
  readonly ancestorTypes: readonly string[];
  /** URNs that a property was computed from, where the engine tells. */
  readonly dependenciesOf: (property: string) => readonly string[];
  /** True for what the program only reads: rules about a resource of its own do not apply. */
  readonly isExternal: boolean;
}

export interface JudgedStack {
  /** The resources that the rule applies to. */
  readonly subjects: readonly JudgedResource[];
  readonly resources: readonly JudgedResource[];
}

export interface ResourceFacts {
  readonly type: string;
  readonly name: string;
  readonly urn?: string | undefined;
  readonly inputs: unknown;
  readonly outputs?: unknown;
  readonly options?: Partial<JudgedOptions> | undefined;
  readonly parentUrn?: string | undefined;
  readonly ancestorTypes?: readonly string[] | undefined;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly isExternal?: boolean | undefined;
}

export function judgedResource(facts: ResourceFacts): JudgedResource {
  const inputs = Reading.of(facts.inputs);
  return {
    type: facts.type,
    name: facts.name,
    urn: facts.urn,
    inputs,
    outputs: facts.outputs === undefined ? inputs : Reading.of(facts.outputs),
    options: {
      protect: facts.options?.protect,
      deleteBeforeReplace: facts.options?.deleteBeforeReplace,
      ignoreChanges: facts.options?.ignoreChanges ?? [],
    },
    ancestorTypes: facts.ancestorTypes ?? ancestorTypes(facts.urn, facts.parentUrn),
    dependenciesOf: (property) => facts.propertyDependencies?.[property] ?? [],
    isExternal: facts.isExternal ?? false,
  };
}

export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** Types from the outermost component to the resource itself. */
  readonly types: readonly string[];
  readonly name: string;
}

/** `urn:pulumi:<stack>::<project>::<outer type>$<type>::<name>`; the name may hold `::` itself. */
export function urnParts(urn: string | undefined): UrnParts | undefined {
  const match = /^urn:pulumi:(?<stack>.*?)::(?<project>.*?)::(?<types>.*?)::(?<name>[\s\S]*)$/.exec(urn ?? "");
  const { stack, project, types, name } = match?.groups ?? {};
  if (stack === undefined || project === undefined || types === undefined || name === undefined) return undefined;
  return { stack, project, types: types.split("$"), name };
}

/** From the URN, or from the parent where the URN lists none. */
export function ancestorTypes(urn: string | undefined, parentUrn: string | undefined): readonly string[] {
  const own = urnParts(urn)?.types.slice(0, -1) ?? [];
  // A component's URN lists only components; the engine drops the stack's own type from it.
  return own.length > 0 ? own : (urnParts(parentUrn)?.types ?? []);
}

/** What a person calls the resource in a report. */
export function displayName(resource: JudgedResource): string {
  return resource.urn ?? resource.name;
}
