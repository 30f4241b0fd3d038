import { resolve } from "node:path";
import type { ResourceFacts } from "../../policies/rules/resource";
import { isRecord } from "../../policies/rules/wire-markers";
import { readJsonFile } from "../json-file/json-file";
import { readPreview, readStackExport } from "./engine-documents";
import type { InputProblems } from "./problems";
import { readResourceList } from "./resource-list";

export interface InputDocument {
  readonly resources: readonly ResourceFacts[];
}

/** Where a path is meant from: npm runs a script in the project's root, the person may stand elsewhere. */
export function meant(file: string): string {
  return file === "-" ? file : resolve(process.env["INIT_CWD"] ?? process.cwd(), file);
}

/** Reads JSON from a file, or from standard input for `-`. Undefined after a problem was told. */
export function readJson(file: string, where: string, problems: InputProblems): unknown {
  const read = readJsonFile(meant(file));
  if (read.ok) return read.value;
  for (const says of read.problems) problems.add(where, file, says);
  return undefined;
}

const forms = "a list of { type, name, props, opts?, urn? }, a `pulumi stack export`, or a `pulumi preview --json`";

/** Resources to judge, from any of the forms; which one it is shows from the document itself. */
export function readInput(file: string, problems: InputProblems): readonly ResourceFacts[] {
  const document = readJson(file, "--input", problems);
  if (document === undefined) return [];
  const tell = problems.of(`--input: ${file}`);
  if (Array.isArray(document)) return readResourceList(document, tell);
  if (isRecord(document)) {
    const { deployment, steps, resources } = document;
    if (isRecord(deployment)) {
      if (Array.isArray(deployment["resources"])) return readStackExport(deployment["resources"], tell);
      if (deployment["resources"] === undefined || deployment["resources"] === null) return [];
    }
    if (Array.isArray(steps)) return readPreview(steps, tell);
    if (Array.isArray(resources)) return readResourceList(resources, tell);
    // A preview in which nothing is there has no steps at all.
    if ("changeSummary" in document) return [];
  }
  tell("", `has an unknown form. Allowed: ${forms}`);
  return [];
}
