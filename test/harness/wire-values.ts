// How the engine's protocol marks values, and walks over values so marked.

const markerKey = "4dabf18193072939515e22adb298388d";
const secretMarker = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a value that a preview cannot know. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function entriesOf(value: object): [string, unknown][] {
  return Object.entries(value);
}

/** The value inside a secret mark, in a box; undefined where there is no mark. */
export function insideSecret(value: unknown): { readonly value: unknown } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Reflect.get(value, markerKey) === secretMarker ? { value: Reflect.get(value, "value") } : undefined;
}

/** A text somewhere inside a value, with the way to it. */
export interface FoundText {
  readonly path: string;
  readonly text: string;
}

/** Every text outside secret marks, keys of mappings included. */
export function plainTexts(value: unknown, path = ""): FoundText[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null || insideSecret(value) !== undefined) return [];
  return entriesOf(value).flatMap(([key, each]) => [
    ...(Array.isArray(value) ? [] : [{ path: `${path}.${key} (key)`, text: key }]),
    ...plainTexts(each, `${path}.${key}`),
  ]);
}

/** Every text inside secret marks. */
export function secretTexts(value: unknown, path = ""): FoundText[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = insideSecret(value);
  if (inside !== undefined) return [...plainTexts(inside.value, path), ...secretTexts(inside.value, path)];
  return entriesOf(value).flatMap(([key, each]) => secretTexts(each, `${path}.${key}`));
}

/** The same value with secret marks taken off, for reading what a resource was really given. */
export function revealed(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const inside = insideSecret(value);
  if (inside !== undefined) return revealed(inside.value);
  if (Array.isArray(value)) return value.map(revealed);
  return Object.fromEntries(entriesOf(value).map(([key, each]) => [key, revealed(each)]));
}
