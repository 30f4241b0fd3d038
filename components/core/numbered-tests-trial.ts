import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const projectRoot = join(__dirname, "../..");
const places = ["components", "policies", "scripts", "stacks", "test"];

/** The numbers that are found after a word and before a colon, as in `edge 7:`, in the tests of the project. */
export function numbersInTests(word: string): ReadonlySet<number> {
  const files = places.flatMap((place) =>
    readdirSync(join(projectRoot, place), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts") && !name.includes("node_modules"))
      .map((name) => join(projectRoot, place, name)),
  );
  return new Set(files.flatMap((file) => numbersAfter(word, readFileSync(file, "utf8"))));
}

/** The same in one text. */
export function numbersAfter(word: string, text: string): readonly number[] {
  return [...text.matchAll(new RegExp(`\\b${word} (\\d+):`, "g"))].map(([, number]) => Number(number));
}
