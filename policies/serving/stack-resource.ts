import { Reading } from "../rules/reading";
import { ancestorTypes, type JudgedOptions, type JudgedResource } from "../rules/resource";
import type { AskedResource } from "./asked-resource";
import type { RegisteredInputs } from "./registered-inputs";

/** The stack as rules see it: inputs where they were seen, else outputs; each read only if a rule looks at it. */
export function judgedStack(asked: readonly AskedResource[], registered: RegisteredInputs): readonly JudgedResource[] {
  const urns = new Set(asked.map(({ urn }) => urn));
  return asked.map((resource) => new StackResource(resource, registered.of(resource.urn), urns));
}

class StackResource implements JudgedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly isExternal = false;
  readonly #asked: AskedResource;
  readonly #seen: (() => unknown) | undefined;
  readonly #urns: ReadonlySet<string>;
  #inputs: Reading | undefined;
  #outputs: Reading | undefined;

  constructor(asked: AskedResource, seen: (() => unknown) | undefined, urns: ReadonlySet<string>) {
    this.type = asked.type;
    this.name = asked.name;
    this.urn = asked.urn;
    this.#asked = asked;
    this.#seen = seen;
    this.#urns = urns;
  }

  get inputs(): Reading {
    this.#inputs ??= this.#seen === undefined ? this.outputs : Reading.of(this.#seen());
    return this.#inputs;
  }

  get outputs(): Reading {
    this.#outputs ??= Reading.of(this.#asked.properties());
    return this.#outputs;
  }

  get options(): JudgedOptions {
    return this.#asked.options();
  }

  get ancestorTypes(): readonly string[] {
    return ancestorTypes(this.urn, this.#asked.options().parent);
  }

  /** Only of resources that are in the stack: what a property was made from may be gone from it. */
  dependenciesOf(property: string): readonly string[] {
    return (this.#asked.dependencies().get(property) ?? []).filter((urn) => this.#urns.has(urn));
  }
}
