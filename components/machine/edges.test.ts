import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { numbersAfter, numbersInTests } from "../core/numbered-tests-trial";

const readmes = readdirSync(__dirname, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith("README.md"),
);

it("each of the 36 sharp edges of the vendors has a test by its number, or a README says why it has none", () => {
  const tested = numbersInTests("edge");
  const explained = readmes.flatMap((name) => {
    const lines = readFileSync(join(__dirname, name), "utf8").split("\n");
    return lines.filter((line) => line.startsWith("edge ")).flatMap((line) => numbersAfter("edge", line));
  });
  expect(explained.filter((edge) => tested.has(edge))).toEqual([]);
  const all = [...tested, ...explained].sort((one, other) => one - other);
  expect(all).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
});
