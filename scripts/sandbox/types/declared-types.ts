// Turns TypeScript types of an SDK's declarations into the sandbox's own.
import ts from "typescript";
import { documentationOf } from "./documentation";
import { outputSuffix } from "./package-model";
import type { ObjectShape, Properties, Property, TypeRef } from "./package-types";
import { type Declaration, dottedName, type Scope, type SdkSources } from "./sdk-sources";

export type Side = "input" | "output";

interface ReadType {
  readonly type: TypeRef;
  /** `undefined` or `null` is among the alternatives. */
  readonly optional: boolean;
  /** Wrapped in `pulumi.Input` or `pulumi.Output`. */
  readonly wrapped: boolean;
}

interface Place {
  readonly scope: Scope;
  readonly side: Side;
}

const anything: TypeRef = { kind: "any" };
const primitives: ReadonlyMap<ts.SyntaxKind, TypeRef> = new Map<ts.SyntaxKind, TypeRef>([
  [ts.SyntaxKind.StringKeyword, { kind: "string" }],
  [ts.SyntaxKind.NumberKeyword, { kind: "number" }],
  [ts.SyntaxKind.BooleanKeyword, { kind: "boolean" }],
  [ts.SyntaxKind.AnyKeyword, anything],
  [ts.SyntaxKind.UnknownKeyword, anything],
  [ts.SyntaxKind.ObjectKeyword, { kind: "map", values: anything }],
]);
/** Names every SDK takes from elsewhere: the Pulumi library and the language. */
const wellKnown: ReadonlyMap<string, TypeRef> = new Map<string, TypeRef>([
  ["pulumi.ID", { kind: "string" }],
  ["pulumi.URN", { kind: "string" }],
  ["pulumi.Inputs", { kind: "map", values: anything }],
  ["pulumi.asset.Asset", { kind: "asset" }],
  ["pulumi.asset.Archive", { kind: "archive" }],
  ["pulumi.asset.AssetMap", { kind: "map", values: { kind: "assetOrArchive" } }],
  ["pulumi.Resource", { kind: "resource", token: "" }],
  ["pulumi.CustomResource", { kind: "resource", token: "" }],
  ["pulumi.ComponentResource", { kind: "resource", token: "" }],
  ["pulumi.ProviderResource", { kind: "resource", token: "" }],
]);
const wrappers: ReadonlySet<string> = new Set(["pulumi.Input", "pulumi.Output", "pulumi.OutputInstance", "Promise"]);

export class DeclaredTypes {
  readonly objects = new Map<string, ObjectShape>();
  readonly unresolved: string[] = [];
  readonly #sources: SdkSources;
  readonly #objectToken: (declaration: Declaration) => string;
  readonly #resourceToken: (declaration: Declaration) => string | undefined;
  #inlineObjects = 0;

  constructor(
    sources: SdkSources,
    names: {
      readonly objectToken: (declaration: Declaration) => string;
      readonly resourceToken: (declaration: Declaration) => string | undefined;
    },
  ) {
    this.#sources = sources;
    this.#objectToken = names.objectToken;
    this.#resourceToken = names.resourceToken;
  }

  /** The properties of the interface a type stands for; empty where it is not one. */
  propertiesOf(node: ts.TypeNode, place: Place): Pick<ObjectShape, "properties" | "others"> {
    const bare = this.#unwrapped(node);
    if (ts.isTypeLiteralNode(bare)) return this.#members(bare.members, place);
    const name = ts.isTypeReferenceNode(bare) ? dottedName(bare.typeName) : undefined;
    const declaration = name === undefined ? undefined : this.#sources.resolve(place.scope, name);
    return declaration === undefined ? { properties: {} } : this.interfaceMembers(declaration, place.side);
  }

  /** Own and inherited members of an interface. */
  interfaceMembers(declaration: Declaration, side: Side): Pick<ObjectShape, "properties" | "others"> {
    const place = { scope: declaration.scope, side };
    let properties: Properties = {};
    let others: TypeRef | undefined;
    for (const part of declaration.scope.interfaces.get(declaration.name) ?? []) {
      for (const heritage of part.heritageClauses ?? []) {
        for (const base of heritage.types) {
          const name = dottedName(base.expression);
          const found = name === undefined ? undefined : this.#sources.resolve(declaration.scope, name);
          if (found === undefined) continue;
          const inherited = this.interfaceMembers(found, side);
          properties = { ...properties, ...inherited.properties };
          others ??= inherited.others;
        }
      }
      const own = this.#members(part.members, place);
      properties = { ...properties, ...own.properties };
      others ??= own.others;
    }
    return others === undefined ? { properties } : { properties, others };
  }

