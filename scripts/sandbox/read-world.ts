// For tests and tools: what exists "at the vendor", and changing it behind the program's back.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { openJournal } from "./journal";
import type { PlainObject } from "./values";
import type { Holding } from "./world";

/** What exists at the vendor of a package. Secrets are in plain text; `secretInputs` and `secretState` say where. */
export function readWorld(folder: string, packageName: string): readonly Holding[] {
  if (!packagesIn(folder).includes(packageName)) return [];
  const journal = openJournal({ folder, packageName, compactAbove: Number.POSITIVE_INFINITY });
  const all = journal.world.all();
  journal.close();
  return all;
}

/** Packages that have a journal in this sandbox. */
export function packagesIn(folder: string): readonly string[] {
  const journals = join(folder, "journal");
  if (!existsSync(journals)) return [];
  const names = readdirSync(journals).flatMap((file) => /^([^.]+)\..*ndjson$/.exec(file)?.[1] ?? []);
  return [...new Set(names)].sort();
}

export interface Drift {
  /** Outputs that changed at the vendor. */
  readonly state?: PlainObject;
  readonly facts?: PlainObject;
  /** Gone at the vendor. */
  readonly gone?: boolean;
}

/** Changes something at the vendor that no program asked for, as a colleague with a browser would. */
export async function drift(folder: string, packageName: string, id: string, change: Drift): Promise<void> {
  const journal = openJournal({ folder, packageName });
  try {
    await journal.commit((world) => {
      const holding = world.all().find((one) => one.id === id);
      if (holding === undefined) throw new Error(`Nothing with id ${id} exists at ${packageName} in ${folder}.`);
      if (change.gone === true) return { change: { remove: [holding] }, answer: undefined };
      const state = { ...holding.state, ...change.state };
      return {
        change: { put: [{ ...holding, state, facts: { ...holding.facts, ...change.facts } }] },
        answer: undefined,
      };
    });
  } finally {
    journal.close();
  }
}
