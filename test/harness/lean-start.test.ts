import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compiledProject, leanStartFile } from "./compiled-project";

const projectRoot = join(__dirname, "../..");

/** What a script prints that was started lean, as JSON. */
function told(script: string): unknown {
  const start = ["--require", join(compiledProject(), leanStartFile)];
  const program = `const pulumi = require("@pulumi/pulumi"); (async () => { ${script} })().then((told) => console.log(JSON.stringify(told)));`;
  return JSON.parse(execFileSync(process.execPath, [...start, "-e", program], { cwd: projectRoot, encoding: "utf8" }));
}

const loaded = "Object.keys(require.cache).map((path) => /node_modules\\/((@[^/]+\\/)?[^/]+)/.exec(path)?.[1])";

it("a program that is started lean loads the SDK, and neither compiler nor package manager nor tracers", () => {
  const found = told(`return [...new Set(${loaded})];`);
  expect(found).toContain("@pulumi/pulumi");
  for (const heavy of [
    "typescript",
    "@npmcli/arborist",
    "@opentelemetry/sdk-trace-node",
    "source-map-support",
    "execa",
  ])
    expect(found).not.toContain(heavy);
});

it("what it did not load works when it is used", () => {
  const used = told(`
    const { text } = await pulumi.runtime.serializeFunction((left) => left + 1);
    return [text, pulumi.automation.fullyQualifiedStackName("harbour", "fleet", "dev")];`);
  expect(used).toEqual([expect.stringContaining("left + 1"), "harbour/fleet/dev"]);
});
