import type { Reading } from "./reading";

/** Ports from `first` to `last`, both included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export type Ports =
  | { readonly kind: "all" }
  | { readonly kind: "ranges"; readonly ranges: readonly PortRange[] }
  | { readonly kind: "unknown" | "unreadable" };

const highest = 65_535;
const allWords = new Set(["", "0", "all", "any", "*", "-1"]);

/** Ports in every vendor's spelling: 22, "22", "8000-8080", "8000:8080", "22,80", "any", or left out for all. */
export function portsOf(reading: Reading): Ports {
  if (reading.isUnknown) return { kind: "unknown" };
  if (reading.isAbsent) return { kind: "all" };
  const ranges: PortRange[] = [];
  for (const item of reading.items()) {
    if (item.isUnknown) return { kind: "unknown" };
    const text = item.text();
    if (text === undefined) return { kind: "unreadable" };
    if (allWords.has(text.trim().toLowerCase())) return { kind: "all" };
    for (const piece of text.split(",")) {
      const range = portRange(piece);
      if (range === undefined) return { kind: "unreadable" };
      ranges.push(range);
    }
  }
  const all = ranges.length === 0 || ranges.some(({ first, last }) => last - first >= highest - 1024);
  return all ? { kind: "all" } : { kind: "ranges", ranges };
}

function portRange(text: string): PortRange | undefined {
  const [, from, to] = /^\s*(\d{1,5})\s*(?:[-:–]\s*(\d{1,5})\s*)?$/.exec(text) ?? [];
  if (from === undefined) return undefined;
  const [first, last] = [Number(from), Number(to ?? from)];
  if (first > highest || last > highest) return undefined;
  return { first: Math.min(first, last), last: Math.max(first, last) };
}

/** True where some port from `first` to `last` is among these. */
export function overlaps(ports: Ports, first: number, last = first): boolean {
  if (ports.kind === "all") return true;
  return ports.kind === "ranges" && ports.ranges.some((range) => range.first <= last && range.last >= first);
}
