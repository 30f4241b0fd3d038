// For tests and tools: what exists "at the vendor", and changing it behind the program's back.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { openCloud } from "./clouds";
import { liveState } from "./clouds/cloud";
import type { Holding } from "./holdings";
import { openJournal } from "./journal";
import { readSetting } from "./setting";
import type { PlainObject } from "./values";

export type { Holding } from "./holdings";

/** One thing that exists, with its state as it is now. Secrets are in plain text; the paths say which values are. */
export interface Existing extends Holding {
  /** False where the sandbox has no cloud rules for the type. */
  readonly modelled: boolean;
}

/** What exists at the vendor of a package, oldest first. */
export function readWorld(folder: string, packageName: string): readonly Existing[] {
  if (!packagesIn(folder).includes(packageName)) return [];
  const { seed } = readSetting(folder);
  const cloud = openCloud(packageName, { folder, seed, inform: () => {} });
  const journal = openJournal({ folder, packageName, compactAbove: Number.POSITIVE_INFINITY });
  try {
    return journal.world.all().flatMap((holding): readonly Existing[] => {
      const rules = cloud.resources[holding.type];
      const state = liveState(rules, holding, { account: holding.account, world: journal.world, seed });
      return state === "gone" ? [] : [{ ...holding, state, modelled: rules !== undefined }];
    });
  } finally {
    journal.close();
  }
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
  /** Deleted at the vendor, by the vendor's rules: it refuses what is protected, and lets go of what hung on it. */
  readonly gone?: boolean;
}

/** Changes something at the vendor that no program asked for, as a colleague with a browser would. */
export async function drift(folder: string, packageName: string, id: string, change: Drift): Promise<void> {
  const { seed } = readSetting(folder);
  const cloud = openCloud(packageName, { folder, seed, inform: () => {} });
  const journal = openJournal({ folder, packageName });
  try {
    await journal.commit((world) => {
      const holding = world.all().find((one) => one.id === id);
      if (holding === undefined) throw new Error(`Nothing with id ${id} exists at ${packageName} in ${folder}.`);
      if (change.gone === true) {
        const removed = cloud.resources[holding.type]?.remove?.(holding, { account: holding.account, world, seed });
        const remove = [holding, ...(removed?.gone ?? [])];
        return { change: { remove, put: removed?.also ?? [] }, answer: undefined };
      }
      const state = { ...holding.state, ...change.state };
      return { change: { put: [{ ...holding, state }] }, answer: undefined };
    });
  } finally {
    journal.close();
  }
}
