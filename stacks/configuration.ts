import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime/config";
import { parse } from "yaml";
import { type IdentityFile, identityFileName } from "./identities";

/** What the engine hands over: every configuration value as text, and which of them are secret. */
export interface RawConfiguration {
  readonly project: string;
  readonly environment: string;
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: ReadonlySet<string>;
  /** Gives the value of a secret key, marked secret. */
  readonly reveal: (key: string) => pulumi.Input<string>;
  /** The file that gives every ship its place; undefined where the project has none. */
  readonly identities?: IdentityFile | undefined;
}

/** The folder in which the project keeps its environments: what `stackConfigDir` says, or the project's own. */
function environmentFolder(project: string): string {
  const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(project, name)).find((each) => existsSync(each));
  const settings: unknown = file === undefined ? undefined : parse(readFileSync(file, "utf8"));
  const folder: unknown =
    typeof settings === "object" && settings !== null ? Reflect.get(settings, "stackConfigDir") : undefined;
  return typeof folder === "string" ? join(project, folder) : project;
}

/** The identities of a project, and which environments have a file beside them. */
export function identitiesIn(project: string): IdentityFile | undefined {
  const folder = environmentFolder(project);
  const file = join(folder, identityFileName);
  if (!existsSync(file)) return undefined;
  const environments = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.ya?ml$/.exec(name)?.[1] ?? []);
  return { text: readFileSync(file, "utf8"), environments: environments.sort() };
}

function secretKeys(): ReadonlySet<string> {
  // The engine names secret keys to the program only here; `Config` would give a value without saying where it came from.
  const listed: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]");
  return new Set(Array.isArray(listed) ? listed.map(String) : []);
}

/** The configuration of the stack that is being deployed, as the engine handed it over. */
export function engineConfiguration(): RawConfiguration {
  const config = new pulumi.Config();
  const given = Object.entries<unknown>(allConfig());
  return {
    identities: identitiesIn(pulumi.getRootDirectory()),
    project: pulumi.getProject(),
    environment: pulumi.getStack(),
    values: Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === "string")),
    secretKeys: secretKeys(),
    reveal: (key) => config.requireSecret(key.slice(`${config.name}:`.length)),
  };
}
