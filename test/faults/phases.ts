import { type Edit, ofMachine, ofPlanet } from "./edits";
import type { EngineOperation } from "./stage";

/** A part of a planet's life through which faults are swept. Each begins where the one before it ended. */
export interface Phase {
  readonly name: "deploy" | "update" | "rebuild" | "destroy";
  readonly operation: EngineOperation;
  /** What changes in the environment first. */
  readonly edits: readonly Edit[];
}

/** What is changed in a planet's life: while its machine goes on, and by what the machine is made afresh. */
export interface Changes {
  readonly update: readonly Edit[];
  readonly rebuild: readonly Edit[];
}

/** A planet's whole life. */
export function lifeWith({ update, rebuild }: Changes): readonly Phase[] {
  return [
    { name: "deploy", operation: "up", edits: [] },
    { name: "update", operation: "up", edits: update },
    { name: "rebuild", operation: "up", edits: rebuild },
    { name: "destroy", operation: "destroy", edits: [] },
  ];
}

/** What a planet goes through on a machine that a vendor rents out. */
export const plainChanges: Changes = {
  update: [
    ofMachine("volume.size", "60 GiB"),
    ofMachine("dns.name", "harbour.ships.example.org"),
    ofMachine("openPorts", [{ protocol: "tcp", port: 443, purpose: "web" }]),
    ofPlanet("snapshotMinutes", 30),
  ],
  rebuild: [ofMachine("generation", 2)],
};
