import type { EngineCommands } from "./engine-commands";
import { lookupOf } from "./lookups/all";
import type { Json } from "./plain-json";
import type { Plan } from "./plan";
import { type Described, readStackState, withInputs } from "./stack-state";
import { untoldOf } from "./untold";
import { readBackLine } from "./words";

/** A change in place that its vendor would refuse if it was made before its answer was lost. */
export interface RefusedAgain {
  readonly change: Described;
  /** The vendor's words. */
  readonly words: string;
}

export function refusedAgain({ updates }: Pick<Plan, "updates">): RefusedAgain[] {
  return updates.flatMap((change) => {
    const lookup = lookupOf(change.type);
    const words = lookup?.kind === "search" ? lookup.refusesRepetition : undefined;
    return words === undefined ? [] : [{ change, words }];
  });
}

interface Telling {
  readonly dryRun: boolean;
  readonly stack: string;
  readonly say: (line: string) => void;
}

/**
 * Reads each into the state as its vendor has it, so that the next deployment makes what is left of the change. Where the vendor has one no
 * more, or could not be asked about all, the state stays as it was and nothing is decided: a state that had forgotten a volume would let a blank one be made.
 */
export async function readBack(
  changes: readonly RefusedAgain[],
  decided: boolean,
  commands: Pick<EngineCommands, "exportState" | "importState" | "readBack">,
  { dryRun, stack, say }: Telling,
): Promise<boolean> {
  if (changes.length === 0 || !decided) return true;
  if (dryRun) {
    for (const each of changes) say(readBackLine(each, "would read", stack));
    return true;
  }
  const before = await commands.exportState();
  let after: Json;
  try {
    for (const { change } of changes) await commands.readBack(change.urn);
    after = await commands.exportState();
  } catch (error) {
    await commands.importState(before);
    throw error;
  }
  const held = new Set(readStackState(after).held.map(({ urn }) => urn));
  const isThere = ({ change }: RefusedAgain) => held.has(change.urn);
  const allThere = changes.every(isThere);
  const untold = untoldOf(changes.map(({ change }) => change));
  if (!allThere) await commands.importState(before);
  else if (untold.size > 0) await commands.importState(withInputs(after, untold));
  for (const each of changes) say(readBackLine(each, isThere(each) ? (allThere ? "reads" : "kept") : "gone", stack));
  return allThere;
}
