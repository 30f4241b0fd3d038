import { isJson, type Json, jsonAt, listAt, textAt } from "./plain-json";

/** A resource as a state or a plan describes it. */
export interface Described {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly parent: string | undefined;
  /** URN of the provider; undefined for components and providers. */
  readonly provider: string | undefined;
  readonly custom: boolean;
  readonly protect: boolean;
  /** Inputs as the program gives them. What is unknown or secret is not told. */
  readonly inputs: Json;
}

/** A resource that the state holds. */
export interface Held extends Described {
  readonly id: string | undefined;
  /** Deleted already to make room for its replacement, which does not exist yet. */
  readonly awaitsReplacement: boolean;
}

/** An operation whose end nobody saw. */
export interface PendingOperation {
  readonly kind: string;
  readonly resource: Held;
}

export interface StackState {
  readonly held: readonly Held[];
  readonly pending: readonly PendingOperation[];
}

// The engine's sign for a value that is not known yet, and what it prints for a secret.
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const hidden = "[secret]";
const secretSign = "4dabf18193072939515e22adb298388d";

function told(value: unknown): unknown {
  if (value === unknownValue || value === hidden) return undefined;
  if (Array.isArray(value)) return value.map(told);
  if (!isJson(value)) return value;
  if (secretSign in value) return undefined;
  const entries = Object.entries(value).map(([key, inner]) => [key, told(inner)] as const);
  return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
}

/** The part of a URN behind the last `::`. */
export function nameIn(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** `urn::id` as the engine refers to providers, without the id. */
function withoutId(reference: string | undefined): string | undefined {
  return reference?.slice(0, reference.lastIndexOf("::"));
}

export function describe(entry: Json): Described | undefined {
  const urn = textAt(entry, "urn");
  const type = textAt(entry, "type");
  if (urn === undefined || type === undefined) return undefined;
  const inputs = told(entry["inputs"]);
  return {
    urn,
    type,
    name: nameIn(urn),
    parent: textAt(entry, "parent"),
    provider: withoutId(textAt(entry, "provider")),
    custom: entry["custom"] === true,
    protect: entry["protect"] === true,
    inputs: isJson(inputs) ? inputs : {},
  };
}

function held(entry: Json): Held[] {
  const described = describe(entry);
  if (described === undefined) return [];
  return [{ ...described, id: textAt(entry, "id"), awaitsReplacement: entry["pendingReplacement"] === true }];
}

/** Reads what `pulumi stack export` wrote. */
export function readStackState(exported: Json): StackState {
  const operations = listAt(exported, "deployment", "pending_operations");
  return {
    held: listAt(exported, "deployment", "resources").flatMap(held),
    pending: operations.flatMap((operation) => {
      const [resource] = held(isJson(operation["resource"]) ? operation["resource"] : {});
      return resource === undefined ? [] : [{ kind: textAt(operation, "type") ?? "", resource }];
    }),
  };
}

/** An entry that refers to none of these. What comes back under their URN is referred to again by the next deployment. */
function withoutReferences(entry: Json, gone: ReadonlySet<string>): Json {
  const staying = (list: unknown) => (Array.isArray(list) ? list.filter((urn) => !gone.has(String(urn))) : list);
  const { deletedWith, propertyDependencies, ...rest } = entry;
  const byProperty = isJson(propertyDependencies) ? Object.entries(propertyDependencies) : [];
  return {
    ...rest,
    ...("dependencies" in entry ? { dependencies: staying(entry["dependencies"]) } : {}),
    ...("replaceWith" in entry ? { replaceWith: staying(entry["replaceWith"]) } : {}),
    ...(byProperty.length === 0
      ? {}
      : { propertyDependencies: Object.fromEntries(byProperty.map(([key, urns]) => [key, staying(urns)])) }),
    ...(deletedWith === undefined || gone.has(String(deletedWith)) ? {} : { deletedWith }),
  };
}

/**
 * The same state without what awaits its replacement: gone at the vendor already, and in the way of adopting the
 * replacement under the same URN. What stays may depend on it (a name on a server's address), and the engine takes no
 * state that refers to what it does not hold.
 */
export function withoutAwaiting(exported: Json): Json {
  const deployment = jsonAt(exported, "deployment");
  if (!isJson(deployment)) return exported;
  const awaiting = (entry: Json) => entry["pendingReplacement"] === true;
  const all = listAt(deployment, "resources");
  const gone = new Set(all.filter(awaiting).map((entry) => textAt(entry, "urn") ?? ""));
  const resources = all.filter((entry) => !awaiting(entry)).map((entry) => withoutReferences(entry, gone));
  return { ...exported, deployment: { ...deployment, resources } };
}

/**
 * The same state with these inputs of these resources written in, by URN: what no vendor tells of, so that an import could
 * not bring it, although it is known how the resource was made.
 */
export function withInputs(exported: Json, inputs: ReadonlyMap<string, Json>): Json {
  const deployment = jsonAt(exported, "deployment");
  if (!isJson(deployment)) return exported;
  const resources = listAt(deployment, "resources").map((entry) => {
    const more = inputs.get(textAt(entry, "urn") ?? "");
    if (more === undefined) return entry;
    const filled = (key: string) => ({ ...(isJson(entry[key]) ? entry[key] : {}), ...more });
    return { ...entry, inputs: filled("inputs"), outputs: filled("outputs") };
  });
  return { ...exported, deployment: { ...deployment, resources } };
}
