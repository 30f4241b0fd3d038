import { editEnvironment, type Workspace } from "../../scripts/workspace/workspace";

/** One value of the sweep's environment that becomes another; `undefined` takes it out. */
export type Edit = readonly [path: readonly string[], value: unknown];

const planet = ["roadstead:planets", "sampel"];

/** A value of the swept planet's entry. */
export function ofPlanet(path: string, value: unknown): Edit {
  return [[...planet, ...path.split(".")], value];
}

/** A value of its machine. */
export function ofMachine(path: string, value: unknown): Edit {
  return ofPlanet(`machine.${path}`, value);
}

export function applyEdits(workspace: Workspace, edits: readonly Edit[]): void {
  for (const [path, value] of edits) editEnvironment(workspace, path, value);
}
