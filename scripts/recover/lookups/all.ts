import { cloudflareLookups } from "./cloudflare";
import { hetznerLookups } from "./hetzner";
import type { Lookup } from "./lookup";
import { repeatableLookups } from "./repeatable";

const lookups = { ...hetznerLookups, ...cloudflareLookups, ...repeatableLookups };

/** How a type is looked up; undefined where nobody has said yet. */
export function lookupOf(type: string): Lookup | undefined {
  return new Map(Object.entries(lookups)).get(type);
}
