import { createHash } from "node:crypto";
import { componentOf } from "../../core/children";
import { nameForms, physicalName } from "../../core/naming";
import { ownershipKeys, tagOf } from "../../core/ownership";
import type { NameContext } from "../resolve";

/** Word in a label that must not change while data lives in a place. */
export const placeLabel = "roadstead-place";

/** What a label of retained data is made of. All of it can be worked out from a URN and a region, so that the label can be searched for. */
export interface HeldData extends NameContext {
  /** The child's logical name, and its role in its component. */
  readonly child: string;
  readonly role: "volume" | "ipv4";
  readonly mark: string;
  readonly region: string;
}

/**
 * Label of something that outlives its machine. Vultr has neither tags nor labels for these, one line of text only, and its
 * provider finds a thing by that whole line or not at all.
 */
export function heldLabel({ project, environment, child, role, mark, region }: HeldData): string {
  const name = physicalName({ project, environment, component: componentOf(child, role), role }, nameForms.vultr);
  return `${name} ${tagOf(ownershipKeys.urn, mark)} ${tagOf(placeLabel, region)}`;
}

const hashDigits = 3;

/**
 * Label of a volume on this machine. It changes with the machine, because Vultr refuses an update in which only the machine
 * changes ("Nothing to change"). The hash is short, so that all labels that a volume may bear can be listed.
 */
export function volumeLabel(held: string, instanceId: string): string {
  return `${held} on:${createHash("sha256").update(instanceId).digest("hex").slice(0, hashDigits)}`;
}

/** Every label that a volume may bear, whatever machine it was on last. */
export function volumeLabels(held: string): string[] {
  const hashes = Array.from({ length: 16 ** hashDigits }, (_, each) => each.toString(16).padStart(hashDigits, "0"));
  return hashes.map((hash) => `${held} on:${hash}`);
}
