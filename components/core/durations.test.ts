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

  it.each(["5", "5s", "5 sec", "-1 day", "1.5 hours", "1 week", ""])("%j is none", (text) => {
    expect(seconds(text)).toBeUndefined();
  });
});
