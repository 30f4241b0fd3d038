import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

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

// Policy packs: each one file beside what the engine reads of it, so that `--policy-pack` needs no loader and starts fast.
const packs = join(root, "policies", "packs");
for (const { name } of readdirSync(packs, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const into = join(root, "dist", "policies", "packs", name);
  buildSync({
    entryPoints: [join(packs, name, "pack.ts")],
    outfile: join(into, "index.js"),
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
    tsconfigRaw: "{}",
  });
  for (const file of ["PulumiPolicy.yaml", "package.json"]) cpSync(join(packs, name, file), join(into, file));
}
