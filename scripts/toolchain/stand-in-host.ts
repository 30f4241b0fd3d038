import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { makeDurable } from "./cache";
import { doorKeeperFile } from "./language-host/door";

const source = join(__dirname, "language-host");
/** Serves `pulumi.dynamic` resources; the official bundle has it beside the CLI as well. */
const dynamicProvider = "pulumi-resource-pulumi-nodejs";
const folderPrefix = "with-language-host-";
/** Hosts of other checkouts share a cached CLI; those that nobody started for this long are removed. */
const keepUnusedMs = 30 * 24 * 3600_000;

/**
 * Gives a CLI that came without a language host the stand-in, and returns a root with both. The CLI itself is linked,
 * so that several checkouts share one binary and each has its own host beside it, where the engine looks.
 */
export function rootWithStandIn(engineFolder: string, version: string, unfinished: string): string {
  const root = standInRoot(engineFolder, version);
  if (isComplete(root)) {
    const now = new Date();
    utimesSync(root, now, now);
    return root;
  }
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, "bin"), { recursive: true });
  placeBinary(join(engineFolder, "bin", "pulumi"), join(unfinished, "bin", "pulumi"));
  bundle("host.ts", join(unfinished, "language-host.cjs"), version);
  bundle("answer-at-the-gate.ts", join(unfinished, doorKeeperFile), version);
  const launcher = join(unfinished, "bin", "pulumi-language-nodejs");
  writeFileSync(launcher, launcherScript(join(root, "language-host.cjs")));
  chmodSync(launcher, 0o755);
  const dynamic = join(unfinished, "bin", dynamicProvider);
  writeFileSync(dynamic, dynamicProviderScript());
  chmodSync(dynamic, 0o755);
  const bundles = ["language-host.cjs", doorKeeperFile].map((name) => join(unfinished, name));
  for (const file of [launcher, dynamic, ...bundles, unfinished]) makeDurable(file);
  putInPlace(unfinished, root);
  removeUnused(engineFolder, basename(root));
  return root;
}

/** Where CLI and stand-in are, or will be once somebody asks for them. */
export function standInRoot(engineFolder: string, version: string): string {
  return join(engineFolder, `${folderPrefix}${contentKey(version)}`);
}

function isComplete(root: string): boolean {
  const binary = statSync(join(root, "bin", "pulumi"), { throwIfNoEntry: false });
  const original = statSync(join(dirname(root), "bin", "pulumi"), { throwIfNoEntry: false });
  return (
    binary !== undefined &&
    binary.size === original?.size &&
    existsSync(join(root, "bin", "pulumi-language-nodejs")) &&
    existsSync(join(root, "bin", dynamicProvider)) &&
    existsSync(join(root, "language-host.cjs")) &&
    existsSync(join(root, doorKeeperFile))
  );
}

function placeBinary(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // A file system without hard links.
    copyFileSync(from, to);
  }
}

function putInPlace(unfinished: string, root: string): void {
  // A damaged one is in the way; another run may have placed a good one meanwhile.
  if (existsSync(root) && !isComplete(root)) rmSync(root, { recursive: true, force: true });
  try {
    renameSync(unfinished, root);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!isComplete(root)) throw error;
  }
}

/** One file with all that it needs: it starts in a tenth of a second and does not depend on where this checkout is. */
function bundle(entry: string, outfile: string, version: string): void {
  buildSync({
    entryPoints: [join(source, entry)],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "error",
    // Our own tsconfig says nothing that a bundle needs.
    tsconfigRaw: "{}",
    define: { STAND_IN_VERSION: JSON.stringify(`${version}+roadstead.stand-in`) },
  });
}

function launcherScript(script: string): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  return `#!/bin/sh
# Stand-in of Roadstead for pulumi-language-nodejs; the official one could not be had. Written by scripts/toolchain.
exec ${quote(process.execPath)} ${quote(script)} "$@"
`;
}

/** The engine starts it in the program's folder; what serves it comes with the SDK that the program uses. */
function dynamicProviderScript(): string {
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  const start = `require(require("node:module").createRequire(process.cwd() + "/")${'.resolve("@pulumi/pulumi/cmd/dynamic-provider")'})`;
  return `#!/bin/sh
# Stand-in of Roadstead for the provider of dynamic resources. Written by scripts/toolchain.
exec ${quote(process.execPath)} -e ${quote(start)} -- dynamic-provider "$@"
`;
}

/** Changes with anything that the placed files depend on: the sources, the libraries in the bundle, Node, the CLI. */
function contentKey(version: string): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([version, process.execPath]));
  const files = readdirSync(source)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .sort()
    .map((name) => join(source, name));
  for (const file of [...files, __filename]) hash.update(basename(file)).update(readFileSync(file));
  for (const library of ["@grpc/grpc-js", "@pulumi/pulumi", "google-protobuf", "semver", "esbuild"]) {
    hash.update(readFileSync(require.resolve(`${library}/package.json`)));
  }
  return hash.digest("hex").slice(0, 12);
}

function removeUnused(engineFolder: string, keep: string): void {
  for (const name of readdirSync(engineFolder)) {
    if (!name.startsWith(folderPrefix) || name === keep) continue;
    const folder = join(engineFolder, name);
    const used = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
    if (used !== undefined && Date.now() - used > keepUnusedMs) rmSync(folder, { recursive: true, force: true });
  }
}
