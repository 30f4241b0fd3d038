import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { brokenFiles } from "./backend-files";

let backend: string;
let state: string;

beforeEach(() => {
  backend = mkdtempSync(join(tmpdir(), "roadstead-files-"));
  const folder = join(backend, ".pulumi/stacks/roadstead");
  mkdirSync(folder, { recursive: true });
  state = join(folder, "prod.json");
  writeFileSync(state, '{"version":3}');
  writeFileSync(`${state}.attrs`, '{"md5":"x"}');
  writeFileSync(`${state}.bak`, '{"version":3,"older":true}');
});
afterEach(() => rmSync(backend, { recursive: true, force: true }));

function mend(): string[] {
  const broken = brokenFiles(backend, "roadstead", "prod");
  for (const each of broken) each.mend();
  return broken.map(({ file }) => file);
}

it("leaves a sound stack alone", () => {
  expect(mend()).toEqual([]);
});

it("takes away attributes that were cut off, and keeps the state", () => {
  writeFileSync(`${state}.attrs`, "");
  expect(mend()).toEqual([`${state}.attrs`]);
  expect(existsSync(`${state}.attrs`)).toBe(false);
  expect(readFileSync(state, "utf8")).toBe('{"version":3}');
});

it.each([
  ["cut off", () => writeFileSync(state, '{"version"')],
  ["missing", () => rmSync(state)],
])("puts the state before the last step in the place of one that is %s", (_, damage) => {
  damage();
  expect(mend()).toEqual([state]);
  expect(readFileSync(state, "utf8")).toContain("older");
});

it("does nothing where there is no sound state at all", () => {
  rmSync(state);
  writeFileSync(`${state}.bak`, "");
  expect(mend()).toEqual([]);
});
