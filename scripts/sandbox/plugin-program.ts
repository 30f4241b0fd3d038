// The plugin as one file of JavaScript: a plugin is started for each package in each run, and loading hundreds of small
// files would cost more than the work itself. Built once for each state of the sources.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";

const here = __dirname;
const repository = resolve(here, "..", "..");

function cacheFolder(): string {
  const { ROADSTEAD_CACHE, XDG_CACHE_HOME } = process.env;
  return join(ROADSTEAD_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "roadstead"), "sandbox");
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(path);
    return entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

/** Path of the program, built if this state of the sources was not seen before. */
export function pluginProgram(): string {
  const hash = createHash("sha256").update(`${process.version} ${repository}`);
  for (const file of [...sourcesIn(here).toSorted(), join(repository, "package.json")]) hash.update(readFileSync(file));
  const folder = cacheFolder();
  const program = join(folder, `plugin-${hash.digest("hex").slice(0, 16)}.cjs`);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const draft = `${program}.${process.pid}`;
  buildSync({
    entryPoints: [join(here, "plugin.ts")],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "error",
    tsconfigRaw: "{}",
    alias: { typescript: join(here, "typescript-when-needed.ts") },
    define: { __dirname: JSON.stringify(join(here, "types")), SYNTAX_KINDS: JSON.stringify(syntaxKinds()) },
    banner: {
      js: `require = require("node:module").createRequire(${JSON.stringify(join(repository, "package.json"))});`,
    },
  });
  renameSync(draft, program);
  removeOld(folder, program);
  return program;
}

/** Loaded here and not at the top: only building needs the compiler. */
function syntaxKinds(): typeof import("typescript").SyntaxKind {
  const { SyntaxKind }: typeof import("typescript") = require("typescript");
  return SyntaxKind;
}

/** Programs of earlier states, once nobody can be starting them any more. */
function removeOld(folder: string, current: string): void {
  const aWeekAgo = Date.now() - 7 * 24 * 3600 * 1000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (path !== current && statSync(path).mtimeMs < aWeekAgo) rmSync(path, { force: true });
  }
}
