import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { locksOf } from "../recover/backend-lock";
import { recover } from "../recover/recovery";
import type { Sandbox } from "../sandbox/open";
import type { Engine } from "../toolchain/engine";
import type { Workspace } from "../workspace/workspace";

/** Ctrl-C: the engine got it too, and ends the step in progress. Leaving it alone would leave its lock behind. */
export class Interrupted extends Error {}

export interface Interruption {
  /** Throws where somebody asked to stop. */
  check(): void;
}

export function listenForInterruption(say: (line: string) => void): Interruption {
  let asked = false;
  process.on("SIGINT", () => {
    if (asked) process.exit(130);
    asked = true;
    say("\nStopping when the step in progress is done. Ctrl-C again stops at once.");
  });
  return {
    check() {
      if (asked)
        throw new Interrupted(
          "Interrupted. npm run demo goes on from here; npm run demo -- --destroy takes it all away.",
        );
    },
  };
}

const mark = (folder: string) => join(folder, "unfinished");

/** Does something that changes the stack, and leaves a mark if it never comes to an end. */
export async function marked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  writeFileSync(mark(folder), "");
  const result = await work();
  rmSync(mark(folder), { force: true });
  return result;
}

export interface Leftovers {
  readonly engine: Engine;
  readonly sandbox: Sandbox;
  readonly workspace: Workspace;
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** Puts right what a demo that died has left, in the way in which a real environment is put right. False where it cannot. */
export async function settleLeftovers({ engine, sandbox, workspace, folder, say }: Leftovers): Promise<boolean> {
  const locks = locksOf(join(sandbox.folder, "state"), "roadstead", workspace.environment);
  if (!existsSync(mark(folder)) && locks.length === 0) return true;
  say("\nThe last demo did not come to its end: recovering first, as npm run recover does.");
  return recover({
    engine,
    folder: workspace.folder,
    stack: workspace.environment,
    environment: { ...process.env, ...sandbox.environment },
    dryRun: false,
    say: (line) => say(line.replace(/^(?=\S)/gm, "   ")),
  });
}
