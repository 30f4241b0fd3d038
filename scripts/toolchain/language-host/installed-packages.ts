import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What `package.json` of an installed npm package says about itself. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly provider: ProviderOfPackage | undefined;
}

/** The provider plugin that an npm package is the SDK of. */
export interface ProviderOfPackage {
  readonly name: string;
  readonly version: string;
  readonly server: string;
  readonly parameterization: { readonly name: string; readonly version: string; readonly value: string } | undefined;
}

/** Every npm package under `folder/node_modules`, nested ones too; a link is followed once. */
export function installedPackages(folder: string, visited = new Set<string>()): InstalledPackage[] {
  const found: InstalledPackage[] = [];
  for (const packageFolder of packageFolders(join(folder, "node_modules"))) {
    const real = realpathSync(packageFolder);
    if (visited.has(real)) continue;
    visited.add(real);
    const described = describePackage(real);
    if (described !== undefined) found.push(described);
    found.push(...installedPackages(real, visited));
  }
  return found;
}

function packageFolders(nodeModules: string): string[] {
  return childFolders(nodeModules).flatMap((name) =>
    name.startsWith("@")
      ? childFolders(join(nodeModules, name)).map((inner) => join(nodeModules, name, inner))
      : [join(nodeModules, name)],
  );
}

function childFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => {
    if (name.startsWith(".")) return false;
    return statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true;
  });
}

export function describePackage(folder: string): InstalledPackage | undefined {
  const manifest = readManifest(folder);
  if (manifest === undefined) return undefined;
  const name = text(manifest, "name");
  const version = text(manifest, "version");
  if (name === "" || version === "") return undefined;
  return { name, version, folder, provider: providerOf(name, version, record(manifest["pulumi"])) };
}

export function readManifest(folder: string): Record<string, unknown> | undefined {
  try {
    return record(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  } catch {
    // No manifest, or a broken one: npm reports those, a deployment is not the place.
    return undefined;
  }
}

function providerOf(
  npmName: string,
  npmVersion: string,
  pulumi: Record<string, unknown> | undefined,
): ProviderOfPackage | undefined {
  if (pulumi === undefined || pulumi["resource"] !== true) return undefined;
  const scope = "@pulumi/";
  const name = text(pulumi, "name") || (npmName.startsWith(scope) ? npmName.slice(scope.length) : "");
  if (name === "") return undefined;
  const parameterization = record(pulumi["parameterization"]);
  return {
    name,
    version: text(pulumi, "version") || npmVersion,
    server: text(pulumi, "server"),
    parameterization:
      parameterization === undefined
        ? undefined
        : {
            name: text(parameterization, "name"),
            version: text(parameterization, "version"),
            value: text(parameterization, "value"),
          },
  };
}

/** True when the engine would find this provider's plugin without a download. */
export function providerIsInstalled(provider: ProviderOfPackage): boolean {
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  return existsSync(join(home, "plugins", `resource-${provider.name}-v${provider.version.replace(/^v/, "")}`));
}

export function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function text(from: Record<string, unknown>, key: string): string {
  const value = from[key];
  return typeof value === "string" ? value : "";
}
