import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const found = (pattern: string, place: string): number[] =>
  execFileSync("git", ["grep", "--untracked", "-hoE", pattern, "--", place], {
    cwd: join(__dirname, "../.."),
    encoding: "utf8",
  })
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => Number(/\d+/.exec(line)?.[0]));

it("each of the 36 sharp edges of the vendors has a test by its number, or a vendor's README says why it has none", () => {
  const tested = new Set(found('"edge [0-9]+: ', "*.test.ts"));
  const explained = found("^edge [0-9]+: ", "components/machine/*/README.md");
  expect(explained.filter((edge) => tested.has(edge))).toEqual([]);
  const all = [...tested, ...explained].sort((one, other) => one - other);
  expect(all).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
});
