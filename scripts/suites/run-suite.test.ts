import { expect, it } from "vitest";
import { closingLine, countsOf } from "./run-suite";

it("counts what passed and what failed", () => {
  const counts = countsOf({ numTotalTests: 5, numPassedTests: 4, numFailedTests: 1, numFailedTestSuites: 1 }, 1);
  expect(closingLine(counts)).toBe("4 passed, 1 failed");
});

it("counts a skipped test as a failure: a check that did not run is not a pass", () => {
  expect(countsOf({ numTotalTests: 3, numPassedTests: 2, numPendingTests: 1 }, 0)).toEqual({ passed: 2, failed: 1 });
});

it("is red where the runner failed without a failed test, ran nothing, or left no report", () => {
  expect(countsOf({ numTotalTests: 2, numPassedTests: 2 }, 1).failed).toBe(1);
  expect(countsOf({ numTotalTests: 0, numPassedTests: 0 }, 0).failed).toBe(1);
  expect(countsOf(undefined, 0).failed).toBe(1);
});
