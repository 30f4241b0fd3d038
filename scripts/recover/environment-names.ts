import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { didYouMean } from "../../components/core/arguments";
import { textAt } from "./plain-json";

/** Environments that have a file in this project, by the names of those files. */
export function environmentNames(folder: string): readonly string[] {
  try {
    const settings: unknown = parse(readFileSync(join(folder, "Pulumi.yaml"), "utf8"));
    const files = readdirSync(join(folder, textAt(settings, "stackConfigDir") ?? "."));
    return files.flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []).sort();
  } catch {
    return [];
  }
}

/** What may be wrong where the engine knows no such stack: the name, or the state is lost. */
export function adviceOnMissing(stack: string, known: readonly string[]): string {
  const short = stack.slice(stack.lastIndexOf("/") + 1);
  if (known.length > 0 && !known.includes(short)) {
    return `No environment of this project is called ${short}. Known: ${known.join(", ")}.${didYouMean(short, known)}`;
  }
  return `If its state was lost, begin an empty one with \`pulumi stack init ${stack}\` and recover again: what exists is found by its mark.`;
}
