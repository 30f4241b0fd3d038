import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";

const folder = join(__dirname, "../golden");

/** Holds a value against its committed form below test/golden. `UPDATE_GOLDEN=1` writes it: look at the diff before you commit. */
export function expectGolden(file: string, value: unknown): void {
  const path = join(folder, file);
  const text = typeof value === "string" ? value : `${JSON.stringify(value, null, 2)}\n`;
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  if (!existsSync(path)) throw new Error(`${file} is not committed yet. Make it with UPDATE_GOLDEN=1 and read it.`);
  expect(text).toBe(readFileSync(path, "utf8"));
}
