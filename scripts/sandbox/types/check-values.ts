// Checks property values, as they come over the wire, against the types of a package. Strict on purpose.
import { nearestName } from "./known-package";
import type { ObjectShape, PackageTypes, Properties, Property, TypeProblem, TypeRef } from "./package-types";
import { itemPath, memberPath } from "./value-paths";
import {
  isArchive,
  isAsset,
  isResourceReference,
  isUnknown,
  isWireObject,
  signatureKey,
  unwrapped,
  type WireObject,
} from "./wire-values";

export interface CheckOptions {
  /** Values that are to be known after the deployment pass every check. Default true; false for what a provider answers. */
  readonly unknowns?: boolean;
  /** Do not insist on required properties: for partial state, as `Resource.get` gives it. */
  readonly partial?: boolean;
  /** Top-level names that are neither checked nor unknown. Names that start with `__` are Pulumi's own anyway. */
  readonly ignore?: readonly string[];
}

interface Shape {
  readonly properties: Properties;
  readonly others?: TypeRef | undefined;
}

/** Everything that is wrong with the inputs of a resource or the arguments of a function; empty where all is well. */
export function checkInputs(
  types: PackageTypes,
  shape: { readonly inputs: Properties; readonly others?: TypeRef; readonly isProvider?: boolean },
  value: WireObject,
  options: CheckOptions = {},
): readonly TypeProblem[] {
  const ignore = [...(options.ignore ?? []), ...(shape.isProvider === true ? ["version", "pluginDownloadURL"] : [])];
  return new Check(types, options).object(
    { properties: shape.inputs, others: shape.others },
    without(value, shape.inputs, ignore),
  );
}

/** The same for what a provider answers: the outputs of a resource or a function. */
export function checkOutputs(
  types: PackageTypes,
  shape: { readonly outputs: Properties; readonly others?: TypeRef },
  value: WireObject,
  options: CheckOptions = {},
): readonly TypeProblem[] {
  const checked = without(value, shape.outputs, options.ignore ?? []);
  return new Check(types, options).object({ properties: shape.outputs, others: shape.others }, checked);
}

/** One value against one type, for those who look inside: `path` begins the paths of the problems. */
export function checkValue(types: PackageTypes, type: TypeRef, value: unknown, path: string): readonly TypeProblem[] {
  const check = new Check(types, {});
  check.value(type, value, path, false);
  return check.problems;
}

/** Leaves out what is not to be checked, and Pulumi's own members unless the type declares them. */
function without(value: WireObject, properties: Properties, names: readonly string[]): WireObject {
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => {
      const own = (name.startsWith("__") || name === signatureKey) && !Object.hasOwn(properties, name);
      return !own && !names.includes(name);
    }),
  );
}

class Check {
  readonly problems: TypeProblem[] = [];
  readonly #types: PackageTypes;
  readonly #options: CheckOptions;

  constructor(types: PackageTypes, options: CheckOptions) {
    this.#types = types;
    this.#options = options;
  }

  object(shape: Shape, value: WireObject): readonly TypeProblem[] {
    this.#members(shape, value, "", false);
    return this.problems;
  }

  #members({ properties, others }: Shape, value: WireObject, path: string, secret: boolean): void {
    for (const [name, member] of Object.entries(value)) {
      const property = declared(properties, name);
      const at = memberPath(path, name);
      if (property !== undefined) this.#property(property, member, at, secret);
      else if (others !== undefined) this.value(others, member, at, secret);
      else if (member !== undefined && member !== null) this.#report(at, unknownName(name, Object.keys(properties)));
    }
    if (this.#options.partial === true) return;
    for (const [name, property] of Object.entries(properties)) {
      if (property.required && isMissing(value[name])) {
        this.#report(memberPath(path, name), `is required and must be ${this.#allowed(property.type)}`);
      }
    }
  }

