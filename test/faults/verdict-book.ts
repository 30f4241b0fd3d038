import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Point } from "./points";
import type { Verdict } from "./sweep";

// A full sweep takes hours on a small machine, so it can be taken in parts: what is passed is written down between them.

function isVerdict(
  entry: unknown,
): entry is { readonly title: string; readonly adopted: number; readonly seconds: number } {
  if (typeof entry !== "object" || entry === null || !("title" in entry)) return false;
  return (
    typeof entry.title === "string" && "adopted" in entry && typeof entry.adopted === "number" && "seconds" in entry
  );
}

/** The points passed in earlier parts. What failed is tried again. */
export function readBook(file: string, points: readonly Point[]): Verdict[] {
  if (!existsSync(file)) return [];
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  const byTitle = new Map(points.map((point) => [point.title, point]));
  return (Array.isArray(parsed) ? parsed : []).filter(isVerdict).flatMap(({ title, adopted, seconds }) => {
    const point = byTitle.get(title);
    return point === undefined ? [] : [{ point, problems: [], adopted, seconds }];
  });
}

export function writeBook(file: string, verdicts: readonly Verdict[]): void {
  const passed = verdicts.filter(({ problems }) => problems.length === 0);
  mkdirSync(dirname(file), { recursive: true });
  const entries = passed.map(({ point, adopted, seconds }) => ({ title: point.title, adopted, seconds }));
  writeFileSync(`${file}.new`, JSON.stringify(entries, null, 1));
  renameSync(`${file}.new`, file);
}
