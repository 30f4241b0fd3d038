// Fault plans: which call of a sandbox goes wrong, and how. The same plan gives the same run.
import { isPlainObject, listOf, numberOf, type Plain, type PlainObject, textOf } from "./values";

export const misbehaviours = ["429", "500", "timeout", "lost-answer", "kill-before", "kill-after"] as const;
/** `lost-answer`: done, but an error is answered. `kill-*`: the engine is killed before or after the call took effect. */
export type Misbehaviour = (typeof misbehaviours)[number];

export const faultMethods = ["create", "update", "delete", "read", "invoke"] as const;

/** Picks a call. What is left out matches anything. */
export interface FaultPoint {
  readonly package?: string;
  readonly method: (typeof faultMethods)[number];
  readonly type?: string;
  /** Name part of the URN. */
  readonly name?: string;
  /** The how-many-th matching call since the plan was written, from 1. */
  readonly nth: number;
}

export interface Fault {
  readonly at: FaultPoint;
  readonly fault: Misbehaviour;
}

export interface FaultPlan {
  /** Number of the last call before the plan was written. */
  readonly since: number;
  readonly faults: readonly Fault[];
}

export function faultMatches(
  at: FaultPoint,
  call: { readonly package: string; readonly method: string; readonly type: string; readonly name: string },
): boolean {
  return (
    at.method === call.method &&
    (at.package ?? call.package) === call.package &&
    (at.type ?? call.type) === call.type &&
    (at.name ?? call.name) === call.name
  );
}

/** Reads a plan: a list of faults, or `{ since, faults }`. A plan that says something unknown is refused, not skipped. */
export function parseFaultPlan(text: string, file: string): FaultPlan {
  let parsed: Plain;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new Error(`The fault plan ${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const plan: PlainObject = isPlainObject(parsed) ? parsed : { faults: parsed };
  const faults = listOf(plan["faults"]).map((entry, index) => faultFrom(entry, `${file}, fault ${index}`));
  return { since: numberOf(plan["since"]) ?? 0, faults };
}

function faultFrom(entry: Plain, where: string): Fault {
  const at = isPlainObject(entry) ? entry["at"] : undefined;
  if (!isPlainObject(entry) || !isPlainObject(at)) {
    throw new Error(`${where}: expected { "at": { "method": "create", "nth": 1 }, "fault": "500" }.`);
  }
  const unknown = Object.keys(at).find((key) => !["package", "method", "type", "name", "nth"].includes(key));
  if (unknown !== undefined)
    throw new Error(`${where}: "at" has no "${unknown}". It takes package, method, type, name, nth.`);
  const method = faultMethods.find((one) => one === at["method"]);
  const fault = misbehaviours.find((one) => one === entry["fault"]);
  const nth = at["nth"] === undefined ? 1 : numberOf(at["nth"]);
  if (method === undefined) throw new Error(`${where}: "method" must be one of ${faultMethods.join(", ")}.`);
  if (fault === undefined) throw new Error(`${where}: "fault" must be one of ${misbehaviours.join(", ")}.`);
  if (nth === undefined || !Number.isInteger(nth) || nth < 1) throw new Error(`${where}: "nth" must be 1 or more.`);
  const [packageName, type, name] = [textOf(at["package"]), textOf(at["type"]), textOf(at["name"])];
  return {
    fault,
    at: {
      method,
      nth,
      ...(packageName === undefined ? {} : { package: packageName }),
      ...(type === undefined ? {} : { type }),
      ...(name === undefined ? {} : { name }),
    },
  };
}
