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

  it.each(["1", "1GiB", "1 GB", "1 gib", "1e3 GiB", " 1 GiB", "0.3 MiB", "-1 GiB", "Infinity GiB", "NaN GiB", ""])(
    "%j is none",
    (text) => {
      expect(mebibytes(text)).toBeUndefined();
    },
  );

  it("is a whole number of MiB for any text, or nothing", () => {
    fc.assert(
      fc.property(fc.tuple(fc.double(), fc.constantFrom("MiB", "GiB", "TiB", "GB")), ([amount, unit]) => {
        const mib = mebibytes(`${amount} ${unit}`);
        expect(mib === undefined || (Number.isSafeInteger(mib) && mib >= 0)).toBe(true);
      }),
    );
  });
});
