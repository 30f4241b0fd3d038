// Opens a sandbox: a folder with a home for the Pulumi CLI, in which a plugin stands for every package in reach.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { offlineEnvironment } from "../toolchain/offline";
import type { LanguageHost } from "../toolchain/yaml-host";
import { pluginProgram } from "./plugin-program";
import { writeSetting } from "./setting";
import { isPlainObject, objectOf, type PlainObject, textOf } from "./values";

export interface SandboxOptions {
  /** Everything of the sandbox is in here; nothing outside is touched. */
  readonly folder: string;
  readonly engine: { readonly root: string; readonly pulumi: string; readonly version: string };
  /** Folder of the program, in whose node_modules its SDKs are. */
  readonly program?: string;
  /** Folders of further programs that will run in it. */
  readonly alsoFor?: readonly string[];
  /** Hosts of languages that the engine has none for. */
  readonly languageHosts?: readonly LanguageHost[];
  /** What everything invented follows from. Defaults to the folder's own, or "roadstead". */
  readonly seed?: string;
}

export interface Sandbox {
  readonly folder: string;
  /** PULUMI_HOME. */
  readonly home: string;
  /** What to add to the environment of a command. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ProviderPackage {
  readonly name: string;
  readonly version: string;
}

/** Cheap where nothing changed, and safe where two processes open the same folder. */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const folder = resolve(options.folder);
  const home = join(folder, "home");
  const state = join(folder, "state");
  mkdirSync(join(home, "plugins"), { recursive: true });
  mkdirSync(state, { recursive: true });
  keepNoLogs(home);
  writeSetting(folder, options.seed === undefined ? {} : { seed: options.seed });
  const program = pluginProgram();
  const programs = [...(options.program === undefined ? [] : [options.program]), ...(options.alsoFor ?? [])];
  const found = [__dirname, ...programs].flatMap((one) => packagesFor(resolve(one)));
  for (const one of found) placeLauncher(home, { kind: "resource", ...one }, launcherText(program, folder, one));
  for (const { language, version, path } of options.languageHosts ?? []) {
    placeLauncher(home, { kind: "language", name: language, version }, `#!/bin/sh\nexec ${quoted(path)} "$@"\n`);
  }
  return {
    folder,
    home,
    environment: {
      ...offlineEnvironment(),
      PATH: [dirname(options.engine.pulumi), process.env["PATH"] ?? ""].join(delimiter),
      PULUMI_HOME: home,
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "sandbox",
      ROADSTEAD_SANDBOX: folder,
      ...(options.program === undefined ? {} : { ROADSTEAD_SANDBOX_PROGRAM: resolve(options.program) }),
    },
  };
}

/** Every provider package whose SDK a program in this folder can load. */
export function packagesFor(program: string): readonly ProviderPackage[] {
  const found = new Map<string, ProviderPackage>();
  for (let folder = program; ; folder = dirname(folder)) {
    for (const one of packagesIn(join(folder, "node_modules"))) {
      const key = `${one.name} ${one.version}`;
      if (!found.has(key)) found.set(key, one);
    }
    if (dirname(folder) === folder) return [...found.values()];
  }
}

function packagesIn(modules: string): readonly ProviderPackage[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules).flatMap((entry) => {
    if (entry.startsWith(".")) return [];
    const path = join(modules, entry);
    const folders = entry.startsWith("@") ? readdirSync(path).map((inner) => join(path, inner)) : [path];
    return folders.flatMap((one) => providerPackage(one) ?? []);
  });
}

function providerPackage(folder: string): ProviderPackage | undefined {
  let manifest: PlainObject;
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    manifest = isPlainObject(parsed) ? parsed : {};
  } catch {
    return undefined;
  }
  const pulumi = objectOf(manifest["pulumi"]);
  if (pulumi["resource"] !== true) return undefined;
  const name = textOf(pulumi["name"]) ?? textOf(manifest["name"])?.split("/").at(-1);
  const version = (textOf(pulumi["version"]) ?? textOf(manifest["version"]))?.replace(/^v/, "");
  return name === undefined || version === undefined ? undefined : { name, version };
}

function launcherText(program: string, folder: string, { name, version }: ProviderPackage): string {
  const words = [process.execPath, program, "--folder", folder, "--package", name, "--version", version];
  return `#!/bin/sh\nexec ${words.map(quoted).join(" ")} "$@"\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

interface Plugin extends ProviderPackage {
  readonly kind: "resource" | "language";
}

/**
 * Newer engines (seen in 3.259) write a packed log of everything they do below their home, and have no switch for it: two
 * fifths of the engine's time. Where a file stands in the way they go on without.
 */
function keepNoLogs(home: string): void {
  const logs = join(home, "logs");
  if (existsSync(logs)) return;
  writeFileSync(logs, "The engine keeps no logs of its own in a sandbox: they took two fifths of its time.\n");
}

function placeLauncher(home: string, { kind, name, version }: Plugin, text: string): void {
  const folder = join(home, "plugins", `${kind}-${name}-v${version}`);
  const file = join(folder, `pulumi-${kind}-${name}`);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  chmodSync(draft, 0o755);
  renameSync(draft, file);
  // The CLI keeps one beside each plugin; a `.partial` would mean an unfinished installation.
  writeFileSync(`${folder}.lock`, "");
  rmSync(`${folder}.partial`, { force: true });
}
