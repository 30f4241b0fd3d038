// Finds the SDK of a provider package where the program has it, as Node itself would look.
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { packageTypesOf } from "./known-package";
import type { PackageTypes } from "./package-types";
import { readCached, type Sdk } from "./types-cache";

export interface PackageRequest {
  /** Package name as in `<name>:index/server:Server`. */
  readonly name: string;
  /** The version the engine asks for; without it, the nearest one installed. */
  readonly version?: string;
  /** Folder of the program. */
  readonly from: string;
}

const known = new Map<string, PackageTypes>();

/**
 * What is known of a package: from the program's own SDK, or, where the program has none (YAML, Python), from
 * Roadstead's. Throws readably where nothing is installed, or only another version.
 */
export async function packageTypes(request: PackageRequest): Promise<PackageTypes> {
  const found = findSdk(request);
  const key = `${found.sdk.folder} ${found.origin} ${found.note ?? ""}`;
  const types = known.get(key) ?? packageTypesOf(await readCached(found.sdk), found);
  known.set(key, types);
  return types;
}

export interface FoundSdk {
  readonly sdk: Sdk;
  readonly origin: "program" | "roadstead";
  /** Said to the user where the types are not of the version that was asked for. */
  readonly note?: string;
}

export function findSdk(request: PackageRequest): FoundSdk {
  const { name, from } = request;
  const version = request.version?.replace(/^v/, "");
  const wanted = version === undefined ? name : `${name} ${version}`;
  const own = installedSdks(name, resolve(from));
  const fits = (sdk: Sdk): boolean => version === undefined || sdk.version === version;
  const exact = own.find(fits);
  if (exact !== undefined) return { sdk: exact, origin: "program" };
  const [nearest] = own;
  if (nearest !== undefined) {
    const nested = nestedSdks(name, resolve(from)).find(fits);
    if (nested !== undefined) return { sdk: nested, origin: "program" };
    throw new Error(
      `The engine asks for ${wanted}, but ${from} has ${name} ${own.map((sdk) => sdk.version).join(" and ")} installed. ` +
        "Install the SDK of that version, or drop the `version` option of the resource that asks for it.",
    );
  }
  const nested = nestedSdks(name, resolve(from)).find(fits);
  if (nested !== undefined) return { sdk: nested, origin: "program" };
  const [fallback] = installedSdks(name, __dirname);
  if (fallback === undefined) {
    throw new Error(
      `No SDK of the package "${name}" is installed for ${from}, and Roadstead has none. ` +
        `The sandbox reads a package's types from its Node.js SDK: install it there, for example \`npm install @pulumi/${name}\`.`,
    );
  }
  if (fits(fallback)) return { sdk: fallback, origin: "roadstead" };
  const note =
    `${from} has no Node.js SDK of ${name}: the sandbox uses the types of Roadstead's own, ` +
    `${fallback.version}, in place of ${version}.`;
  return { sdk: fallback, origin: "roadstead", note };
}

/** Every SDK of the package in the `node_modules` of a folder and of those above it, nearest first. */
function installedSdks(name: string, from: string): readonly Sdk[] {
  const found: Sdk[] = [];
  for (let folder = from; ; folder = dirname(folder)) {
    found.push(...sdksIn(join(folder, "node_modules"), name));
    if (dirname(folder) === folder) return found;
  }
}

/** SDKs that other packages, such as component packages, brought along for themselves. */
function nestedSdks(name: string, from: string): readonly Sdk[] {
  const found: Sdk[] = [];
  for (let folder = from; ; folder = dirname(folder)) {
    for (const path of packageFolders(join(folder, "node_modules")))
      found.push(...sdksIn(join(path, "node_modules"), name));
    if (dirname(folder) === folder) return found;
  }
}

function sdksIn(modules: string, name: string): readonly Sdk[] {
  // The usual place first: reading one file instead of every package's.
  const usual = sdkAt(join(modules, "@pulumi", name), name);
  if (usual !== undefined) return [usual];
  return packageFolders(modules).flatMap((path) => sdkAt(path, name) ?? []);
}

function packageFolders(modules: string): readonly string[] {
  if (!existsSync(modules)) return [];
  return readdirSync(modules).flatMap((entry) => {
    if (entry.startsWith(".")) return [];
    const path = join(modules, entry);
    return entry.startsWith("@") ? readdirSync(path).map((inner) => join(path, inner)) : [path];
  });
}

/** An SDK says so in its package.json: `pulumi: { resource: true, name }`. */
function sdkAt(path: string, name: string): Sdk | undefined {
  const manifest = readManifest(join(path, "package.json"));
  const pulumi = manifest?.["pulumi"];
  if (manifest === undefined || typeof pulumi !== "object" || pulumi === null) return undefined;
  if (!("resource" in pulumi) || pulumi.resource !== true) return undefined;
  if (sdkName(manifest["name"], pulumi) !== name) return undefined;
  const version = "version" in pulumi && typeof pulumi.version === "string" ? pulumi.version : manifest["version"];
  return { name, version: String(version ?? "").replace(/^v/, ""), folder: realpathSync(path) };
}

function sdkName(npmName: unknown, pulumi: object): string {
  if ("name" in pulumi && typeof pulumi.name === "string") return pulumi.name;
  return String(npmName ?? "")
    .replace(/^@[^/]+\//, "")
    .replace(/^pulumi-/, "");
}

function readManifest(path: string): Record<string, unknown> | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof manifest === "object" && manifest !== null ? { ...manifest } : undefined;
  } catch {
    return undefined;
  }
}
