/** What a text that should be JSON is like, told by places only: it may hold secrets, so none of it is repeated. */
export interface JsonScan {
  /** Where it stops being JSON, as "line 3, column 7"; undefined where all of it is. */
  readonly fault: string | undefined;
  /** Keys that stand twice in one object, of which a parser would silently drop the first. */
  readonly repeated: readonly { readonly path: string; readonly at: string }[];
  readonly depth: number;
}

interface Level {
  /** Keys so far; undefined in a list. */
  readonly keys: Set<string> | undefined;
  readonly path: string;
  items: number;
  key: string;
}

const space = /[ \t\n\r]*/y;
const text = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const scalar = /(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])/y;

/** Reads JSON without building it: no depth can exhaust the stack. */
export function scanJson(source: string): JsonScan {
  const levels: Level[] = [];
  const repeated: { path: string; at: string }[] = [];
  let at = 0;
  let depth = 0;
  let wants: "value" | "value or end" | "key" | "key or end" | "next" | "nothing" = "value";
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  // Control signs and unknown escapes are left to the parser to refuse.
  const takeText = (): string | undefined => {
    const start = at;
    const found = take(text);
    const value = found === undefined ? undefined : textIn(found);
    if (value === undefined) at = start;
    return value;
  };
  const afterValue = () => (levels.length === 0 ? "nothing" : "next");
  const fault = (): JsonScan => ({ fault: placeOf(source, at), repeated, depth });

  for (;;) {
    take(space);
    if (at >= source.length) return wants === "nothing" ? { fault: undefined, repeated, depth } : fault();
    const sign = source[at];
    const level = levels.at(-1);
    const closes = level?.keys === undefined ? "]" : "}";
    if (level !== undefined && sign === closes && (wants === "next" || wants.endsWith("or end"))) {
      at++;
      levels.pop();
      wants = afterValue();
    } else if (wants === "next" && sign === ",") {
      at++;
      wants = level?.keys === undefined ? "value" : "key";
    } else if (level?.keys !== undefined && wants.startsWith("key")) {
      const start = at;
      const key = takeText();
      if (key === undefined) return fault();
      level.key = key;
      if (level.keys.has(level.key)) repeated.push({ path: pathOf(level), at: placeOf(source, start) });
      level.keys.add(level.key);
      take(space);
      if (source[at] !== ":") return fault();
      at++;
      wants = "value";
    } else if (wants.startsWith("value") && (sign === "{" || sign === "[")) {
      const path = level === undefined ? "" : pathOf(level);
      if (level !== undefined) level.items++;
      levels.push({ keys: sign === "{" ? new Set() : undefined, path, items: 0, key: "" });
      depth = Math.max(depth, levels.length);
      at++;
      wants = sign === "{" ? "key or end" : "value or end";
    } else if (wants.startsWith("value") && (takeText() ?? take(scalar)) !== undefined) {
      if (level !== undefined) level.items++;
      wants = afterValue();
    } else return fault();
  }
}

function textIn(quoted: string): string | undefined {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return undefined;
  }
}

function pathOf({ keys, path, items, key }: Level): string {
  if (keys === undefined) return `${path}[${items}]`;
  const plain = /^[\w-]{1,60}$/.test(key);
  return plain ? `${path}${path === "" ? "" : "."}${key}` : `${path}[a key of ${key.length} characters]`;
}

function placeOf(source: string, at: number): string {
  const before = source.slice(0, at).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
