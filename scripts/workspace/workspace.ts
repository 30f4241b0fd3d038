import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

const projectRoot = join(__dirname, "../..");
// Node follows links to the real files, so the program and its imports are the project's own.
const linked = ["components", "node_modules", "package.json", "policies", "scripts", "stacks", "tsconfig.json"];
const configurationFolder = "environments";

/**
 * A folder from which the engine can deploy this project's program without writing into the project: `pulumi stack init`
 * writes a salt into the environment file, so that file is a copy here and everything else a link.
 */
export interface Workspace {
  readonly folder: string;
  readonly environment: string;
  /** The copied environment file. */
  readonly environmentFile: string;
}

/** Makes a workspace, or finds it as it was left. `environmentFile` gives the environment; by default the project's own. */
export function openWorkspace(folder: string, environment: string, source?: string): Workspace {
  const environments = join(folder, configurationFolder);
  mkdirSync(environments, { recursive: true });
  for (const name of linked) {
    const link = join(folder, name);
    if (!existsSync(link)) symlinkSync(join(projectRoot, name), link);
  }
  const project = parseDocument(readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8"));
  project.set("stackConfigDir", configurationFolder);
  writeFileSync(join(folder, "Pulumi.yaml"), project.toString());
  const environmentFile = join(environments, `Pulumi.${environment}.yaml`);
  if (!existsSync(environmentFile)) {
    copyFileSync(source ?? join(projectRoot, "stacks", `Pulumi.${environment}.yaml`), environmentFile);
  }
  // The places of the project's own ships come along with its own environments; other environments have theirs, or none.
  if (source === undefined)
    copyFileSync(join(projectRoot, "stacks/identities.yaml"), join(environments, "identities.yaml"));
  return { folder, environment, environmentFile };
}

/** Changes one value of the copied environment, such as `["roadstead:planets", "sampel", "machine", "generation"]`. */
export function editEnvironment(workspace: Workspace, path: readonly string[], value: unknown): void {
  const document = parseDocument(readFileSync(workspace.environmentFile, "utf8"));
  if (value === undefined) document.deleteIn(["config", ...path]);
  else document.setIn(["config", ...path], value);
  writeFileSync(workspace.environmentFile, document.toString());
}
