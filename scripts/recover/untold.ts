import { lookupOf } from "./lookups/all";
import type { Json } from "./plain-json";
import type { Described } from "./stack-state";

/** By URN what the program gives and no vendor tells: it would be missing after the vendor was asked, and count as changed. */
export function untoldOf(resources: readonly Described[]): ReadonlyMap<string, Json> {
  const known = resources.flatMap(({ urn, type, inputs }): [string, Json][] => {
    const lookup = lookupOf(type);
    const keys = lookup?.kind === "search" ? (lookup.untold ?? []) : [];
    const given = keys.filter((key) => inputs[key] !== undefined).map((key) => [key, inputs[key]]);
    return given.length === 0 ? [] : [[urn, Object.fromEntries(given)]];
  });
  return new Map(known);
}
