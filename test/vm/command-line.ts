import { parseArgs } from "node:util";

export const usage = `Usage: npm run test:vm [-- <options> [files]]
  --full          twenty power cuts in place of two, and a machine that was there already
  --args FILE     boots the arguments in FILE ({ machine, planet? }, JSON; { "secret": "text" } stands for a secret) and says what it found
  --seed TEXT     when the power goes off; the same seed cuts at the same moments
  files           only test files whose path holds one of these words`;

export interface VmRequest {
  readonly full: boolean;
  readonly args: string | undefined;
  readonly seed: string;
  readonly files: readonly string[];
}

export type ReadRequest =
  | { readonly ok: true; readonly request: VmRequest }
  | { readonly ok: false; readonly problem: string };

/** Reads the command line. A slip ends the run: it must not test something else. */
export function readCommandLine(words: readonly string[]): ReadRequest {
  try {
    const text = { type: "string" } as const;
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { full: { type: "boolean" }, args: text, seed: text },
      allowPositionals: true,
    });
    const { full = false, args, seed = "roadstead" } = values;
    return { ok: true, request: { full, args, seed, files: positionals } };
  } catch (error) {
    return {
      ok: false,
      problem: error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error),
    };
  }
}
