import type { JudgedOptions } from "../rules/resource";
import { plainProperties } from "./wire-properties";
import { WireReader } from "./wire-reader";

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

/** Reads `AnalyzeRequest` and `AnalyzerResource`, which number what they share alike. */
export function askedResource(message: WireReader): AskedResource {
  let type = "";
  let urn = "";
  let name = "";
  let properties: WireReader | undefined;
  let options: WireReader | undefined;
  const dependencies: WireReader[] = [];
  while (message.next()) {
    if (message.field === 1) type = message.text();
    else if (message.field === 2) properties = message.message();
    else if (message.field === 3) urn = message.text();
    else if (message.field === 4) name = message.text();
    else if (message.field === 5) options = message.message();
    else if (message.field === 9) dependencies.push(message.message());
  }
  return {
    type,
    urn,
    name,
    properties: once(() => (properties === undefined ? {} : plainProperties(properties))),
    options: once(() => readOptions(options)),
    dependencies: once(() => new Map(dependencies.map(readDependencies))),
  };
}

export function askedStack(bytes: Buffer): readonly AskedResource[] {
  const message = new WireReader(bytes);
  const resources: AskedResource[] = [];
  while (message.next()) if (message.field === 1) resources.push(askedResource(message.message()));
  return resources;
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

/** Keeps what was read: the bytes can be gone through only once. */
function once<Value>(read: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
