import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { ArgumentErrors } from "../../components/core/arguments";
import type { RenderedFile } from "../../components/core/rendered-file";
import { readJsonFile } from "../json-file/json-file";
import { withSecretsExplained } from "../json-file/secrets-in-json";
import { readCommandLine, usage } from "./command-line";
import { renderers } from "./renderers";

// `npm run render -- <component> --args file.json --out dir`: every artefact a component would put on a machine.

// npm runs a script in the project's root; the paths are meant from where the person stands.
const from = process.env["INIT_CWD"] ?? process.cwd();

function placeOf(out: string, file: RenderedFile): string {
  return join(out, file.path.startsWith("/") ? file.path.slice(1) : basename(file.path));
}

/** Everything wrong, without a stack: bad input is the reader's to mend, not ours. */
function refuse(lines: readonly string[]): number {
  console.error(lines.join("\n"));
  return 2;
}

function main(words: readonly string[]): number {
  const request = readCommandLine(words, from);
  if (request.help) {
    console.log(usage);
    return 0;
  }
  const { component = "", args, out = "" } = request;
  const problems = [...request.problems];
  const read = args === undefined ? undefined : readJsonFile(args);
  if (read?.ok === false) problems.push(...read.problems.map((says) => `--args: ${args} ${says}`));
  const render = Object.hasOwn(renderers, component) ? renderers[component] : undefined;
  const checked = render !== undefined && read?.ok === true ? render(read.value) : undefined;
  if (checked?.ok === false)
    problems.push(withSecretsExplained(new ArgumentErrors(component, checked.problems).message));
  if (problems.length > 0) return refuse(checked?.ok === false ? problems : [...problems, "", usage]);
  if (checked?.ok !== true) return refuse([usage]);
  return write(out, checked.value);
}

function write(out: string, files: readonly RenderedFile[]): number {
  for (const file of files) {
    const place = placeOf(out, file);
    try {
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, file.content);
      // A mode given to writeFile would not count for a file that is there already, and be cut by the umask.
      chmodSync(place, Number.parseInt(file.mode, 8));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
      return refuse([`--out: ${place} cannot be written${code}. What was written before it is listed above.`]);
    }
    console.log(`${file.mode} ${file.owner} ${relative(from, place)}`);
  }
  return 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ArgumentErrors)) throw error;
  process.exitCode = refuse([error.message]);
}
