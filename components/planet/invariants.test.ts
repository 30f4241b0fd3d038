import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { numbersInTests } from "../core/numbered-tests-trial";

const rows = [...readFileSync(join(__dirname, "README.md"), "utf8").matchAll(/^\| (\d+) \| .+ \| (test|not here): /gm)];

it("the table of rules has all 36, and says of none that it is tested where no test has its number", () => {
  const tested = numbersInTests("invariant");
  expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 36 }, (_, index) => index + 1));
  const claimed = rows.filter(([, , held]) => held === "test").map(([, number]) => Number(number));
  expect([...tested].sort((one, other) => one - other)).toEqual(claimed);
});
