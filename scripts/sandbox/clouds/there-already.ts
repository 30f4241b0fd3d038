// What an account had before the sandbox: a program names it by an id that the sandbox never gave, and it counts as there.
// An id that the sandbox gave and has no more is a thing deleted, and refused.
import type { Plain, PlainObject } from "../values";
import type { Scene } from "./cloud";
import { digest, hexDigits } from "./inventing";

/** A positive number outside those that the sandbox has given so far to things of the kind. */
export function isForeignNumber(scene: Scene, id: Plain | undefined, first: number): boolean {
  const text = String(id ?? "");
  if (!/^[1-9]\d*$/.test(text)) return false;
  const at = Number(text) - first;
  return at < 0 || at > scene.world.nextNumber;
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A UUID that is none of those that the sandbox forms from its numbers. */
export function isForeignUuid(scene: Scene, id: Plain | undefined, given: (number: number) => string): boolean {
  const text = String(id ?? "");
  if (!uuidForm.test(text)) return false;
  for (let number = 1; number <= scene.world.nextNumber; number += 1) if (given(number) === text) return false;
  return true;
}

/** Whether a name or text holds the mark by which a deployment knows its own again: nothing from before the sandbox has one. */
export function bearsMark(text: string): boolean {
  return /(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/.test(text);
}

export function thereAlready(what: string, ids: readonly Plain[]): string | undefined {
  if (ids.length === 0) return undefined;
  return `${what} ${ids.map(String).join(", ")}: not made in the sandbox, so it counts as there already`;
}

/** An id that no counter of the sandbox comes to, always the same for the same name. */
export function foreignNumber(...parts: readonly string[]): number {
  return 1_000_000 + (digest("there already", ...parts).readUInt32BE(0) % 1_000_000);
}

/** A key that somebody else keeps: valid in form, and nobody's. */
export function foreignKey(name: string): string {
  const blob = Buffer.concat([
    Buffer.from([0, 0, 0, 11]),
    Buffer.from("ssh-ed25519"),
    Buffer.from([0, 0, 0, 32]),
    Buffer.from(hexDigits(64, "foreign key", name), "hex"),
  ]);
  return `ssh-ed25519 ${blob.toString("base64")} ${name}`;
}

/** The answer for a lookup by one of these arguments that found nothing. */
export type Assumed = (args: PlainObject, scene: Scene) => PlainObject | undefined;
