import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import pinned from "../../components/core/versions.json";
import { examples } from "../examples/examples";
import { recorded } from "../harness/recording-mocks";
import { plainTexts, revealed } from "../harness/wire-values";

const components = join(__dirname, "../../components");

/** Names that mean another thing tomorrow. */
const moving = /\b(latest|stable|edge|nightly|rolling|HEAD|main\.tar|master)\b/;
const address = /https?:\/\/[^\s"'\\)]+/g;
const download = /\.(tgz|tar\.gz|tar|zip|deb|rpm|gz|xz)$/;

/** A file's text without its comments. */
function codeOf(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*(#|\/\/).*$/gm, "");
}

describe("what is deployed is pinned", () => {
  it.each(examples)(
    "in the example $name: each download names a version and what it must hash to",
    async ({ program, settings }) => {
      const { resources } = await recorded(program, settings);
      for (const { name, inputs } of resources) {
        const texts = plainTexts(revealed(inputs));
        for (const { text } of texts) {
          for (const [url] of text.matchAll(address)) {
            expect(url, name).not.toMatch(moving);
            if (!download.test(url)) continue;
            expect(url, name).toMatch(/\d+\.\d+/);
            const sums = texts.filter((each) => /[0-9a-f]{64}/.test(each.text));
            expect(sums, `${name}: nothing to check ${url} against`).not.toEqual([]);
          }
        }
      }
    },
  );

  const files = readdirSync(components, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile() && !/\.(md|test\.ts)$/.test(each.name))
    .map((each) => join(each.parentPath, each.name));

  it.each(files.map((file) => [file.slice(components.length + 1), file] as const))(
    "%s resolves nothing that moves",
    (_name, file) => {
      // A message may speak of it, as in "never latest".
      const code = codeOf(readFileSync(file, "utf8")).replace(/never latest/g, "");
      expect(code).not.toMatch(/[:/@]latest\b|releases\/latest|:stable\b|:edge\b/);
      for (const [url] of code.matchAll(address)) expect(url).not.toMatch(moving);
    },
  );
});

it("versions come from one file, each with its source", () => {
  for (const [name, pin] of Object.entries(pinned)) {
    expect(pin.version, name).toMatch(/^\d+(\.\d+)+$/);
    expect(pin.source, name).not.toBe("");
    for (const sum of Object.values(pin.sha256)) expect(sum === null || /^[0-9a-f]{64}$/.test(sum)).toBe(true);
  }
});