  /** A property of a class or an interface; undefined for methods, functions and what can never be given. */
  property(node: ts.PropertySignature | ts.PropertyDeclaration, place: Place): Property | undefined {
    if (node.type === undefined) return undefined;
    const read = this.read(node.type, place);
    if (read === undefined) return undefined;
    // Of nested members and of outputs nobody reads the description, and they are nine in ten.
    const described = place.side === "input" && place.scope.path.length === 0 && !place.scope.file.startsWith("types/");
    const { description, deprecated } = described ? documentationOf(node, place.scope.text) : {};
    return {
      type: read.type,
      required: node.questionToken === undefined && !read.optional,
      secret: false,
      ...(description === undefined ? {} : { description }),
      ...(deprecated === undefined ? {} : { deprecated }),
      ...(place.side === "input" && !read.wrapped ? { plain: true } : {}),
    };
  }

  /** Undefined for types no property value can have: functions and `never`. */
  read(node: ts.TypeNode, place: Place): ReadType | undefined {
    if (ts.isParenthesizedTypeNode(node)) return this.read(node.type, place);
    if (ts.isTypeOperatorNode(node)) return this.read(node.type, place);
    if (ts.isFunctionTypeNode(node) || node.kind === ts.SyntaxKind.NeverKeyword) return undefined;
    if (ts.isUnionTypeNode(node)) return this.#union(node, place);
    if (ts.isTypeReferenceNode(node)) return this.#reference(node, place);
    return bare(this.#structure(node, place));
  }

  #structure(node: ts.TypeNode, place: Place): TypeRef {
    const primitive = primitives.get(node.kind);
    if (primitive !== undefined) return primitive;
    if (ts.isArrayTypeNode(node)) return { kind: "array", items: this.#typeOf(node.elementType, place) };
    if (ts.isTupleTypeNode(node)) return { kind: "array", items: anything };
    if (ts.isLiteralTypeNode(node)) {
      const value = literalValue(node.literal);
      if (value !== undefined) return { kind: "const", value };
    }
    if (ts.isTypeLiteralNode(node)) {
      const { properties, others } = this.#members(node.members, place);
      if (Object.keys(properties).length === 0) return { kind: "map", values: others ?? anything };
      this.#inlineObjects += 1;
      const token = `${place.scope.file}:Inline${this.#inlineObjects}`;
      this.objects.set(token, { token, properties, ...(others === undefined ? {} : { others }) });
      return { kind: "object", token };
    }
    return this.#unknown(ts.SyntaxKind[node.kind], place);
  }

  #typeOf(node: ts.TypeNode, place: Place): TypeRef {
    return this.read(node, place)?.type ?? anything;
  }

