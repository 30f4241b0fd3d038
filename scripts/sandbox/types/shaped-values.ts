// Values shaped by what a type promises of an output: what a vendor fills in inside the objects and lists that a program gave.
import { exampleOutput } from "./example-values";
import type { PackageTypes, TypeRef } from "./package-types";
import { isUnknown, isWireObject, signatureKey } from "./wire-values";

/** Stands for a promised member that nobody gave. `before` is what was at that place until now. */
export type Filling = (property: Parameters<typeof exampleOutput>[1], path: string, before: unknown) => unknown;

/** The value with every member that its type promises, deep inside too. */
export function completed(
  types: PackageTypes,
  type: TypeRef,
  value: unknown,
  path: string,
  fill: Filling,
  before?: unknown,
): unknown {
  if (isUnknown(value)) return value;
  if (type.kind === "array" && Array.isArray(value)) {
    const old: readonly unknown[] = Array.isArray(before) ? before : [];
    return value.map((item: unknown, at) => completed(types, type.items, item, `${path}/${at}`, fill, old[at]));
  }
  if (!isWireObject(value) || value[signatureKey] !== undefined) return value;
  const old = isWireObject(before) ? before : {};
  if (type.kind === "map") {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        completed(types, type.values, member, `${path}/${key}`, fill, old[key]),
      ]),
    );
  }
  if (type.kind !== "object") return value;
  const result: Record<string, unknown> = { ...value };
  for (const [name, property] of Object.entries(types.object(type.token)?.properties ?? {})) {
    const given = value[name];
    const at = `${path}/${name}`;
    if (given !== undefined && given !== null) {
      result[name] = completed(types, property.type, given, at, fill, old[name]);
    } else if (property.required) result[name] = fill(property, at, old[name]);
  }
  return result;
}

/** Made-up, unless there was a value already. */
export function inventing(types: PackageTypes, seed: string): Filling {
  return (property, path, before) => before ?? exampleOutput(types, property, `${seed}/${path}`);
}

/** The parts of a value that the program itself gave: what the vendor filled in beside them is left out. */
export function asGiven(value: unknown, given: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(given)) {
    return value.map((item: unknown, at) => (at < given.length ? asGiven(item, given[at]) : item));
  }
  if (!isWireObject(value) || !isWireObject(given) || value[signatureKey] !== undefined) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (name in given ? [[name, asGiven(member, given[name])]] : [])),
  );
}
