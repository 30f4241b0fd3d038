// What a sandbox folder is, apart from what is in it.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isPlainObject, textOf } from "./values";

export interface SandboxSetting {
  /** Everything that a cloud invents follows from it. */
  readonly seed: string;
}

const usual: SandboxSetting = { seed: "roadstead" };

export function readSetting(folder: string): SandboxSetting {
  const file = join(folder, "sandbox.json");
  if (!existsSync(file)) return usual;
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  return { seed: (isPlainObject(parsed) ? textOf(parsed["seed"]) : undefined) ?? usual.seed };
}

export function writeSetting(folder: string, setting: Partial<SandboxSetting>): void {
  const file = join(folder, "sandbox.json");
  const next = { ...readSetting(folder), ...setting };
  if (existsSync(file) && next.seed === readSetting(folder).seed) return;
  mkdirSync(folder, { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(next, null, 2)}\n`);
  renameSync(draft, file);
}
