// What a sandbox folder is, apart from what is in it.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPlainObject, objectOf, textOf } from "./values";

export interface SandboxSetting {
  /** Everything that a cloud invents follows from it. */
  readonly seed: string;
  /** Addresses in this cloud at which a real machine answers, and that machine's own: commands for them are really run. */
  readonly machines: Readonly<Record<string, string>>;
}

const usual: SandboxSetting = { seed: "roadstead", machines: {} };

export function readSetting(folder: string): SandboxSetting {
  const file = join(folder, "sandbox.json");
  if (!existsSync(file)) return usual;
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  const given = objectOf(isPlainObject(parsed) ? parsed : undefined);
  const machines = Object.entries(objectOf(given["machines"])).flatMap(([host, to]) => {
    const address = textOf(to);
    return address === undefined ? [] : [[host, address] as const];
  });
  return { seed: textOf(given["seed"]) ?? usual.seed, machines: Object.fromEntries(machines) };
}

export function writeSetting(folder: string, setting: Partial<SandboxSetting>): void {
  const file = join(folder, "sandbox.json");
  const next = { ...readSetting(folder), ...setting };
  if (existsSync(file) && JSON.stringify(next) === JSON.stringify(readSetting(folder))) return;
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(next, null, 2)}\n`);
  renameSync(draft, file);
}
