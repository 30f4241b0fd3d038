import { join } from "node:path";
import { expect, it } from "vitest";
import { closingLine, countsOf, failuresOf } from "./run-suite";

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

it("names each test that failed or did not run, and each file that could not be loaded", () => {
  const file = (name: string, status: string, message: string, assertionResults: readonly object[]) => ({
    name: join(__dirname, name),
    status,
    message,
    assertionResults,
  });
  const report = {
    testResults: [
      file("a.test.ts", "failed", "", [
        { fullName: "a ship starts", status: "passed", failureMessages: [] },
        { fullName: "a ship stops", status: "failed", failureMessages: ["Error: it ran on\n    at stop.ts:3"] },
        { fullName: "a ship moves", status: "pending", failureMessages: [] },
      ]),
      file("b.test.ts", "failed", "Error: no such module\n", []),
      file("c.test.ts", "passed", "", [{ fullName: "a ship docks", status: "passed", failureMessages: [] }]),
    ],
  };
  expect(failuresOf(report)).toEqual([
    "FAILED scripts/suites/a.test.ts > a ship stops: Error: it ran on",
    "FAILED scripts/suites/a.test.ts > a ship moves: it was pending",
    "FAILED scripts/suites/b.test.ts: Error: no such module",
  ]);
  expect(failuresOf(undefined)).toEqual([]);
});
