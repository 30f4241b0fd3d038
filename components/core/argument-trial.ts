import type { Checked } from "./arguments";

/** Every problem as `path: message`, as a person reads them; empty where nothing was wrong. */
export function problemsOf(checked: Checked<unknown>): string[] {
  return checked.ok ? [] : checked.problems.map((each) => `${each.path}: ${each.message}`);
}

/** One row of a table of bad arguments: what is wrong, the change that makes it so, and every message word by word. */
export type BadArguments = readonly [string, Readonly<Record<string, unknown>>, readonly string[]];
