// What differs between the old and the new inputs of a resource, and what of it replaces.
import type { ResourceRules } from "./clouds/cloud";
import { canonical, isFile, isList, isPlainObject, type Path, type Plain, type PlainObject, sameValue } from "./values";

export type ChangeKind = "add" | "delete" | "update";

interface Change {
  readonly path: Path;
  readonly kind: ChangeKind;
}

export interface InputChange extends Change {
  readonly replaces: boolean;
}

export interface InputChanges {
  readonly changes: readonly InputChange[];
  /** Top-level names of what changed. */
  readonly changed: readonly string[];
  readonly replacing: readonly string[];
}

export function changesBetween(
  old: PlainObject,
  now: PlainObject,
  state: PlainObject,
  options: ChangeOptions,
): InputChanges {
  const { rules, ignoreChanges } = options;
  const ignored = new Set(rules.ignored ?? []);
  const unordered = new Set(rules.unordered ?? []);
  const kept = new Set(rules.keptWhenRemoved ?? []);
  const told = new Set(rules.toldBack ?? []);
  const found: Change[] = [];
  for (const key of [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()) {
    if (ignored.has(key)) continue;
    const [before, after] = [told.has(key) ? (state[key] ?? old[key]) : old[key], now[key]];
    if (kept.has(key) && isAbsent(after)) continue;
    if (unordered.has(key) && isList(before) && isList(after)) collectInSet(before, after, [key], found);
    else collect(before, after, [key], found);
  }
  const patterns = [...(rules.replaceOn ?? []), ...(rules.mustReplace?.(old, now, state) ?? [])];
  const changes = found
    .filter(({ path }) => !ignoreChanges.some((pattern) => covers(pattern, path)))
    .map((change) => ({ ...change, replaces: patterns.some((pattern) => covers(pattern, change.path)) }));
  const top = (list: readonly InputChange[]) => [...new Set(list.map(({ path }) => String(path[0])))];
  return { changes, changed: top(changes), replacing: top(changes.filter(({ replaces }) => replaces)) };
}

export interface ChangeOptions {
  readonly rules: Pick<
    ResourceRules,
    "replaceOn" | "mustReplace" | "ignored" | "unordered" | "keptWhenRemoved" | "toldBack"
  >;
  readonly ignoreChanges: readonly string[];
}

/** Elements that are in both lists, wherever, are no change; the rest is told by where it stands. */
function collectInSet(old: readonly Plain[], now: readonly Plain[], path: Path, into: Change[]): void {
  const left = new Map<string, number[]>();
  old.forEach((item, index) => {
    const key = asSet(item);
    left.set(key, [...(left.get(key) ?? []), index]);
  });
  const added = [...now.keys()].filter((index) => left.get(asSet(now[index]))?.shift() === undefined);
  const removed = [...left.values()].flat();
  for (const index of removed) {
    if (added.includes(index)) collect(old[index], now[index], [...path, index], into);
    else into.push({ path: [...path, index], kind: "delete" });
  }
  for (const index of added) {
    if (!removed.includes(index)) into.push({ path: [...path, index], kind: "add" });
  }
}

/** What counts of an element of a set: lists inside it are sets as well, and what is absent or null is not there. */
function asSet(value: Plain | undefined): string {
  if (isList(value)) return `[${value.map(asSet).sort().join(",")}]`;
  if (!isPlainObject(value)) return canonical(value);
  const keys = Object.keys(value).sort();
  return `{${keys.flatMap((key) => (isAbsent(value[key]) ? [] : [`${key}:${asSet(value[key])}`])).join(",")}}`;
}

function collect(old: Plain | undefined, now: Plain | undefined, path: Path, into: Change[]): void {
  if (sameInput(old, now)) return;
  if (isAbsent(old)) into.push({ path, kind: "add" });
  else if (isAbsent(now)) into.push({ path, kind: "delete" });
  else if (isList(old) && isList(now)) {
    for (let index = 0; index < Math.max(old.length, now.length); index += 1) {
      collect(old[index], now[index], [...path, index], into);
    }
  } else if (isPlainObject(old) && isPlainObject(now) && !isFile(old) && !isFile(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      collect(old[key], now[key], [...path, key], into);
    }
  } else into.push({ path, kind: "update" });
}

/** Null and absent mean the same to every provider. */
function isAbsent(value: Plain | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function sameInput(old: Plain | undefined, now: Plain | undefined): boolean {
  if (isAbsent(old) && isAbsent(now)) return true;
  if (isPlainObject(old) && isPlainObject(now) && isFile(old) && isFile(now) && typeof old["hash"] === "string") {
    return old["hash"] === now["hash"];
  }
  // Bridged providers read "5" and 5 alike.
  if (typeof old !== typeof now && isScalar(old) && isScalar(now)) return String(old) === String(now);
  return sameValue(old, now);
}

function isScalar(value: Plain | undefined): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** `metadatas[*].userData` covers that key in each element; `rules` covers everything in it; `*` everything. */
export function covers(pattern: string, path: Path): boolean {
  if (pattern === "*") return true;
  const parts = pattern
    .replaceAll(/\["([^"]*)"\]/g, (_, key: string) => `.${key}`)
    .replaceAll(/\[(\d+|\*)\]/g, ".$1")
    .split(".")
    .filter((part) => part !== "");
  return (
    parts.length > 0 &&
    parts.every((part, depth) => {
      const at = path[depth];
      // A list that goes as a whole takes along what the pattern names in it.
      if (at === undefined) return depth > 0;
      return part === "*" || part === String(at);
    })
  );
}
