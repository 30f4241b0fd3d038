import { parseArgs } from "node:util";

export const usage = `Usage: npm run test:vm [-- <options> [files]]
  --full          every combination, lynis, and many more power cuts; hours, not minutes
  --args FILE     boots the arguments in FILE ({ machine, planet? }, JSON; { "secret": "text" } stands for a secret) and says what it found
  --vere FILE     release archive of the real runtime in place of the stand-in; needs --pill
  --pill FILE     pill from which it boots a fake ship
  --seed TEXT     when the power goes off; the same seed cuts at the same moments
  files           only test files whose path holds one of these words`;

export interface VmRequest {
  readonly full: boolean;
  readonly args: string | undefined;
  readonly vere: string | undefined;
  readonly pill: string | undefined;
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
      options: { full: { type: "boolean" }, args: text, vere: text, pill: text, seed: text },
      allowPositionals: true,
    });
    const { full = false, args, vere, pill, seed = "roadstead" } = values;
    if ((vere === undefined) !== (pill === undefined)) {
      return {
        ok: false,
        problem: "--vere and --pill belong together: the real runtime boots a ship from a pill. Give both.",
      };
    }
    return { ok: true, request: { full, args, vere, pill, seed, files: positionals } };
  } catch (error) {
    return {
      ok: false,
      problem: error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error),
    };
  }
}
