// Property values as the clouds see them: plain JSON. Secrets are taken out and remembered by path, unknowns keep one sign.
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import {
  isArchive,
  isAsset,
  isOutputValue,
  isResourceReference,
  isSecret,
  isUnknown,
  isWireObject,
  secretSignature,
  signatureKey,
  unknownValue,
} from "./types/wire-values";

export type Plain = null | boolean | number | string | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [key: string]: Plain;
}
export type Path = readonly (string | number)[];

/** A value taken out of its wrappers, with the paths of what was secret in it. */
export interface Unmarked {
  readonly value: PlainObject;
  readonly secrets: readonly Path[];
}

export const nothing: PlainObject = Object.freeze({});

export function isPlainObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value);
}

export function textOf(value: Plain | undefined): string | undefined {
  return typeof value === "string" && !isUnknown(value) ? value : undefined;
}

/** Bridged providers take "12" for 12, so ids passed as text count as numbers too. */
export function numberOf(value: Plain | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

export function booleanOf(value: Plain | undefined): boolean | undefined {
  if (value === "true" || value === "false") return value === "true";
  return typeof value === "boolean" ? value : undefined;
}

export function listOf(value: Plain | undefined): readonly Plain[] {
  return isList(value) ? value : [];
}

export function objectOf(value: Plain | undefined): PlainObject {
  return isPlainObject(value) ? value : nothing;
}

/** What came over the wire, without its marks. Lists of dependencies and the like are dropped. */
export function unmark(wire: unknown): Unmarked {
  const secrets: Path[] = [];
  const visit = (value: unknown, path: Path): Plain => {
    if (isSecret(value)) {
      secrets.push(path);
      return visit(value["value"], path);
    }
    if (isUnknown(value)) return unknownValue;
    if (isOutputValue(value)) {
      if (value["secret"] === true) secrets.push(path);
      return visit(value["value"], path);
    }
    if (isResourceReference(value)) return visit(value["id"] ?? value["urn"], path);
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (isWireObject(value)) {
      const result: Record<string, Plain> = {};
      for (const [key, item] of Object.entries(value)) {
        if (item !== undefined) result[key] = visit(item, [...path, key]);
      }
      return result;
    }
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
  };
  const value = visit(wire ?? {}, []);
  return { value: isPlainObject(value) ? value : nothing, secrets };
}

/** Puts the secret marks back. A path that is no longer there marks the nearest thing above it that is. */
export function mark(value: PlainObject, secrets: readonly Path[]): PlainObject {
  if (secrets.length === 0) return value;
  const place = (at: Plain, path: Path): Plain => {
    const [key, ...rest] = path;
    const alreadyMarked: boolean = isSecret(at);
    if (alreadyMarked) return at;
    if (key !== undefined && isList(at) && typeof key === "number" && key < at.length) {
      return at.map((item, index) => (index === key ? place(item, rest) : item));
    }
    if (key !== undefined && isPlainObject(at) && !isFile(at)) {
      const child = at[key];
      if (child !== undefined) return { ...at, [key]: place(child, rest) };
    }
    return wrap(at);
  };
  let result = value;
  for (const path of secrets) {
    const [top, ...rest] = path;
    const child = top === undefined ? undefined : result[top];
    if (top !== undefined && child !== undefined && child !== null) {
      result = { ...result, [top]: place(child, rest) };
    }
  }
  return result;
}

export function isFile(value: Plain | undefined): boolean {
  return isAsset(value) || isArchive(value);
}

function wrap(value: Plain): PlainObject {
  return isPlainObject(value) && isSecret(value) ? value : { [signatureKey]: secretSignature, value };
}

export function getAt(value: Plain | undefined, path: Path): Plain | undefined {
  let at = value;
  for (const key of path) {
    if (typeof key === "number") at = isList(at) ? at[key] : undefined;
    else at = isPlainObject(at) ? at[key] : undefined;
  }
  return at;
}

/** `publicNets[0].ipv4`, as the engine writes paths. */
export function pathText(path: Path): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(key)) text += text === "" ? key : `.${key}`;
    else text += `["${key.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"]`;
  }
  return text;
}

export function sameValue(a: Plain | undefined, b: Plain | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (isPlainObject(a) && isPlainObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((key) => sameValue(a[key], b[key]));
  }
  return false;
}

/** JSON with keys in order, so that equal values give equal text. */
export function canonical(value: Plain | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  if (isPlainObject(value)) {
    const keys = Object.keys(value).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

export function fromStruct(struct: Struct | undefined): Readonly<Record<string, unknown>> {
  return struct?.toJavaScript() ?? {};
}

export function toStruct(value: PlainObject): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)));
}
