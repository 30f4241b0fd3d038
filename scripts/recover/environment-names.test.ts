import { join } from "node:path";
import { expect, it } from "vitest";
import { adviceOnMissing, environmentNames } from "./environment-names";

const known = environmentNames(join(__dirname, "../.."));

it("knows the environments of a project by their files, and none where there is no project", () => {
  expect(known).toEqual(["dev", "prod", "sandbox"]);
  expect(environmentNames(__dirname)).toEqual([]);
});

it.each([
  ["prdo", "No environment of this project is called prdo. Known: dev, prod, sandbox. Did you mean prod?"],
  ["me/roadstead/prdo", "No environment of this project is called prdo. Known: dev, prod, sandbox. Did you mean prod?"],
  ["me/roadstead/prod", "If its state was lost, begin an empty one with `pulumi stack init me/roadstead/prod`"],
])("tells a misspelt name from a lost state: %s", (stack, advice) => {
  expect(adviceOnMissing(stack, known)).toContain(advice);
});
