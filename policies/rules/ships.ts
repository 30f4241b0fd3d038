import { labelKeys, labelOf } from "./labels";
import type { JudgedResource } from "./resource";
import { urbitPlanet } from "./vendor-types";

/** Whether a resource holds a ship: it lies in a component that runs one, or its label names one. */
export type Holding = "yes" | "no" | "unknown";

export function holdsShip(resource: JudgedResource): Holding {
  if (resource.ancestorTypes.includes(urbitPlanet)) return "yes";
  const label = labelOf(resource, labelKeys.ship);
  if (label.state === "present") return "yes";
  return label.state === "unknown" ? "unknown" : "no";
}

/** One spelling for a ship: `~sampel-palnet`, however its owner or a vendor's label alphabet wrote it. */
export function shipName(text: string): string {
  return `~${text
    .trim()
    .toLowerCase()
    .replace(/^[~_]+/, "")
    .replace(/_/g, "-")}`;
}

/** A ship's name may be shown, anything else in its place may not. */
export function looksLikeShip(name: string): boolean {
  return /^~[a-z]{3}(?:[a-z]{3})?(?:-{1,2}[a-z]{6}){0,7}$/.test(name);
}
