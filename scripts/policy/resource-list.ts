import type { ResourceFacts } from "../../policies/rules/resource";
import { urnParts } from "../../policies/rules/resource";
import { nearest } from "../../policies/rules/settings";
import { isRecord } from "../../policies/rules/wire-markers";

type Tell = (path: string, says: string) => void;

const keys = ["type", "name", "props", "opts", "urn", "id", "outputs", "parent", "propertyDependencies", "external"];

/** Reads a list of `{ type, name, props, opts?, urn? }`; what is wrong with one entry does not hide the next. */
export function readResourceList(entries: readonly unknown[], tell: Tell): readonly ResourceFacts[] {
  const listed = entries.flatMap((entry, index) => readEntry(entry, `[${index}]`, tell) ?? []);
  return listed.map((facts) => withNamedParent(facts, listed));
}

type Listed = ResourceFacts & { readonly parent: string | undefined };

function readEntry(entry: unknown, path: string, tell: Tell): Listed | undefined {
  if (!isRecord(entry)) {
    tell(path, "is not a resource. Allowed: { type, name, props, opts?, urn? }");
    return undefined;
  }
  const problems: Array<readonly [string, string]> = [];
  const bad = (key: string, says: string) => problems.push([`${path}.${key}`, says]);
  const text = (key: string): string | undefined => {
    const value = entry[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string" && value.trim() !== "") return value;
    bad(key, "is not a text, or an empty one");
    return undefined;
  };
  for (const key of Object.keys(entry)) {
    // Other tools' lists carry more than this; only what looks like a slip is an error.
    const meant = keys.includes(key) ? "" : nearest(key, keys);
    if (meant !== "") bad(key, `is not a field.${meant}`);
  }
  const [type, urn] = [text("type"), text("urn")];
  const name = text("name") ?? urnParts(urn)?.name;
  if (type === undefined && entry["type"] === undefined)
    bad("type", "is missing. Allowed: a type token such as hcloud:index/server:Server");
  if (name === undefined && entry["name"] === undefined)
    bad("name", "is missing. Allowed: the resource's name, or a urn that holds it");
  if (!isRecord(entry["props"])) {
    bad(
      "props",
      entry["props"] === undefined ? "is missing. Allowed: a map of inputs, {} for none" : "is not a map of inputs",
    );
  }
  const options = readOptions(entry["opts"], (key, says) => bad(`opts${key === "" ? "" : `.${key}`}`, says));
  for (const [where, says] of problems) tell(where, says);
  if (problems.length > 0 || type === undefined || name === undefined) return undefined;
  const opts = isRecord(entry["opts"]) ? entry["opts"] : {};
  return {
    type,
    name,
    urn,
    inputs: entry["props"],
    outputs: outputsOf(entry),
    options,
    parent: text("parent") ?? (typeof opts["parent"] === "string" ? opts["parent"] : undefined),
    propertyDependencies: dependencies(entry["propertyDependencies"]),
    isExternal: entry["external"] === true,
  };
}

function outputsOf(entry: Record<string, unknown>): unknown {
  const props = isRecord(entry["props"]) ? entry["props"] : {};
  const outputs = isRecord(entry["outputs"]) ? entry["outputs"] : {};
  return { ...props, ...outputs, ...(entry["id"] === undefined ? {} : { id: entry["id"] }) };
}

function readOptions(given: unknown, tell: Tell): ResourceFacts["options"] {
  if (given === undefined || given === null) return {};
  if (!isRecord(given)) {
    tell("", "is not a map of resource options");
    return {};
  }
  const flag = (key: string): boolean | undefined => {
    const value = given[key];
    if (value === undefined || value === null || typeof value === "boolean") return value ?? undefined;
    tell(key, "is neither true nor false");
    return undefined;
  };
  const ignored = given["ignoreChanges"];
  const ignoreChanges = Array.isArray(ignored) ? ignored.filter((path) => typeof path === "string") : [];
  return { protect: flag("protect"), deleteBeforeReplace: flag("deleteBeforeReplace"), ignoreChanges };
}

export function dependencies(given: unknown): Readonly<Record<string, readonly string[]>> {
  if (!isRecord(given)) return {};
  const lists = Object.entries(given).map(([property, urns]) => {
    return [property, Array.isArray(urns) ? urns.filter((urn) => typeof urn === "string") : []] as const;
  });
  return Object.fromEntries(lists);
}

/** In a list, a parent may be given by URN or by the name of another entry. */
function withNamedParent(facts: Listed, listed: readonly Listed[]): ResourceFacts {
  const { parent, ...rest } = facts;
  if (parent === undefined || urnParts(facts.urn) !== undefined) return rest;
  if (urnParts(parent) !== undefined) return { ...rest, parentUrn: parent };
  const types: string[] = [];
  const seen = new Set<string>();
  for (let name: string | undefined = parent; name !== undefined && !seen.has(name); ) {
    seen.add(name);
    const holder: Listed | undefined = listed.find((candidate) => candidate.name === name || candidate.urn === name);
    if (holder === undefined) break;
    types.unshift(...(urnParts(holder.urn)?.types ?? [holder.type]));
    name = holder.parent;
  }
  return { ...rest, ancestorTypes: types };
}
