import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { compiledProject, leanStartFile } from "./compiled-project";

/** Arguments of Node for a program that is compiled. */
export function startsLean(): string {
  return `--require '${join(compiledProject(), leanStartFile)}'`;
}

/** Puts the compiled project where a workspace would link the sources: what is linked already stays. */
export function linkCompiledProject(place: string): void {
  const compiled = compiledProject();
  mkdirSync(place, { recursive: true });
  // A user's program finds the package as npm lays it out, by the `exports` of package.json.
  for (const [name, target] of [
    ["components", "components"],
    ["stacks", "stacks"],
    ["dist", "components"],
  ] as const) {
    symlinkSync(join(compiled, target), join(place, name));
  }
}

/** Has the engine run this file as the workspace's program. */
export function runProgram(workspaceFolder: string, main: string, nodeArguments?: string): void {
  const file = join(workspaceFolder, "Pulumi.yaml");
  const project = parseDocument(readFileSync(file, "utf8"));
  project.set("main", main);
  if (nodeArguments !== undefined) project.setIn(["runtime", "options", "nodeargs"], nodeArguments);
  writeFileSync(file, project.toString());
}
