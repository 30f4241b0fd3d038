// In which language a program is written: its host is needed beside the engine.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import type { LanguageHost } from "../toolchain/yaml-host";
import { isPlainObject, objectOf, textOf } from "./values";

const projectFiles = ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"];

/** The runtime of the project that a folder belongs to; undefined where there is none, or none that can be read. */
export function programLanguage(folder: string): string | undefined {
  const file = projectFiles.map((name) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined) return dirname(folder) === folder ? undefined : programLanguage(dirname(folder));
  let project: unknown;
  try {
    project = parse(readFileSync(file, "utf8"));
  } catch {
    // The engine says what is wrong with it.
    return undefined;
  }
  const runtime = isPlainObject(project) ? project["runtime"] : undefined;
  return textOf(runtime) ?? textOf(objectOf(runtime)["name"]);
}

export interface HostsOptions {
  readonly pulumi: string;
  readonly yamlHost: () => Promise<LanguageHost | undefined>;
  readonly say: (line: string) => void;
}

/** The hosts that programs in these folders need beside the ones the engine has. Says which cannot be had. */
export async function languageHostsFor(folders: readonly string[], options: HostsOptions): Promise<LanguageHost[]> {
  const found: LanguageHost[] = [];
  const languages = new Set(folders.flatMap((folder) => programLanguage(folder) ?? []));
  for (const language of languages) {
    if (language === "nodejs" || hasOwnHost(options.pulumi, language)) continue;
    const host = language === "yaml" ? await options.yamlHost() : undefined;
    if (host !== undefined) found.push(host);
    // Said and not refused: stacks of such a program can still be listed, exported and destroyed.
    else if (language !== "yaml") options.say(noHost(language));
  }
  return found;
}

function noHost(language: string): string {
  return (
    `sandbox: the program here is for the runtime "${language}", and this engine has no pulumi-language-${language} beside it, ` +
    "so it cannot run: the sandbox brings hosts for nodejs and yaml. The official Pulumi CLI " +
    "(https://www.pulumi.com/docs/install) has one; it is used once it is on PATH."
  );
}

function hasOwnHost(pulumi: string, language: string): boolean {
  return existsSync(join(dirname(realpathSync(pulumi)), `pulumi-language-${language}`));
}
