import { describe, expect, it } from "vitest";
import { readRuntimeOptions, splitShellWords } from "./runtime-options";

describe("runtime options", () => {
  it("default as the official host's do", () => {
    expect(readRuntimeOptions({})).toEqual({
      typescript: true,
      tsconfig: "",
      nodeArguments: [],
      packageManager: "auto",
      production: false,
    });
  });

  it.each([
    [{ typescript: "yes" }, 'runtime.options.typescript: "yes" is not a boolean. Use true or false.'],
    [{ nodeargs: ["--x"] }, 'runtime.options.nodeargs: ["--x"] is not a string. Put it in quotes.'],
    [{ tsconfig: 3 }, "runtime.options.tsconfig: 3 is not a string. Put it in quotes."],
    [
      { packagemanager: "npn" },
      'runtime.options.packagemanager: "npn" is not known. Use one of auto, npm, yarn, pnpm, bun.',
    ],
  ])("refuse %j with what is allowed", (options, message) => {
    expect(() => readRuntimeOptions(options)).toThrow(`Pulumi.yaml ${message}`);
  });
});

describe("nodeargs", () => {
  it.each([
    ["", []],
    ["  --import tsx ", ["--import", "tsx"]],
    [`--require "/a folder/b.js"`, ["--require", "/a folder/b.js"]],
    [`--title='it is "quoted"' x`, [`--title=it is "quoted"`, "x"]],
    [String.raw`a\ b "c\"d" 'e\f'`, ["a b", 'c"d', String.raw`e\f`]],
    [`"" ''`, ["", ""]],
    ["--a # the rest is a comment\n--b", ["--a", "--b"]],
    ["--a#b", ["--a#b"]],
  ])("%j is split as a shell splits words", (text, words) => {
    expect(splitShellWords(text)).toEqual(words);
  });

  it.each([`--a "b`, "--a 'b", "--a\\"])("%j is refused", (text) => {
    expect(() => splitShellWords(text)).toThrow(/never closed|lone backslash/);
  });
});
