import type { JudgedOptions } from "../rules/resource";
import { plainProperties } from "./wire-properties";
import type { WireReader } from "./wire-reader";

/** A resource that the engine asks about. What only some rules want to know is read when it is asked for. */
export interface AskedResource {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  readonly properties: () => Record<string, unknown>;
  readonly options: () => AskedOptions;
  /** URNs that a property was computed from. Told only once the whole stack is known. */
  readonly dependencies: () => ReadonlyMap<string, readonly string[]>;
}

export interface AskedOptions extends JudgedOptions {
  readonly parent: string | undefined;
}

/** What a message about a resource holds, in whatever way it was read. */
export interface AskedParts {
  type: string;
  urn: string;
  name: string;
  properties: () => Record<string, unknown>;
  options: WireReader | undefined;
  readonly dependencies: WireReader[];
}

/** The fields of `AnalyzeRequest` and `AnalyzerResource`, which number what they share alike. */
export const askedFields = { type: 1, properties: 2, urn: 3, name: 4, options: 5, dependencies: 9 } as const;

export function noParts(): AskedParts {
  return { type: "", urn: "", name: "", properties: () => ({}), options: undefined, dependencies: [] };
}

/** A resource whose question has come whole. */
export function askedResource(message: WireReader): AskedResource {
  const parts = noParts();
  while (message.next()) {
    if (message.field === askedFields.type) parts.type = message.text();
    else if (message.field === askedFields.properties) parts.properties = propertiesIn(message.message());
    else if (message.field === askedFields.urn) parts.urn = message.text();
    else if (message.field === askedFields.name) parts.name = message.text();
    else if (message.field === askedFields.options) parts.options = message.message();
    else if (message.field === askedFields.dependencies) parts.dependencies.push(message.message());
  }
  return askedOf(parts);
}

export function propertiesIn(struct: WireReader): () => Record<string, unknown> {
  return () => plainProperties(struct);
}

export function askedOf({ type, urn, name, properties, options, dependencies }: AskedParts): AskedResource {
  return {
    type,
    urn,
    name,
    properties: once(properties),
    options: once(() => readOptions(options)),
    dependencies: once(() => new Map(dependencies.map(readDependencies))),
  };
}

function readOptions(message: WireReader | undefined): AskedOptions {
  if (message === undefined) throw new Error("The engine tells no resource options. Use a newer Pulumi CLI.");
  const ignoreChanges: string[] = [];
  let protect = false;
  let deleteBeforeReplace = false;
  let isDefined = false;
  let parent = "";
  while (message.next()) {
    if (message.field === 1) protect = message.flag();
    else if (message.field === 2) ignoreChanges.push(message.text());
    else if (message.field === 3) deleteBeforeReplace = message.flag();
    else if (message.field === 4) isDefined = message.flag();
    else if (message.field === 8) parent = message.text();
  }
  return {
    protect,
    ignoreChanges,
    deleteBeforeReplace: isDefined ? deleteBeforeReplace : undefined,
    parent: parent === "" ? undefined : parent,
  };
}

function readDependencies(entry: WireReader): readonly [string, readonly string[]] {
  let property = "";
  const urns: string[] = [];
  while (entry.next()) {
    if (entry.field === 1) property = entry.text();
    else if (entry.field === 2) {
      const sources = entry.message();
      while (sources.next()) if (sources.field === 1) urns.push(sources.text());
    }
  }
  return [property, urns];
}

/** Keeps what was read and lets go of the bytes, which can be gone through only once. */
function once<Value>(read: () => Value): () => Value {
  let state: { readonly read: () => Value } | { readonly value: Value } = { read };
  return () => {
    if ("read" in state) state = { value: state.read() };
    return state.value;
  };
}
