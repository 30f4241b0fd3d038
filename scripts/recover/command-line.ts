import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** What was asked for on the command line. */
export interface RecoverOrder {
  readonly environment: string;
  /** Folder of the project to run in, where it is not this one. */
  readonly workspace: string | undefined;
  readonly dryRun: boolean;
}

export const usage = [
  "npm run recover -- <environment> [--workspace DIR] [--dry-run]",
  "",
  "After a deployment that died: releases its lock if nobody holds it any more, looks at the vendors for what was made",
  "and never recorded, and takes that over into the stack.",
  "  <environment>    the stack, such as prod: it uses your own pulumi login and passphrase",
  "  --workspace DIR  runs in another folder with a Pulumi.yaml, such as the workspace of a sandbox",
  "  --dry-run        says what would be done, changes nothing",
  "Exit codes: 0 everything is decided, 1 something is not, 2 this usage.",
].join("\n");

// npm runs a script in the project's root; a path is meant from where the person stands.
const from = process.env["INIT_CWD"] ?? process.cwd();

/** Reads the arguments, or says in one sentence what is wrong with them. */
export function readOrder(args: readonly string[]): RecoverOrder | { readonly wrong: string } {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    return { wrong: `${error instanceof Error ? (error.message.split(". ")[0] ?? "") : "Wrong arguments"}.` };
  }
  const [environment, ...more] = parsed.positionals;
  if (environment === undefined) return { wrong: "The environment is missing." };
  if (more.length > 0) return { wrong: `One environment at a time; "${more.join(" ")}" is too much.` };
  // `prod`, or `organisation/project/prod`. A part of dots only would lead out of the backend's own folders.
  if (!/^(?:(?!\.+(?:\/|$)|-)[A-Za-z0-9_.-]{1,100}(?:\/(?!$)|$)){1,3}$/.test(environment)) {
    return { wrong: `"${environment}" is no name of an environment.` };
  }
  const { workspace, "dry-run": dryRun = false } = parsed.values;
  return { environment, workspace: workspace === undefined ? undefined : resolve(from, workspace), dryRun };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: { workspace: { type: "string" }, "dry-run": { type: "boolean" } },
    allowPositionals: true,
  });
}
