import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Figure, judged, median, ratioOf, reportLine } from "./ratios";

const figure: Figure = {
  name: "ours-against-plain",
  says: "",
  over: "ours",
  under: "plain",
  measure: "cpu",
  limit: 1.1,
};

const round = (ours: number, plain: number) => ({ ours: { cpu: ours }, plain: { cpu: plain } });

describe("the median", () => {
  it("is the middle value, whatever the order", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it("has as many values at or below it as at or above it", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((each) => each <= middle).length;
        const above = values.filter((each) => each >= middle).length;
        expect(Math.min(below, above)).toBeGreaterThanOrEqual(values.length / 2);
      }),
    );
  });

  it("of nothing is an error, not a number", () => {
    expect(() => median([])).toThrow("no run was measured");
  });
});

describe("a figure", () => {
  it("compares within a round, so that load which comes and goes does not show", () => {
    const loads = [1, 5, 2, 9, 1, 3, 4];
    const result = judged(
      figure,
      loads.map((load) => round(1.05 * load, load)),
    );
    expect(result.median).toBeCloseTo(1.05);
    expect([result.min, result.max, result.pairs]).toEqual([expect.closeTo(1.05), expect.closeTo(1.05), 7]);
    expect(result.holds).toBe(true);
  });

  it("exceeds its limit by the median and not by one slow pair", () => {
    const fine = [round(1.09, 1), round(5, 1), round(1.08, 1)];
    expect(judged(figure, fine).holds).toBe(true);
    expect(judged(figure, [...fine, round(1.2, 1), round(1.3, 1)]).holds).toBe(false);
  });

  it("holds at exactly its limit", () => {
    expect(judged({ ...figure, limit: 2 }, [round(2, 1)]).holds).toBe(true);
  });

  it("counts per unit of work where the sides do different amounts", () => {
    const scaled = { ...figure, units: { over: 500, under: 50 } };
    expect(ratioOf(scaled, round(120, 10))).toBeCloseTo(1.2);
  });

  it("refuses a side that measured nothing", () => {
    expect(() => ratioOf(figure, { ours: { cpu: 1 } })).toThrow("plain measured undefined for cpu");
    expect(() => ratioOf(figure, round(0, 1))).toThrow("ours measured 0 for cpu");
    expect(() => ratioOf(figure, round(Number.NaN, 1))).toThrow("ours measured NaN");
  });
});

describe("a report line", () => {
  it("is the name and the ratio, then spread, pairs and verdict", () => {
    const held = judged(figure, [round(1.02, 1), round(1.05, 1), round(1.08, 1)]);
    expect(reportLine(held)).toBe("ours-against-plain 1.050  (1.020 to 1.080, 3 pairs, limit 1.1: holds)");
    expect(reportLine(judged(figure, [round(3, 1)]))).toBe(
      "ours-against-plain 3.000  (3.000 to 3.000, 1 pair, limit 1.1: EXCEEDED)",
    );
  });

  it("without a limit says so", () => {
    const { limit: _, ...shown } = figure;
    expect(reportLine(judged(shown, [round(3, 1)]))).toContain("1 pair, no limit)");
  });
});
