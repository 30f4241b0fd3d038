import { existsSync } from "node:fs";
import type { Server } from "node:net";
import { join } from "node:path";

/** Number under which the pack's process inherits the door: the first after its standard streams. */
export const inheritedDoor = 3;

/** Name of the file beside the bundled host that makes a pack listen there. */
export const doorKeeperFile = "answer-at-the-gate.cjs";

export interface SharedDoor {
  readonly descriptor: number;
  /** What Node loads before the pack. */
  readonly nodeArguments: readonly string[];
}

/** A listening socket that the pack's process can take over; undefined where this Node does not tell its descriptor. */
export function sharedDoor(door: Server): SharedDoor | undefined {
  const handle: unknown = Reflect.get(door, "_handle");
  const descriptor: unknown = typeof handle === "object" && handle !== null ? Reflect.get(handle, "fd") : undefined;
  const keeper = join(__dirname, doorKeeperFile);
  if (typeof descriptor !== "number" || descriptor < 0 || !existsSync(keeper)) return undefined;
  return { descriptor, nodeArguments: ["--require", keeper] };
}