  #union(node: ts.UnionTypeNode, place: Place): ReadType | undefined {
    const alternatives: TypeRef[] = [];
    let optional = false;
    let wrapped = false;
    for (const part of node.types) {
      const missing =
        part.kind === ts.SyntaxKind.UndefinedKeyword ||
        (ts.isLiteralTypeNode(part) && part.literal.kind === ts.SyntaxKind.NullKeyword);
      if (missing) {
        optional = true;
        continue;
      }
      const read = this.read(part, place);
      if (read === undefined) continue;
      optional ||= read.optional;
      wrapped ||= read.wrapped;
      alternatives.push(read.type);
    }
    if (alternatives.length === 0) return undefined;
    return { type: joined(alternatives), optional, wrapped };
  }

  #reference(node: ts.TypeReferenceNode, place: Place): ReadType | undefined {
    const name = dottedName(node.typeName) ?? [];
    const full = name.join(".");
    const [argument, second] = node.typeArguments ?? [];
    if (wrappers.has(full) && argument !== undefined) {
      const inner = this.read(argument, place);
      return inner === undefined ? undefined : { ...inner, wrapped: true };
    }
    if ((full === "Array" || full === "ReadonlyArray") && argument !== undefined) {
      return bare({ kind: "array", items: this.#typeOf(argument, place) });
    }
    if (full === "Record") {
      return bare({ kind: "map", values: second === undefined ? anything : this.#typeOf(second, place) });
    }
    const known = wellKnown.get(full);
    if (known !== undefined) return bare(known);
    const declaration = this.#sources.resolve(place.scope, name);
    return declaration === undefined ? this.#foreign(full, place) : this.#declared(declaration, place.side);
  }

  #declared(declaration: Declaration, side: Side): ReadType | undefined {
    const { scope, name } = declaration;
    const token = this.#resourceToken(declaration);
    if (scope.classes.has(name)) return bare({ kind: "resource", token: token ?? "" });
    if (scope.interfaces.has(name)) return bare(this.#object(declaration, side));
    const enumeration = enumValues(scope, name);
    if (enumeration !== undefined) {
      return bare({ kind: "enum", token: this.#objectToken(declaration), values: enumeration, open: false });
    }
    const alias = scope.aliases.get(name);
    if (alias === undefined) return bare(this.#unknown(name, { scope, side }));
    const read = this.read(alias.type, { scope, side });
    if (read?.type.kind !== "enum" || read.type.token !== undefined) return read;
    return { ...read, type: { ...read.type, token: this.#objectToken(declaration) } };
  }

  /** A class of another package is a resource; anything else cannot be told. */
  #foreign(name: string, place: Place): ReadType {
    const imported = place.scope.imports.get(name.split(".")[0] ?? "");
    const fromAnotherSdk = imported !== undefined && /^@?[\w.-]+\//.test(imported.module);
    return bare(fromAnotherSdk ? { kind: "resource", token: "" } : this.#unknown(name, place));
  }

  #object(declaration: Declaration, context: Side): TypeRef {
    const { file } = declaration.scope;
    const side = file.endsWith("types/input") ? "input" : file.endsWith("types/output") ? "output" : context;
    const token = `${this.#objectToken(declaration)}${side === "output" ? outputSuffix : ""}`;
    if (!this.objects.has(token)) {
      this.objects.set(token, { token, properties: {} });
      this.objects.set(token, { token, ...this.interfaceMembers(declaration, side) });
    }
    return { kind: "object", token };
  }

  #members(members: readonly ts.TypeElement[], place: Place): Pick<ObjectShape, "properties" | "others"> {
    const properties: Record<string, Property> = {};
    let others: TypeRef | undefined;
    for (const member of members) {
      if (ts.isIndexSignatureDeclaration(member)) others = this.#typeOf(member.type, place);
      if (!ts.isPropertySignature(member)) continue;
      const name = propertyName(member.name);
      const property = name === undefined ? undefined : this.property(member, place);
      if (name !== undefined && property !== undefined) properties[name] = property;
    }
    return others === undefined ? { properties } : { properties, others };
  }

  #unwrapped(node: ts.TypeNode): ts.TypeNode {
    if (!ts.isTypeReferenceNode(node)) return node;
    const name = dottedName(node.typeName)?.join(".") ?? "";
    const [argument] = node.typeArguments ?? [];
    return wrappers.has(name) && argument !== undefined ? this.#unwrapped(argument) : node;
  }

  #unknown(what: string, place: Place): TypeRef {
    this.unresolved.push(`${[place.scope.file, ...place.scope.path].join(":")}: ${what}`);
    return anything;
  }
}

function bare(type: TypeRef): ReadType {
  return { type, optional: false, wrapped: false };
}

/** The name of a property, quoted or not. */
export function propertyName(node: ts.PropertyName): string | undefined {
  return ts.isIdentifier(node) || ts.isStringLiteral(node) || ts.isNumericLiteral(node) ? node.text : undefined;
}

export function literalValue(node: ts.Node): string | number | boolean | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    const operand = literalValue(node.operand);
    return typeof operand === "number" ? -operand : undefined;
  }
  return undefined;
}

/** Literals become a closed enum; together with their own primitive an open one. */
function joined(alternatives: readonly TypeRef[]): TypeRef {
  const literals: (string | number | boolean)[] = [];
  const rest: TypeRef[] = [];
  let token: string | undefined;
  for (const alternative of alternatives) {
    if (alternative.kind === "const") literals.push(alternative.value);
    else if (alternative.kind === "enum") {
      literals.push(...alternative.values);
      token ??= alternative.token;
    } else if (!rest.some((other) => JSON.stringify(other) === JSON.stringify(alternative))) rest.push(alternative);
  }
  if (rest.some((type) => type.kind === "asset") && rest.some((type) => type.kind === "archive")) {
    const others = rest.filter((type) => type.kind !== "asset" && type.kind !== "archive");
    rest.splice(0, rest.length, { kind: "assetOrArchive" }, ...others);
  }
  const [first] = rest;
  if (literals.length > 0) {
    const [only] = literals;
    const open = rest.findIndex((type) => literals.every((literal) => typeof literal === type.kind));
    if (open >= 0) rest.splice(open, 1);
    const constant = literals.length === 1 && token === undefined && open < 0 && only !== undefined;
    const values: TypeRef = constant
      ? { kind: "const", value: only }
      : { kind: "enum", ...(token === undefined ? {} : { token }), values: [...new Set(literals)], open: open >= 0 };
    return rest.length === 0 ? values : { kind: "union", of: [values, ...rest] };
  }
  return rest.length === 1 && first !== undefined ? first : { kind: "union", of: rest };
}

/** The values behind `export declare const X: { readonly A: "a" }` with its type alias, or behind an `enum`. */
function enumValues(scope: Scope, name: string): readonly (string | number | boolean)[] | undefined {
  const declared = scope.enums.get(name);
  if (declared !== undefined) {
    return declared.members.flatMap((member, index) => {
      if (member.initializer === undefined) return [index];
      const value = literalValue(member.initializer);
      return value === undefined ? [] : [value];
    });
  }
  const alias = scope.aliases.get(name);
  const constant = scope.constants.get(name);
  if (alias === undefined || !ts.isIndexedAccessTypeNode(alias.type)) return undefined;
  if (constant?.type === undefined || !ts.isTypeLiteralNode(constant.type)) return undefined;
  return constant.type.members.flatMap((member) => {
    if (!ts.isPropertySignature(member) || member.type === undefined || !ts.isLiteralTypeNode(member.type)) return [];
    const value = literalValue(member.type.literal);
    return value === undefined ? [] : [value];
  });
}
