// What differs between the old and the new inputs of a resource, and what of it replaces.
import type { ResourceRules } from "./clouds/cloud";
import { canonical, isFile, isList, isPlainObject, type Path, type Plain, type PlainObject, sameValue } from "./values";

export type ChangeKind = "add" | "delete" | "update";

export interface InputChange {
  readonly path: Path;
  readonly kind: ChangeKind;
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
  const found: { readonly path: Path; readonly kind: ChangeKind }[] = [];
  for (const key of [...new Set([...Object.keys(old), ...Object.keys(now)])].sort()) {
    if (ignored.has(key)) continue;
    const [before, after] = unordered.has(key) ? [inOrder(old[key]), inOrder(now[key])] : [old[key], now[key]];
    collect(before, after, [key], found);
  }
  const patterns = [...(rules.replaceOn ?? []), ...(rules.mustReplace?.(old, now, state) ?? [])];
  const changes = found
    .filter(({ path }) => !ignoreChanges.some((pattern) => covers(pattern, path)))
    .map((change) => ({ ...change, replaces: patterns.some((pattern) => covers(pattern, change.path)) }));
  const top = (list: readonly InputChange[]) => [...new Set(list.map(({ path }) => String(path[0])))];
  return { changes, changed: top(changes), replacing: top(changes.filter(({ replaces }) => replaces)) };
}

export interface ChangeOptions {
  readonly rules: Pick<ResourceRules, "replaceOn" | "mustReplace" | "ignored" | "unordered">;
  readonly ignoreChanges: readonly string[];
}

function inOrder(value: Plain | undefined): Plain | undefined {
  return isList(value) ? [...value].sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1)) : value;
}

function collect(
  old: Plain | undefined,
  now: Plain | undefined,
  path: Path,
  into: { readonly path: Path; readonly kind: ChangeKind }[],
): void {
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
