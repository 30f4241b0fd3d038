import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";

const root = join(__dirname, "..");

it("the project names its program's file, so that a built package never runs in its place", () => {
  const { main } = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8"));
  expect(main).toMatch(/^stacks\/.*\.ts$/);
  expect(existsSync(join(root, main))).toBe(true);
});