  #property(property: Property, value: unknown, path: string, secret: boolean): void {
    if (isMissing(value)) return;
    const hidden = secret || property.secret;
    const inner = unwrapped(value);
    if (property.jsonEncoded !== true || typeof inner.value !== "string" || isUnknown(inner.value)) {
      this.value(property.type, value, path, hidden);
      return;
    }
    const decoded = decodedJson(inner.value);
    if (decoded === undefined) {
      const problems = this.#attempt(property.type, inner.value, path, hidden || inner.secret);
      if (problems.length > 0) {
        this.#report(path, `is text that is not JSON; it must be ${this.#allowed(property.type)}, written as JSON`);
      }
    } else if (decoded.value !== null) this.value(property.type, decoded.value, path, hidden || inner.secret);
  }

  value(type: TypeRef, wrapped: unknown, path: string, secretAround: boolean): void {
    const { value, secret: marked } = unwrapped(wrapped);
    const secret = secretAround || marked;
    if (isUnknown(value)) {
      if (this.#options.unknowns === false) this.#report(path, "is not known yet, which an answer has to be");
      return;
    }
    switch (type.kind) {
      case "any":
      case "json":
        return;
      case "string":
      case "boolean":
        if (typeof value !== type.kind) this.#mismatch(type, value, path, secret);
        return;
      case "number":
        if (typeof value !== "number") this.#mismatch(type, value, path, secret);
        return;
      case "integer":
        if (!Number.isInteger(value)) this.#mismatch(type, value, path, secret);
        return;
      case "const":
        if (value !== type.value) this.#mismatch(type, value, path, secret);
        return;
      case "enum":
        this.#enum(type, value, path, secret);
        return;
      case "asset":
        if (!isAsset(value)) this.#mismatch(type, value, path, secret);
        return;
      case "archive":
        if (!isArchive(value)) this.#mismatch(type, value, path, secret);
        return;
      case "assetOrArchive":
        if (!isAsset(value) && !isArchive(value)) this.#mismatch(type, value, path, secret);
        return;
      case "resource":
        // Providers that take no references get the id in its place.
        if (!isResourceReference(value) && typeof value !== "string") this.#mismatch(type, value, path, secret);
        return;
      case "array":
        if (!Array.isArray(value)) this.#mismatch(type, value, path, secret);
        else for (const [at, item] of value.entries()) this.value(type.items, item, itemPath(path, at), secret);
        return;
      case "map":
        if (!isPlainObject(value)) this.#mismatch(type, value, path, secret);
        else
          for (const [key, member] of Object.entries(value))
            this.#mapMember(type.values, member, memberPath(path, key), secret);
        return;
      case "object":
        this.#object(type, value, path, secret);
        return;
      case "union":
        this.#union(type, value, path, secret);
    }
  }

  #mapMember(type: TypeRef, value: unknown, path: string, secret: boolean): void {
    if (!isMissing(value)) this.value(type, value, path, secret);
  }

  #object(type: Extract<TypeRef, { kind: "object" }>, value: unknown, path: string, secret: boolean): void {
    if (!isPlainObject(value)) {
      this.#mismatch(type, value, path, secret);
      return;
    }
    const shape: ObjectShape | undefined = this.#types.object(type.token);
    if (shape !== undefined) this.#members(shape, value, path, secret);
  }

  #enum(type: Extract<TypeRef, { kind: "enum" }>, value: unknown, path: string, secret: boolean): void {
    const [first] = type.values;
    const known = type.values.some((allowed) => allowed === value);
    if (known || (type.open && typeof value === typeof first)) return;
    this.#mismatch(type, value, path, secret);
  }

  /** The alternative of the value's own kind says most about what is wrong with it. */
  #union(type: Extract<TypeRef, { kind: "union" }>, value: unknown, path: string, secret: boolean): void {
    let closest: readonly TypeProblem[] | undefined;
    for (const alternative of type.of) {
      const problems = this.#attempt(alternative, value, path, secret);
      if (problems.length === 0) return;
      if (problems.every((problem) => problem.path !== path)) closest ??= problems;
    }
    if (closest === undefined) this.#mismatch(type, value, path, secret);
    else this.problems.push(...closest);
  }

  #attempt(type: TypeRef, value: unknown, path: string, secret: boolean): readonly TypeProblem[] {
    const attempt = new Check(this.#types, this.#options);
    attempt.value(type, value, path, secret);
    return attempt.problems;
  }

  #mismatch(type: TypeRef, value: unknown, path: string, secret: boolean): void {
    const allowed = this.#allowed(type);
    // Only where a value is chosen from a list does the value itself help; elsewhere it may be a secret in the wrong place.
    const chosen = choicesOf(type).some((choice) => typeof choice === typeof value);
    const said = chosen && !secret ? shortened(value) : kindOf(value);
    const guess =
      type.kind === "enum" && typeof value === "string" && !secret
        ? nearestName(value, type.values.map(String))
        : undefined;
    this.#report(
      path,
      `is ${said}; it must be ${allowed}${guess === undefined ? "" : `. Did you mean ${JSON.stringify(guess)}?`}`,
    );
  }

  #report(path: string, reason: string): void {
    this.problems.push({ path, reason });
  }

  #allowed(type: TypeRef): string {
    switch (type.kind) {
      case "string":
      case "number":
      case "boolean":
      case "archive":
        return `${type.kind === "archive" ? "an" : "a"} ${type.kind}`;
      case "integer":
        return "an integer";
      case "asset":
        return "an asset";
      case "assetOrArchive":
        return "an asset or an archive";
      case "any":
      case "json":
        return "any value";
      case "array":
        return `a list, each item ${this.#allowed(type.items)}`;
      case "map":
        return `a map, each value ${this.#allowed(type.values)}`;
      case "const":
        return JSON.stringify(type.value);
      case "enum": {
        const values = type.values.map((value) => JSON.stringify(value));
        return type.open
          ? `a ${typeof type.values[0]}, for example ${values.slice(0, 3).join(", ")}`
          : `one of ${values.join(", ")}`;
      }
      case "object":
        return `an object${this.#memberNames(type.token)}`;
      case "resource":
        return type.token === "" ? "a resource" : `a resource of type ${type.token}`;
      case "union":
        return type.of.map((alternative) => this.#allowed(alternative)).join(" or ");
    }
  }

  #memberNames(token: string): string {
    const names = Object.keys(this.#types.object(token)?.properties ?? {});
    if (names.length === 0) return "";
    return ` with ${names.slice(0, 6).join(", ")}${names.length > 6 ? ", …" : ""}`;
  }
}

function choicesOf(type: TypeRef): readonly unknown[] {
  if (type.kind === "const") return [type.value];
  return type.kind === "enum" ? type.values : [];
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isPlainObject(value: unknown): value is WireObject {
  return isWireObject(value) && value[signatureKey] === undefined;
}

/** `x-kubernetes-preserve-unknown-fields` of a manifest is declared with underscores: hyphens make no TypeScript name. */
function declared(properties: Properties, name: string): Property | undefined {
  if (Object.hasOwn(properties, name)) return properties[name];
  const written = name.replaceAll("-", "_");
  return written !== name && Object.hasOwn(properties, written) ? properties[written] : undefined;
}

function unknownName(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  if (nearest !== undefined) return `is not a known property. Did you mean "${nearest}"?`;
  if (names.length === 0) return "is not a known property: none is taken here";
  return `is not a known property. Known are ${[...names].sort().join(", ")}`;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  if (isAsset(value)) return "an asset";
  if (isArchive(value)) return "an archive";
  if (isResourceReference(value)) return "a resource";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? "empty";
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function decodedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
