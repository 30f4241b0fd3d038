import { readFileSync } from "node:fs";
import { join } from "node:path";
import { demoSecrets } from "../../scripts/demo/secrets";
import { openStack } from "../../scripts/workspace/sandboxed-stack";
import { editEnvironment, openWorkspace } from "../../scripts/workspace/workspace";
import { measureTree } from "./process-tree";
import type { Measures } from "./ratios";
import { type BenchWorkspace, benchFolder } from "./workspace";

const environment = "sandbox";

/**
 * Places the `sandbox` environment, whole or with one mistake in it, and gives what measures a preview of it: how long a
 * person waits to learn that all is well, or that something is not.
 */
export async function environmentPreview(
  { engine, sandbox }: BenchWorkspace,
  name: string,
  mistaken: boolean,
): Promise<() => Promise<Measures>> {
  const workspace = openWorkspace(join(benchFolder, name), environment);
  const { stack } = await openStack(engine, sandbox, workspace);
  const secrets = Object.entries(demoSecrets());
  await stack.setAllConfig(
    Object.fromEntries(secrets.map(([key, value]) => [`roadstead:secret-${key}`, { value, secret: true }])),
  );
  if (mistaken) editEnvironment(workspace, ["roadstead:planets", "sampel", "shp"], "~zod");
  const log = join(benchFolder, `${name}.log`);
  return async () => {
    const cost = await measureTree({
      command: engine.pulumi,
      args: ["preview", "--stack", environment, "--non-interactive", "--color", "never"],
      cwd: workspace.folder,
      env: { ...process.env, ...sandbox.environment },
      log,
    });
    const said = readFileSync(log, "utf8");
    const refused = said.includes("planets.sampel.shp: is not known here");
    if (refused !== mistaken || (cost.exitCode === 0) === mistaken) {
      throw new Error(`The preview of ${name} ended with ${String(cost.exitCode)}:\n${said.slice(-2000)}`);
    }
    return { ...cost, exitCode: 0 };
  };
}
