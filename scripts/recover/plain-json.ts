// Reading JSON that the engine wrote, without believing more about its shape than is checked.

export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function jsonAt(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const key of path) at = isJson(at) ? at[key] : undefined;
  return at;
}

export function listAt(value: unknown, ...path: readonly string[]): readonly Json[] {
  const found = jsonAt(value, ...path);
  return Array.isArray(found) ? found.filter(isJson) : [];
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = jsonAt(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** Parses what should be a JSON object; the error says where it came from. */
export function parseJson(text: string, source: string): Json {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error(`${source} gave no JSON. It began: ${text.trim().slice(0, 200) || "(nothing)"}`);
  }
  if (!isJson(parsed)) throw new Error(`${source} gave JSON that is no object.`);
  return parsed;
}
