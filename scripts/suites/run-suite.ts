import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

const root = join(__dirname, "../..");

/** What a runner counted. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const valueAt = (of: unknown, key: string): unknown =>
  typeof of === "object" && of !== null ? Reflect.get(of, key) : undefined;

function numberAt(report: unknown, key: string): number {
  const value = valueAt(report, key);
  return typeof value === "number" ? value : 0;
}

function listAt(of: unknown, key: string): readonly unknown[] {
  const value = valueAt(of, key);
  return Array.isArray(value) ? value : [];
}

const firstLine = (message: unknown): string =>
  typeof message === "string" ? (stripVTControlCharacters(message).trim().split("\n")[0] ?? "") : "";

/** Reads vitest's own report. Files that could not even be loaded, errors outside tests and skipped tests count as failures. */
export function countsOf(report: unknown, exitCode: number): Counts {
  const passed = numberAt(report, "numPassedTests");
  const left = numberAt(report, "numTotalTests") - passed;
  const failed = Math.max(left, numberAt(report, "numFailedTestSuites") > 0 && left === 0 ? 1 : left);
  // A run that failed without a failed test, or that ran nothing, must not look green.
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silent ? 1 : failed };
}

/** A line for each test that failed or did not run, and for each file that could not be loaded: what `scripts/check` repeats at its end. */
export function failuresOf(report: unknown): string[] {
  return listAt(report, "testResults").flatMap((file) => {
    const path = relative(root, String(valueAt(file, "name")));
    const tests = listAt(file, "assertionResults");
    const wrong = tests.filter((test) => valueAt(test, "status") !== "passed");
    const broken = wrong.length === 0 && valueAt(file, "status") === "failed";
    if (broken) return [`FAILED ${path}: ${firstLine(valueAt(file, "message"))}`];
    return wrong.map((test) => {
      const [message] = listAt(test, "failureMessages");
      const why = message === undefined ? `it was ${String(valueAt(test, "status"))}` : firstLine(message);
      return `FAILED ${path} > ${String(valueAt(test, "fullName"))}: ${why}`;
    });
  });
}

/** The line that every suite ends with. */
export function closingLine({ passed, failed }: Counts): string {
  return `${passed} passed, ${failed} failed`;
}

/** Runs vitest with these arguments, shows it as it goes, and ends with the closing line. Gives the exit code. */
export function runSuite(name: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): number {
  const folder = mkdtempSync(join(tmpdir(), `roadstead-${name}-`));
  const reportFile = join(folder, "report.json");
  try {
    const run = spawnSync(
      process.execPath,
      [
        join(root, "node_modules/vitest/vitest.mjs"),
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile=${reportFile}`,
        ...args,
      ],
      { cwd: root, stdio: "inherit", env: { ...process.env, ...environment } },
    );
    const exitCode = run.status ?? 1;
    let report: unknown;
    try {
      report = JSON.parse(readFileSync(reportFile, "utf8"));
    } catch {
      console.error(`${name}: the runner left no report; it ended with ${run.signal ?? exitCode}`);
    }
    const counts = countsOf(report, exitCode);
    console.log(["", ...failuresOf(report), closingLine(counts)].join("\n"));
    return counts.failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
