import { parseArgs } from "node:util";

export const usage = `Usage: npm run test:vm [-- <options> [files]]
  --full          twenty power cuts in place of two, and a machine that was there already
  --args FILE     boots the arguments in FILE ({ machine, planet? }, JSON; { "secret": "text" } stands for a secret) and says what it found
  --vere FILE     a binary of the real runtime in place of the stand-in, which then makes a fake ship from the pill
  --pill FILE     with --vere: the pill, as the runtime downloads it
  --one-at-a-time one machine after the other, where two would run side by side
  --seed TEXT     when the power goes off; the same seed cuts at the same moments
  files           only test files whose path holds one of these words`;

export interface VmRequest {
  readonly full: boolean;
  readonly args: string | undefined;
  readonly seed: string;
  readonly oneAtATime: boolean;
  /** The real runtime and its pill. */
  readonly real: RealRuntime | undefined;
  readonly files: readonly string[];
}

export interface RealRuntime {
  readonly vere: string;
  readonly pill: string;
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
      options: {
        full: { type: "boolean" },
        "one-at-a-time": { type: "boolean" },
        args: text,
        seed: text,
        vere: text,
        pill: text,
      },
      allowPositionals: true,
    });
    const { full = false, args, seed = "roadstead", vere, pill } = values;
    if ((vere === undefined) !== (pill === undefined)) {
      return { ok: false, problem: "--vere and --pill belong together: a fake ship is made from a pill." };
    }
    const real = vere === undefined || pill === undefined ? undefined : { vere, pill };
    return {
      ok: true,
      request: { full, args, seed, real, oneAtATime: values["one-at-a-time"] === true, files: positionals },
    };
  } catch (error) {
    return {
      ok: false,
      problem: error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error),
    };
  }
}
