// Things that an account had before the sandbox, read by `get()`: their outputs are invented from their types.
import { exampleOutput } from "./types/package-types";
import { type PlainObject, unmark } from "./values";
import { sceneOf, type Vendor } from "./vendor";

/** Undefined where the sandbox gave the id itself, or no such thing could have it. */
export function foreignState(vendor: Vendor, type: string, id: string, account: string): PlainObject | undefined {
  const told = vendor.cloud.foreign?.(type, id, sceneOf(vendor, account));
  if (told === undefined) return undefined;
  const outputs: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(vendor.types.resource(type)?.outputs ?? {})) {
    if (name !== "id" && name !== "urn")
      outputs[name] = told[name] ?? exampleOutput(vendor.types, property, `${vendor.seed} ${type} ${id}/${name}`);
  }
  return unmark(outputs).value;
}
