import { createHash } from "node:crypto";
import type { RecordedCall } from "../../scripts/sandbox/calls";
import { type Fault, misbehaviours } from "../../scripts/sandbox/faults";
import type { Phase } from "./phases";

/** One place where one thing goes wrong. */
export interface Point {
  readonly phase: Phase["name"];
  readonly fault: Fault;
  /** Unique, and readable in the table. */
  readonly title: string;
}

const changing = new Set(["create", "update", "delete"]);

/** Every state-changing call of an undisturbed run with every fault; of the calls that only ask, the first of each type. */
export function pointsOf(phase: Phase["name"], calls: readonly RecordedCall[]): Point[] {
  const points: Point[] = [];
  const counts = new Map<string, number>();
  for (const call of calls) {
    const { method, type, name } = call;
    const key = changing.has(method) ? `${method} ${type} ${name}` : `${method} ${type}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    if (!changing.has(method) && nth > 1) continue;
    const at = { package: call.package, method, type, nth, ...(changing.has(method) ? { name } : {}) };
    const what = `${phase}: ${method} ${type.slice(type.lastIndexOf(":") + 1)}${name === "" ? "" : ` ${name}`}`;
    for (const fault of misbehaviours) {
      points.push({ phase, fault: { at, fault }, title: `${what}${nth > 1 ? ` (${nth})` : ""}, ${fault}` });
    }
  }
  return points;
}

/** The points in an order that only the seed decides, so that a slice is a fair sample and can be had again. */
export function shuffled(points: readonly Point[], seed: string): Point[] {
  const rank = (point: Point) => createHash("sha256").update(`${seed} ${point.title}`).digest("hex");
  return points
    .map((point) => ({ point, at: rank(point) }))
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ point }) => point);
}
