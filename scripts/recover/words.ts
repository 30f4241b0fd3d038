import type { Lock } from "./backend-lock";
import type { Decision, PendingVerdict } from "./decisions";
import type { RefusedAgain } from "./read-back";

// How recovery speaks. Pure: what was decided in, lines out.

function kindOf(type: string): string {
  const [vendor = "", , name = ""] = type.split(":");
  return `${vendor} ${name}`;
}

function indented(commands: readonly string[]): string[] {
  return commands.map((each) => `       ${each}`);
}

/** A line for each decision; what merely runs again is told together. */
export function decisionLines(decisions: readonly Decision[], dryRun: boolean): string[] {
  const again = new Map<string, string[]>();
  for (const each of decisions) {
    if (each.kind === "repeat") again.set(each.why, [...(again.get(each.why) ?? []), each.creation.name]);
  }
  const told = decisions.flatMap((each) => linesOf(each, dryRun));
  return [...told, ...[...again].map(([why, names]) => `   to run   ${names.join(", ")}: ${why}`)];
}

function linesOf(decision: Decision, dryRun: boolean): string[] {
  const { creation } = decision;
  const what = `${kindOf(creation.type)} ${creation.name}`;
  if (decision.kind === "repeat") return [];
  if (decision.kind === "adopt") {
    const { sighting } = decision;
    const because = sighting.by === "mark" ? "carries its ownership mark" : "is what it ties together";
    return [`   ${dryRun ? "would adopt" : "adopts"}  ${what}: ${sighting.name} (id ${sighting.id}) ${because}`];
  }
  if (decision.kind === "make") return [`   to make  ${what}: ${decision.why}`];
  return [`   UNDECIDED ${what}: ${decision.why}.`, ...indented(decision.commands)];
}

export function pendingLine({ operation, decided, why }: PendingVerdict): string {
  const { kind, resource } = operation;
  return `   ${decided ? "settled " : "UNDECIDED"} ${kind} of ${kindOf(resource.type)} ${resource.name}: ${why}`;
}

/** What was read, or not, before a change is tried again. */
export function readBackLine(
  { change, words }: RefusedAgain,
  outcome: "would read" | "reads" | "kept" | "gone",
  stack: string,
): string {
  const what = `${kindOf(change.type)} ${change.name}`;
  if (outcome === "kept") return `   kept      ${what}: as the state has it, until the others are decided`;
  if (outcome === "gone") {
    return `   UNDECIDED ${what}: the vendor has it no more. The state still has it; if it is gone for good: pulumi refresh --stack ${stack}`;
  }
  const padded = outcome.padEnd(9);
  return `   ${padded} ${what}: as the vendor has it, which answers "${words}" to a change that was made already`;
}

export function lockLines({ file, judged }: Lock, stack: string, dryRun: boolean): string[] {
  const { holder } = judged;
  const whose =
    holder === undefined ? file : `${holder.user}@${holder.host}, process ${holder.pid}, since ${holder.since}`;
  if (judged.verdict === "abandoned") {
    return [`   lock of ${whose}: it ran here and is gone; ${dryRun ? "would be released" : "released"}`];
  }
  return [
    `   UNDECIDED lock of ${whose}: ${judged.why}. Nothing was done.`,
    "   If you are sure that no deployment runs, release it and recover again:",
    `       pulumi cancel --yes --stack ${stack}`,
  ];
}
