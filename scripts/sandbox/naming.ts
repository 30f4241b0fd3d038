// Names that a program leaves to the provider: the resource's own name and a few hex digits, as the bridge forms them.
import type { Naming, Scene } from "./clouds/cloud";
import { hexDigits } from "./clouds/inventing";
import { type PlainObject, textOf } from "./values";

export interface NamingRequest {
  readonly naming: Naming;
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  readonly scene: Scene;
  /** Inputs the resource has now; none where it is new or replaced. */
  readonly olds: PlainObject;
  readonly proposed?: string;
  readonly mode: "propose" | "enforce" | "off";
}

export function autonamed(inputs: PlainObject, request: NamingRequest): PlainObject {
  const { property } = request.naming;
  if (inputs[property] !== undefined && inputs[property] !== null) return inputs;
  const kept = textOf(request.olds[property]);
  if (kept !== undefined) return { ...inputs, [property]: kept };
  if (request.mode === "off") return inputs;
  return { ...inputs, [property]: request.proposed ?? invented(request) };
}

function invented({ naming, scene, type, urn, name }: NamingRequest): string {
  const digits = naming.digits ?? 7;
  const stem = name.slice(0, Math.max(1, (naming.maximum ?? 255) - digits - 1));
  // A replacement must not take the name of what it replaces, so what exists of this resource counts.
  const present = scene.world.of(scene.account, type).filter((one) => one.urn === urn);
  const newest = present.reduce((most, one) => Math.max(most, one.number), 0);
  return `${stem}-${hexDigits(digits, scene.seed, "name", urn, newest)}`;
}

/** True where the name was the provider's own doing. */
export function looksAutonamed(inputs: PlainObject, naming: Naming, name: string): boolean {
  const given = textOf(inputs[naming.property]);
  const digits = naming.digits ?? 7;
  if (given === undefined || !new RegExp(`-[0-9a-f]{${digits}}$`).test(given)) return false;
  return name.startsWith(given.slice(0, -digits - 1));
}
