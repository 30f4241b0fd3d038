import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

// Builds the npm package: CommonJS with declarations, and beside it the files that land on machines, byte for byte.
const root = join(__dirname, "..");
rmSync(join(root, "dist"), { recursive: true, force: true });
const compiler = join(root, "node_modules/typescript/bin/tsc");
const compiled = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

for (const entry of readdirSync(join(root, "components"), { withFileTypes: true, recursive: true })) {
  if (!entry.isDirectory() || entry.name !== "files") continue;
  const from = join(entry.parentPath, entry.name);
  cpSync(from, join(root, "dist", from.slice(join(root, "components").length)), {
    recursive: true,
    filter: (path) => !path.endsWith(".test.ts"),
  });
}
