import { accessSync, constants, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { didYouMean } from "../../components/core/arguments";
import { renderers } from "./renderers";

export const usage = `Usage: npm run render -- <component> --args <file.json> --out <folder>
Components: ${Object.keys(renderers).join(", ")}
--args -  reads standard input. In the arguments, { "secret": "any text" } stands for a secret.`;

/** What to render, so far as it could be understood. */
export interface RenderRequest {
  readonly help: boolean;
  readonly component: string | undefined;
  /** Absolute path, or `-`. */
  readonly args: string | undefined;
  readonly out: string | undefined;
  readonly problems: readonly string[];
}

/** Reads the command line; paths are meant from `from`. Everything that is wrong with it is told at once. */
export function readCommandLine(words: readonly string[], from: string): RenderRequest {
  const problems: string[] = [];
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    options: { args: { type: "string" }, out: { type: "string" }, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const known = ["args", "out", "help"];
  for (const token of tokens) {
    if (token.kind !== "option" || known.includes(token.name)) continue;
    problems.push(`${token.rawName} is no option. Known: --args, --out.${didYouMean(token.name, known)}`);
  }
  const once = (name: "args" | "out", what: string): string | undefined => {
    const count = tokens.filter((token) => token.kind === "option" && token.name === name).length;
    const value = values[name];
    if (count > 1) problems.push(`--${name} stands ${count} times. Give it once.`);
    else if (typeof value !== "string" || value === "") problems.push(`--${name} is missing. Give ${what}.`);
    else return value === "-" && name === "args" ? value : resolve(from, value);
    return undefined;
  };
  const [component, ...more] = positionals;
  const names = Object.keys(renderers);
  if (component === undefined) problems.push(`The component is missing. Use one of ${names.join(", ")}.`);
  else if (!names.includes(component)) {
    problems.push(
      `${JSON.stringify(component)} is not a component that renders. Use one of ${names.join(", ")}.${didYouMean(component, names)}`,
    );
  }
  for (const word of more) problems.push(`${JSON.stringify(word)} is one word too many.`);
  const args = once("args", "a JSON file with the component's arguments");
  const out = once("out", "the folder to write to");
  const outProblem = out === undefined ? undefined : whyNotWritable(out);
  if (outProblem !== undefined) problems.push(`--out: ${outProblem}`);
  return { help: values["help"] === true, component, args, out, problems };
}

/** Why nothing can be written into this folder, or undefined where it can. */
export function whyNotWritable(folder: string): string | undefined {
  for (let place = folder; ; place = dirname(place)) {
    let isFolder: boolean;
    try {
      isFolder = statSync(place).isDirectory();
    } catch (error) {
      const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (missing && place !== dirname(place)) continue;
      if (error instanceof Error && "code" in error && error.code === "ENOTDIR") continue;
      return `${place} cannot be looked at. Give a folder that can be written to.`;
    }
    if (!isFolder) return `${place} is a file. Give a folder.`;
    try {
      accessSync(place, constants.W_OK | constants.X_OK);
      return undefined;
    } catch {
      return `${place} may not be written to by this user. Give another folder.`;
    }
  }
}
