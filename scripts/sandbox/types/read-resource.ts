// One resource class of an SDK: its declaration and its constructor, put together.
import ts from "typescript";
import type { DeclaredTypes } from "./declared-types";
import { documentationOf } from "./documentation";
import type { ClassFacts, DefaultFacts, InputFacts } from "./javascript-facts";
import type { FunctionShape, ObjectShape, Properties, Property, ResourceShape, TypeRef } from "./package-types";
import type { Scope } from "./sdk-sources";

export interface ReadResource {
  readonly shape: ResourceShape;
  /** Functions that are called on the resource. */
  readonly methods: readonly FunctionShape[];
}

export function readResource(
  types: DeclaredTypes,
  scope: Scope,
  name: string,
  facts: ClassFacts,
  token: string,
): ReadResource | undefined {
  const declaration = scope.classes.get(name);
  if (declaration === undefined) return undefined;
  const base = baseClass(declaration);
  const args = constructorArguments(declaration);
  const given: Pick<ObjectShape, "properties" | "others"> =
    args === undefined ? { properties: {} } : types.propertiesOf(args, { scope, side: "input" });
  const state = scope.interfaces.has(`${name}State`)
    ? types.interfaceMembers({ scope, name: `${name}State` }, "input").properties
    : {};
  const inputs = withFacts(given.properties, facts);
  const outputs = declaredOutputs(types, declaration, scope, facts.secretOutputs);
  const methods = declaredMethods(types, declaration, scope, facts, token);
  const { description, deprecated } = documentationOf(declaration, scope.text);
  const shape: ResourceShape = {
    token,
    isProvider: base === "ProviderResource",
    isComponent: base === "ComponentResource",
    inputs,
    outputs,
    stateInputs: withSecrets(state, inputs, facts.secretOutputs),
    secretOutputs: [...facts.secretOutputs],
    aliases: [...facts.aliases],
    replaceOnChanges: [...facts.replaceOnChanges],
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(facts.methods.size === 0 ? {} : { methods: Object.fromEntries(facts.methods) }),
    ...(given.others === undefined ? {} : { others: given.others }),
  };
  return { shape, methods };
}

/** What is secret as an input or an output is secret when it qualifies a lookup. */
function withSecrets(state: Properties, inputs: Properties, secrets: ReadonlySet<string>): Properties {
  return Object.fromEntries(
    Object.entries(state).map(([name, property]) => [
      name,
      { ...property, secret: inputs[name]?.secret === true || secrets.has(name) },
    ]),
  );
}

function baseClass(declaration: ts.ClassDeclaration): string | undefined {
  const base = declaration.heritageClauses?.[0]?.types[0]?.expression;
  return base !== undefined && ts.isPropertyAccessExpression(base) ? base.name.text : undefined;
}

/** The type of the constructor's second parameter; a provider without settings has an empty one. */
function constructorArguments(declaration: ts.ClassDeclaration): ts.TypeNode | undefined {
  for (const member of declaration.members) {
    if (!ts.isConstructorDeclaration(member)) continue;
    const args = member.parameters.find(
      (parameter) => ts.isIdentifier(parameter.name) && parameter.name.text === "args",
    );
    const type = args?.type;
    if (type === undefined || !ts.isUnionTypeNode(type)) return type;
    return type.types.find((part) => ts.isTypeReferenceNode(part));
  }
  return undefined;
}

function declaredOutputs(
  types: DeclaredTypes,
  declaration: ts.ClassDeclaration,
  scope: Scope,
  secrets: ReadonlySet<string>,
): Properties {
  const outputs: Record<string, Property> = {};
  for (const member of declaration.members) {
    if (!ts.isPropertyDeclaration(member) || !ts.isIdentifier(member.name)) continue;
    const hidden = member.modifiers?.some(
      ({ kind }) =>
        kind === ts.SyntaxKind.StaticKeyword ||
        kind === ts.SyntaxKind.PrivateKeyword ||
        kind === ts.SyntaxKind.ProtectedKeyword,
    );
    const property = hidden === true ? undefined : types.property(member, { scope, side: "output" });
    if (property === undefined) continue;
    outputs[member.name.text] = { ...property, secret: secrets.has(member.name.text) };
  }
  return outputs;
}

function declaredMethods(
  types: DeclaredTypes,
  declaration: ts.ClassDeclaration,
  scope: Scope,
  facts: ClassFacts,
  resource: string,
): readonly FunctionShape[] {
  return declaration.members.flatMap((member) => {
    if (!ts.isMethodDeclaration(member) || !ts.isIdentifier(member.name)) return [];
    const token = facts.methods.get(member.name.text);
    if (token === undefined) return [];
    const args = member.parameters.find(({ name }) => ts.isIdentifier(name) && name.text === "args")?.type;
    const self: Property = { type: { kind: "resource", token: resource }, required: true, secret: false };
    const own = args === undefined ? {} : types.propertiesOf(args, { scope, side: "input" }).properties;
    const outputs =
      member.type === undefined ? {} : types.propertiesOf(member.type, { scope, side: "output" }).properties;
    return [{ token, inputs: { __self__: self, ...own }, outputs }];
  });
}

/** Adds to declared inputs what only the constructor says. */
export function withFacts(
  declared: Properties,
  facts: { readonly inputs: ReadonlyMap<string, InputFacts>; readonly required: ReadonlySet<string> },
): Properties {
  const inputs: Record<string, Property> = {};
  for (const [name, property] of Object.entries(declared)) {
    const known = facts.inputs.get(name);
    inputs[name] = {
      ...property,
      required: (property.required || facts.required.has(name)) && !hasDefault(known),
      secret: property.secret || known?.secret === true,
      ...(known === undefined ? {} : encoded(known, property.type)),
      ...withDefault(known?.default),
    };
  }
  for (const [name, known] of facts.inputs) {
    if (inputs[name] !== undefined) continue;
    const type: TypeRef = known.constant === undefined ? { kind: "any" } : { kind: "const", value: known.constant };
    inputs[name] = { type, required: false, secret: known.secret };
  }
  return inputs;
}

function hasDefault(facts: InputFacts | undefined): boolean {
  return facts?.constant !== undefined || facts?.default?.value !== undefined;
}

function encoded(facts: InputFacts, type: TypeRef): Pick<Property, "jsonEncoded"> {
  return facts.jsonEncoded && type.kind !== "string" ? { jsonEncoded: true } : {};
}

export function withDefault(facts: DefaultFacts | undefined): Pick<Property, "default" | "defaultEnvironment"> {
  if (facts === undefined) return {};
  return {
    ...(facts.value === undefined ? {} : { default: facts.value }),
    ...(facts.environment.length === 0 ? {} : { defaultEnvironment: facts.environment }),
  };
}
