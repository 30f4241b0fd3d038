import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ArgumentErrors } from "../../components/core/arguments";
import type { RenderedFile } from "../../components/core/rendered-file";
import { renderers } from "./renderers";

// `npm run render -- <component> --args file.json --out dir`: every artefact a component would put on a machine.

const usage = `Usage: npm run render -- <component> --args <file.json> --out <folder>
Components: ${Object.keys(renderers).join(", ")}
In the arguments, { "secret": "any text" } stands for a secret.`;

/** Says what is wrong, without a stack: bad input is the reader's to mend, not ours. */
class Refused extends Error {}

function argumentsIn(file: string): unknown {
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch {
    throw new Refused(`--args: ${file} cannot be read. Give a JSON file with the component's arguments.`);
  }
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new Refused(`--args: ${file} is not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

function placeOf(out: string, file: RenderedFile): string {
  return join(out, file.path.startsWith("/") ? file.path.slice(1) : basename(file.path));
}

function main(): void {
  const { positionals, values } = parse();
  const [component = ""] = positionals;
  const render = renderers[component];
  if (render === undefined)
    throw new Refused(component === "" ? usage : `${component} is not a component that renders.\n${usage}`);
  if (values.args === undefined || values.out === undefined) throw new Refused(usage);
  // npm runs a script in the project's root; the paths are meant from where the person stands.
  const from = process.env["INIT_CWD"] ?? process.cwd();
  const out = resolve(from, values.out);
  const checked = render(argumentsIn(resolve(from, values.args)));
  if (!checked.ok) throw new Refused(new ArgumentErrors(component, checked.problems).message);
  for (const file of checked.value) {
    const place = placeOf(out, file);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, file.content, { mode: Number.parseInt(file.mode, 8) });
    console.log(`${file.mode} ${file.owner} ${relative(from, place)}`);
  }
}

function parse() {
  try {
    return parseArgs({ allowPositionals: true, options: { args: { type: "string" }, out: { type: "string" } } });
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : "wrong arguments"}\n${usage}`);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
