import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seconds } from "./durations";

describe("a duration", () => {
  it.each([
    ["1 second", 1],
    ["90 seconds", 90],
    ["2 minutes", 120],
    ["1 hour", 3600],
    ["7 days", 604_800],
  ])("%s is %d seconds", (text, count) => {
    expect(seconds(text)).toBe(count);
  });

  it.each([
    "5",
    "5s",
    "5 sec",
    "-1 day",
    "1.5 hours",
    "1 week",
    "1\u00a0day",
    "١ day",
    `${"9".repeat(400)} days`,
    `${2 ** 50} days`,
    "",
  ])("%j is none", (text) => {
    expect(seconds(text)).toBeUndefined();
  });

  it("is a whole number of seconds for any text, or nothing", () => {
    const unit = fc.constantFrom("second", "minutes", "hour", "days", "week");
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.bigInt({ min: 0n })), unit, (amount, word) => {
        const length = seconds(`${amount} ${word}`);
        expect(length === undefined || (Number.isSafeInteger(length) && length >= 0)).toBe(true);
      }),
    );
  });
});
