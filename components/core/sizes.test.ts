import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mebibytes } from "./sizes";

describe("a size", () => {
  it.each([
    ["1 MiB", 1],
    ["2 GiB", 2048],
    ["0.5 TiB", 524_288],
    ["1 TiB", 1_048_576],
  ])("%s is %d MiB", (text, mib) => {
    expect(mebibytes(text)).toBe(mib);
  });

  it.each([
    "1",
    "1GiB",
    "1 GB",
    "1 gib",
    "1e3 GiB",
    " 1 GiB",
    "0.3 MiB",
    "-1 GiB",
    "Infinity GiB",
    "NaN GiB",
    "１ GiB",
    "1\u00a0GiB",
    "1 GiB\n",
    `${"9".repeat(400)} TiB`,
    "",
  ])("%j is none", (text) => {
    expect(mebibytes(text)).toBeUndefined();
  });

  it("is a whole number of MiB for any text, or nothing", () => {
    fc.assert(
      fc.property(fc.tuple(fc.double(), fc.constantFrom("MiB", "GiB", "TiB", "GB")), ([amount, unit]) => {
        const mib = mebibytes(`${amount} ${unit}`);
        expect(mib === undefined || (Number.isSafeInteger(mib) && mib >= 0)).toBe(true);
      }),
    );
  });

  it("counts the same in each unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (amount) => {
        expect(mebibytes(`${amount} GiB`)).toBe(mebibytes(`${amount * 1024} MiB`));
        expect(mebibytes(`${amount} TiB`)).toBe(mebibytes(`${amount * 1024} GiB`));
      }),
    );
  });
});
