import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Pack } from "../../policies/packs/pack";
import type { Rule } from "../../policies/rules/rule";
import { isRecord } from "../../policies/rules/wire-markers";

export const policiesFolder = join(__dirname, "..", "..", "policies");
const rulesFolder = join(policiesFolder, "rules");
const packsFolder = join(policiesFolder, "packs");

export interface RuleFile {
  /** Path below policies/rules, with forward slashes and no extension. */
  readonly path: string;
  readonly rule: Rule;
}

/** Every rule there is, by the files in the folders of policies/rules: one a file. */
export async function allRules(): Promise<readonly RuleFile[]> {
  const domains = readdirSync(rulesFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = domains
    .flatMap(({ name }) => readdirSync(join(rulesFolder, name)).map((file) => join(rulesFolder, name, file)))
    .filter((file) => /(?<!\.(?:test|cases))\.ts$/.test(file))
    .sort();
  return Promise.all(
    files.map(async (file) => {
      const path = relative(rulesFolder, file).split(sep).join("/").replace(/\.ts$/, "");
      const rule = await exported(file, "rule");
      if (!isRule(rule)) throw new Error(`policies/rules/${path}.ts exports no rule.`);
      return { path, rule };
    }),
  );
}

export function packNames(): readonly string[] {
  return readdirSync(packsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(packsFolder, entry.name, "selection.ts")))
    .map(({ name }) => name)
    .sort();
}

export async function packNamed(name: string): Promise<Pack | undefined> {
  if (!packNames().includes(name)) return undefined;
  const pack = await exported(join(packsFolder, name, "selection.ts"), "pack");
  return isPack(pack) ? pack : undefined;
}

/** Loaded by path: rules and packs are found by where they lie, so nothing has to list them. */
async function exported(file: string, name: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(file).href);
  return isRecord(module) ? module[name] : undefined;
}

function isRule(value: unknown): value is Rule {
  return isRecord(value) && typeof value["id"] === "string" && typeof value["judge"] === "function";
}

function isPack(value: unknown): value is Pack {
  return isRecord(value) && Array.isArray(value["rules"]) && typeof value["name"] === "string";
}
