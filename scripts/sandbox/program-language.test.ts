import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolders } from "../temporary-folders";
import { languageHostsFor, programLanguage } from "./program-language";

const newFolder = temporaryFolders("program-language");

function project(text: string, name = "Pulumi.yaml"): string {
  const folder = newFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}

it.each([
  ["name: a\nruntime: yaml\n", "yaml"],
  ["name: a\nruntime:\n  name: nodejs\n  options: { typescript: false }\n", "nodejs"],
  ["name: a\n", undefined],
  ["name: [", undefined],
])("reads the runtime of %j", (text, language) => {
  expect(programLanguage(project(text))).toBe(language);
});

it("finds the project from a folder inside it, as the engine does", () => {
  const folder = project('{ "name": "a", "runtime": "yaml" }', "Pulumi.json");
  mkdirSync(join(folder, "deep", "er"), { recursive: true });
  expect(programLanguage(join(folder, "deep", "er"))).toBe("yaml");
});

it("brings the host for YAML only where a program needs it, and says which runtime it has none for", async () => {
  const host = { language: "yaml", version: "1.2.3", path: "/bin/true" };
  const said: string[] = [];
  const ask = (...folders: string[]) =>
    languageHostsFor(folders, {
      pulumi: process.execPath,
      yamlHost: () => Promise.resolve(host),
      say: (line) => said.push(line),
    });
  expect(await ask(project("runtime: nodejs"))).toEqual([]);
  expect(said).toEqual([]);
  expect(await ask(project("runtime: yaml"), project("runtime: python"))).toEqual([host]);
  expect(said).toEqual([expect.stringMatching(/runtime "python".*no pulumi-language-python.*nodejs and yaml/)]);
});
