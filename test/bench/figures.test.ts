import { describe, expect, it } from "vitest";
import { chosen, families, figures, variantsFor } from "./figures";

describe("the figures", () => {
  it("compare only what runs in turns with each other", () => {
    for (const { over, under } of figures) {
      expect(families.some((family: readonly string[]) => family.includes(over) && family.includes(under))).toBe(true);
    }
  });

  it("have names of their own", () => {
    expect(new Set(figures.map(({ name }) => name)).size).toBe(figures.length);
  });

  it("hold the promised limits", () => {
    const limits = figures.flatMap((each) => ("limit" in each ? [[each.name, each.limit]] : []));
    expect(Object.fromEntries(limits)).toEqual({
      "components-program": 1.1,
      "planets-500-against-50": 1.2,
      "import-planet": 1.15,
      policies: 1.1,
      error: 1.5,
    });
  });

  it("are all chosen where none is named", () => {
    expect(chosen([])).toEqual(figures);
    expect(chosen(["policies"]).map(({ name }) => name)).toEqual(["policies"]);
  });

  it("run nothing that they do not need, and in turns", () => {
    expect(variantsFor(chosen(["policies"]))).toEqual([["five-hundred", "five-hundred-judged"]]);
    expect(variantsFor(chosen(["planets-500-against-50", "import-planet"]))).toEqual([
      ["fifty", "five-hundred"],
      ["import-planet", "import-pulumi"],
    ]);
    expect(variantsFor(figures)).toEqual(families);
  });
});
