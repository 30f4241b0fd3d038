import { parseArgs } from "node:util";

export interface BenchOptions {
  /** How many alternated rounds; undefined leaves each comparison its own number. */
  readonly pairs: number | undefined;
  /** Names of the figures to print; empty means all. */
  readonly only: readonly string[];
}

/** Says what is wrong, without a stack: bad input is the reader's to mend. */
export class BadOptions extends Error {}

/** The fewest pairs whose median says anything on a shared machine. */
export const fewestPairs = 7;

export function usage(names: readonly string[]): string {
  return [
    "Usage: npm run bench -- [--pairs <number>] [--only <name>]...",
    `  --pairs  alternated pairs of each comparison; ${fewestPairs} by default. Fewer is a quick look, not a verdict.`,
    `  --only   one of ${names.join(", ")}`,
  ].join("\n");
}

/** Reads the command line; `names` are the figures that there are. */
export function readOptions(args: readonly string[], names: readonly string[]): BenchOptions {
  const { pairs, only = [] } = parsed(args, names);
  for (const each of only) {
    if (!names.includes(each)) throw new BadOptions(`--only: "${each}" is not a figure.\n${usage(names)}`);
  }
  if (pairs === undefined) return { pairs, only };
  if (!/^[1-9][0-9]{0,3}$/.test(pairs)) {
    throw new BadOptions(`--pairs: "${pairs}" is not a number of pairs. Use a whole number from 1.\n${usage(names)}`);
  }
  return { pairs: Number(pairs), only };
}

function parsed(args: readonly string[], names: readonly string[]) {
  try {
    const options = { pairs: { type: "string" }, only: { type: "string", multiple: true } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadOptions(`${error instanceof Error ? error.message : String(error)}\n${usage(names)}`);
  }
}
