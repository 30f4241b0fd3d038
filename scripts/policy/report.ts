import type { Row } from "./evaluate";

/** A report for people: what needs doing first, and what passed as a number only. */
export function textReport(rows: readonly Row[]): string {
  const told = rows.filter(({ outcome }) => outcome !== "pass");
  const lines = told.map(({ outcome, level, severity, rule, resource, message }) => {
    const head = outcome === "fail" ? `FAIL ${level}, ${severity}` : outcome.toUpperCase();
    return `${head}  ${rule}\n  ${resource}\n  ${message}\n`;
  });
  const count = (outcome: Row["outcome"]) => rows.filter((row) => row.outcome === outcome).length;
  const mandatory = rows.filter(({ outcome, level }) => outcome === "fail" && level === "mandatory").length;
  const summary = `${count("fail")} failed (${mandatory} mandatory), ${count("unknown")} unknown, ${count("exempt")} exempt, ${count("pass")} passed`;
  return [...lines, summary, ""].join("\n");
}

export function jsonReport(rows: readonly Row[]): string {
  return `${JSON.stringify(rows, undefined, 2)}\n`;
}

/** Columns as wide as their widest cell. */
export function table(rows: ReadonlyArray<readonly string[]>): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
