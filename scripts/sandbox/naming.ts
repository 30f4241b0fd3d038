// Names that a program leaves to the provider: the resource's own name and a few hex digits, as the bridge forms them.
import { type DefaultsRequest, type Naming, newestOf } from "./clouds/cloud";
import { hexDigits } from "./clouds/inventing";
import { type PlainObject, textOf } from "./values";

export interface NamingRequest extends DefaultsRequest {
  readonly naming: Naming;
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

function invented(request: NamingRequest): string {
  const { naming, scene, urn, name } = request;
  const digits = naming.digits ?? 7;
  const stem = name.slice(0, Math.max(1, (naming.maximum ?? 255) - digits - 1));
  return `${stem}-${hexDigits(digits, scene.seed, "name", urn, newestOf(request))}`;
}

/** True where the name was the provider's own doing. */
export function looksAutonamed(inputs: PlainObject, naming: Naming, name: string): boolean {
  const given = textOf(inputs[naming.property]);
  const digits = naming.digits ?? 7;
  if (given === undefined || !new RegExp(`-[0-9a-f]{${digits}}$`).test(given)) return false;
  return name.startsWith(given.slice(0, -digits - 1));
}
