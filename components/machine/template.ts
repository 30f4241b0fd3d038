import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads the real files of one `files` folder, each at most once in this process. */
export function filesOf(folder: string): (name: string) => string {
  const cache = new Map<string, string>();
  return (name) => {
    const cached = cache.get(name);
    if (cached !== undefined) return cached;
    const text = readFileSync(join(folder, name), "utf8");
    cache.set(name, text);
    return text;
  };
}

const placeholder = /@@([A-Z0-9_]+)@@/g;

/** Fills `@@NAME@@` in a template. A name without a value, or a value without a place, is an error. */
export function fill(name: string, template: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const text = template.replace(placeholder, (_, key: string) => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined)
      throw new Error(`The template ${name} has the placeholder @@${key}@@, but no value was given for it.`);
    used.add(key);
    return value;
  });
  const unused = Object.keys(values).filter((key) => !used.has(key));
  if (unused.length > 0) {
    throw new Error(`The template ${name} has no placeholder for ${unused.map((key) => `@@${key}@@`).join(", ")}.`);
  }
  return text;
}
