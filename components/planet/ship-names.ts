import { valid } from "@urbit/aura";

/** A ship as Urbit writes it, however a person did: with its sig, in lower case. Undefined where it is no ship at all. */
export function canonicalShip(text: string): string | undefined {
  const name = `~${text.trim().toLowerCase().replace(/^~/, "")}`;
  return valid("p", name) ? name : undefined;
}
