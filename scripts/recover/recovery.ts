import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { brokenFiles } from "./backend-files";
import { backendFolder, locksOf, release } from "./backend-lock";
import { type Decision, decide, judgePending, questionsOf } from "./decisions";
import { type EngineCommands, EngineRefused, engineCommands, type Place } from "./engine-commands";
import { importFileFor } from "./import-file";
import { lookupOf } from "./lookups/all";
import { type Json, textAt } from "./plain-json";
import { planErrors, readPlan } from "./plan";
import { readBack, refusedAgain } from "./read-back";
import { readStackState, withInputs, withoutAwaiting } from "./stack-state";
import { untoldOf } from "./untold";
import { configurationOf, searchVendors } from "./vendor-search";
import { decisionLines, lockLines, pendingLine } from "./words";

export interface RecoveryOptions extends Place {
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
}

/** True where everything is decided: a deployment may follow. */
export type Recovered = boolean;

type Adoption = Extract<Decision, { kind: "adopt" }>;

// What was found can make more knowable, such as the server of an attachment; more rounds than kinds of things are a fault.
const mostRounds = 5;

/** Puts a stack right after a deployment that died. Throws where the engine refuses to work at all. */
export async function recover(options: RecoveryOptions): Promise<Recovered> {
  const { say, stack, folder, dryRun } = options;
  const commands = engineCommands(options);
  const project = projectName(folder);
  say(`Recovering ${stack} of ${project}${dryRun ? " (dry run: nothing is changed)" : ""}`);

  say("\n1. The backend: locks, and files that were being written");
  if (!backendIsFree(await commands.backend(), project, options)) return false;

  for (let round = 1; ; round += 1) {
    const { decided, adopted, waiting } = await examine(commands, project, options);
    if (dryRun || adopted === 0 || !waiting || round === mostRounds) {
      say(closing(decided, options));
      return decided;
    }
    say("\nWhat was adopted may let more be found: looking again.");
  }
}

function projectName(folder: string): string {
  const file = join(folder, "Pulumi.yaml");
  const name = textAt(parse(readFileSync(file, "utf8")), "name");
  if (name === undefined) throw new Error(`${file} names no project.`);
  return name;
}

function backendIsFree(url: string, project: string, { say, stack, folder, dryRun }: RecoveryOptions): boolean {
  const files = backendFolder(url, folder);
  if (files === undefined) {
    say(
      `   The backend ${url} is not a folder of this machine, so its locks are left alone. If the engine says that the`,
    );
    say(`   stack is locked, and you are sure that no deployment runs: pulumi cancel --yes --stack ${stack}`);
    return true;
  }
  const locks = locksOf(files, project, stack);
  if (locks.length === 0) say("   none");
  for (const lock of locks) {
    if (lock.judged.verdict === "abandoned" && !dryRun) release(lock);
    for (const line of lockLines(lock, stack, dryRun)) say(line);
  }
  if (dryRun && locks.length > 0) {
    say("   While it is locked nothing can be previewed: run without --dry-run to go on.");
    return false;
  }
  if (!locks.every(({ judged }) => judged.verdict === "abandoned")) return false;
  for (const { file, why, mend } of brokenFiles(files, project, stack)) {
    if (!dryRun) mend();
    say(`   ${dryRun ? "would mend" : "mended"} ${file}: ${why}`);
  }
  return true;
}

interface Round {
  readonly decided: boolean;
  readonly adopted: number;
  /** Something could not be looked for yet. */
  readonly waiting: boolean;
}

async function examine(commands: EngineCommands, project: string, options: RecoveryOptions): Promise<Round> {
  const { say, stack, dryRun } = options;
  const [exported, told, { digest, offered, failure }] = await Promise.all([
    commands.exportState(),
    commands.configuration(),
    commands.preview(),
  ]);
  const state = readStackState(exported);
  if (failure !== undefined) {
    throw new EngineRefused(
      ["The program cannot be previewed, so nothing can be compared with it:", ...planErrors(digest)].join("\n"),
    );
  }
  const plan = readPlan(digest);
  const questions = questionsOf(state, plan);
  const creations = questions.map(({ creation }) => creation);
  const answers = await searchVendors(creations, configurationOf(told, project, stack), options);
  const decisions = questions.map((question) => {
    const { type, urn } = question.creation;
    return decide(question, { lookup: lookupOf(type), search: answers.get(urn) }, state, stack);
  });
  const adoptions = decisions.filter((each): each is Adoption => each.kind === "adopt");
  const pending = judgePending(state, decisions);
  const decided = [...pending.map((each) => each.decided), ...decisions.map(({ kind }) => kind !== "undecided")].every(
    Boolean,
  );

  say("\n2. Unfinished operations");
  for (const each of pending) say(pendingLine(each));
  if (pending.length === 0) say("   none");
  else if (!decided) say("   They are all kept: the engine forgets all of them or none.");
  say("\n3. What the program would make, looked up at the vendors");
  for (const line of decisionLines(decisions, dryRun)) say(line);
  if (decisions.length === 0) say("   nothing");
  // Told first: should the engine refuse what follows, a person knows what was found.
  if (!dryRun) await settle(commands, exported, adoptions, { offered, clear: pending.length > 0 && decided });
  const waiting = [...answers.values()].some(({ kind }) => kind === "too-early");
  const asVendorHasIt = await readBack(refusedAgain(plan), decided, commands, options);
  return { decided: decided && asVendorHasIt, adopted: adoptions.length, waiting };
}

interface Settling {
  readonly offered: Json;
  /** Forget the unfinished operations: each of them is decided. */
  readonly clear: boolean;
}

/** Writes the decisions into the stack: first out of the way what is gone, then in what was found. */
async function settle(
  commands: EngineCommands,
  exported: Json,
  adoptions: readonly Adoption[],
  { offered, clear }: Settling,
): Promise<void> {
  const state = readStackState(exported);
  const awaiting = new Set(state.held.filter((each) => each.awaitsReplacement).map((each) => each.urn));
  const inTheWay = adoptions.some(({ creation }) => awaiting.has(creation.urn));
  if (clear || inTheWay) await commands.importState(inTheWay ? withoutAwaiting(exported) : exported);
  const held = new Set(state.held.filter((each) => !inTheWay || !each.awaitsReplacement).map((each) => each.urn));
  for (const protect of [true, false]) {
    const some = adoptions.filter(({ creation }) => creation.protect === protect);
    // The engine knows one protection for a whole file, and data must not stand unprotected for a moment.
    if (some.length > 0) await commands.adopt(importFileFor(some, offered, held), { protect });
    for (const { parent, provider } of some.map(({ creation }) => creation)) {
      for (const companion of [parent, provider]) if (companion !== undefined) held.add(companion);
    }
  }
  const untold = untoldOf(adoptions.map(({ creation }) => creation));
  if (untold.size > 0) await commands.importState(withInputs(await commands.exportState(), untold));
}

function closing(decided: boolean, { stack, dryRun }: RecoveryOptions): string {
  if (!decided)
    return "\nNot everything is decided: see UNDECIDED above, then recover again before the next deployment.";
  return dryRun ? "\nEverything can be decided." : `\nEverything is decided. Go on with: pulumi up --stack ${stack}`;
}
