import { expect, it } from "vitest";
import { linksOf, partOf, withBlocks } from "./blocks";

const document = "before\n<!-- from: a.ts -->\n```ts\nold\n```\nafter";

it("puts the source as it is now into the document", () => {
  expect(withBlocks(document, () => "const a = 1;\n")).toBe(
    "before\n<!-- from: a.ts -->\n```ts\nconst a = 1;\n```\nafter",
  );
});

it("keeps dollar signs of the source as they are", () => {
  expect(withBlocks(document, () => "const a = `$1 $&`;")).toContain("const a = `$1 $&`;");
});

it("takes a named part without its indentation, and says which part is missing", () => {
  expect(partOf("x\n  // part:\n  a\n    b\n  // end\ny", "part")).toBe("a\n  b");
  expect(() => partOf("x", "part")).toThrow('there is no part "part"');
});

it("finds links that lead to files, and leaves out addresses, fragments and code", () => {
  expect(linksOf("[a](docs/a.md#part) [b](https://example.org) [c](#here) `[d](e)`\n```\n[f](g)\n```")).toEqual([
    "docs/a.md",
  ]);
});
