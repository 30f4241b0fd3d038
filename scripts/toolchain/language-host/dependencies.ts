import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { satisfies, validRange } from "semver";
import { describePackage, type InstalledPackage, installedPackages, readManifest, record } from "./installed-packages";
import { findNode, findOnPath, startProgram } from "./program-process";
import { describeEnd, type ProgramPlace } from "./run-program";
import type { RuntimeOptions } from "./runtime-options";

const lockFiles = [
  ["yarn.lock", "yarn"],
  ["pnpm-lock.yaml", "pnpm"],
  ["bun.lockb", "bun"],
  ["bun.lock", "bun"],
] as const;

export function packageManagerFor(options: RuntimeOptions, programDirectory: string): string {
  if (options.packageManager !== "auto") return options.packageManager;
  if (/^(1|t|true)$/i.test(process.env["PULUMI_PREFER_YARN"] ?? "") && findOnPath("yarn") !== undefined) return "yarn";
  const found = lockFiles.find(([file, manager]) => existsSync(join(programDirectory, file)) && findOnPath(manager));
  return found?.[1] ?? "npm";
}

/** Installs the program's dependencies, as `pulumi install` asks. */
export async function installDependencies(place: ProgramPlace, write: (text: string | Buffer) => void): Promise<void> {
  const missing = missingDependencies(place);
  if (missing !== undefined && missing.length === 0) {
    // The engine asks this before each use of a local package, also where no registry can be reached.
    write("All dependencies of package.json are installed already.\n\n");
    return;
  }
  const manager = packageManagerFor(place.options, place.programDirectory);
  const executable = findOnPath(manager);
  if (executable === undefined)
    throw new Error(`Could not find ${manager} on the PATH. Install it, or set runtime.options.packagemanager.`);
  write("Installing dependencies...\n\n");
  const folder = workspaceRoot(place.programDirectory) ?? place.programDirectory;
  if (folder !== place.programDirectory) write(`Detected workspace root at ${folder}\n`);
  const installation = startProgram({
    executable,
    arguments: installArguments(manager, place.options.production),
    cwd: folder,
    env: process.env,
    onStdout: write,
    onStderr: write,
  });
  const end = await installation.ended;
  if (end.kind !== "exit" || end.code !== 0)
    throw new Error(`${manager} install in ${folder} failed. ${describeEnd(end)}`);
  write("Finished installing dependencies\n\n");
}

function installArguments(manager: string, production: boolean): string[] {
  if (manager === "npm") return ["install", "--loglevel=error", ...(production ? ["--omit=dev"] : [])];
  return ["install", ...(production ? [manager === "pnpm" ? "--prod" : "--production"] : [])];
}

/** The nearest folder above whose package.json declares the workspace that this folder may belong to. */
function workspaceRoot(programDirectory: string): string | undefined {
  for (let folder = dirname(programDirectory); folder !== dirname(folder); folder = dirname(folder)) {
    const declared = readManifest(folder)?.["workspaces"];
    const patterns = Array.isArray(declared) ? declared : record(declared)?.["packages"];
    if (!Array.isArray(patterns)) continue;
    const inside = programDirectory.slice(folder.length + 1);
    if (patterns.some((pattern) => typeof pattern === "string" && globMatches(pattern, inside))) return folder;
  }
  return undefined;
}

function globMatches(pattern: string, path: string): boolean {
  const expression = pattern
    .replace(/^\.\//, "")
    .replace(/\/$/, "")
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  return new RegExp(`^${expression}$`).test(path);
}

/** Names of direct dependencies that are absent or of a wrong version; undefined without a package.json. */
export function missingDependencies(place: ProgramPlace): string[] | undefined {
  const manifest = readManifest(place.programDirectory);
  if (manifest === undefined) return undefined;
  const asked = {
    ...(place.options.production ? {} : record(manifest["devDependencies"])),
    ...record(manifest["dependencies"]),
  };
  return Object.entries(asked).flatMap(([name, range]) => {
    const found = nearestInstalled(name, place.programDirectory);
    if (found === undefined || typeof range !== "string") return [name];
    // A folder, an archive or a branch is no range: being there is all that can be asked.
    if (validRange(range) === null) return [];
    return satisfies(found.version, range, { includePrerelease: true }) ? [] : [name];
  });
}

function nearestInstalled(name: string, from: string): InstalledPackage | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = describePackage(join(folder, "node_modules", name));
    if (found !== undefined || folder === dirname(folder)) return found;
  }
}

export interface ProgramDependency {
  readonly name: string;
  readonly version: string;
}

/** Direct dependencies with the version found in node_modules; transitive ones are all that is installed there. */
export function programDependencies(place: ProgramPlace, transitive: boolean): ProgramDependency[] {
  const root = manifestFolder(place.programDirectory);
  if (root === undefined) return [];
  const found = transitive ? installedPackages(root) : directDependencies(root);
  return found.map(({ name, version }) => ({ name, version })).sort((a, b) => a.name.localeCompare(b.name));
}

function directDependencies(root: string): InstalledPackage[] {
  const manifest = readManifest(root);
  const names = new Set([
    ...Object.keys(record(manifest?.["dependencies"]) ?? {}),
    ...Object.keys(record(manifest?.["devDependencies"]) ?? {}),
  ]);
  return [...names].flatMap((name) => describePackage(join(root, "node_modules", name)) ?? []);
}

function manifestFolder(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

export interface AboutRuntime {
  readonly executable: string;
  readonly version: string;
  readonly packageManager: string;
  readonly packageManagerVersion: string;
}

export async function aboutRuntime(place: ProgramPlace): Promise<AboutRuntime> {
  const node = findNode();
  const packageManager = packageManagerFor(place.options, place.programDirectory);
  const [version, packageManagerVersion] = await Promise.all([versionOf(node), versionOf(packageManager)]);
  return { executable: node, version, packageManager, packageManagerVersion };
}

/** The engine asks before each operation, so what stands beside the executable is read: asking npm takes a tenth of a second. */
function versionOf(name: string): Promise<string> {
  const executable = findOnPath(name) ?? name;
  const known = knownVersion(executable, basename(name));
  if (known !== undefined) return Promise.resolve(known);
  return new Promise((resolve) => {
    execFile(executable, ["--version"], { timeout: 10_000 }, (error, stdout) =>
      resolve(error === null ? stdout.trim() : ""),
    );
  });
}

/** Undefined for what is neither this very Node nor a script in a package of its own name, such as one that picks a version. */
function knownVersion(executable: string, name: string): string | undefined {
  if (!existsSync(executable)) return undefined;
  const file = realpathSync(executable);
  if (file === realpathSync(process.execPath)) return process.version;
  const described = describePackage(dirname(dirname(file)));
  return described?.name === name ? described.version : undefined;
}
