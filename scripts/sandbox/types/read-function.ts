// One function of an SDK: what it takes and what it answers.
import ts from "typescript";
import type { DeclaredTypes } from "./declared-types";
import { documentationOf } from "./documentation";
import type { FunctionFacts } from "./javascript-facts";
import type { FunctionShape, Properties, Property, TypeRef } from "./package-types";
import type { Scope } from "./sdk-sources";

const anything: TypeRef = { kind: "any" };

/** `single` functions answer with an object of one member, which the SDK takes out. Its name does not matter. */
const singleResult = "result";

export function readFunction(
  types: DeclaredTypes,
  scope: Scope,
  name: string,
  facts: FunctionFacts,
): FunctionShape | undefined {
  const declaration = scope.functions.get(name);
  if (declaration?.type === undefined) return undefined;
  const place = { scope, side: "output" } as const;
  const returned = types.read(declaration.type, place)?.type ?? anything;
  const { description, deprecated } = documentationOf(declaration, scope.text);
  const about = {
    ...(description === undefined ? {} : { description }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
  const inputs = functionInputs(types, declaration, scope, facts);
  if (facts.single) {
    const result: Property = { type: returned, required: true, secret: false };
    return { token: facts.token, inputs, outputs: { [singleResult]: result }, returns: returned, ...about };
  }
  return { token: facts.token, inputs, outputs: types.propertiesOf(declaration.type, place).properties, ...about };
}

function functionInputs(
  types: DeclaredTypes,
  declaration: ts.FunctionDeclaration,
  scope: Scope,
  facts: FunctionFacts,
): Properties {
  const parameters = declaration.parameters.filter((parameter) => parameterName(parameter) !== "opts");
  const [first] = parameters;
  if (first?.type === undefined) return {};
  if (parameterName(first) === "args" && ts.isTypeReferenceNode(first.type)) {
    return types.propertiesOf(first.type, { scope, side: "input" }).properties;
  }
  const positional: Record<string, Property> = {};
  parameters.forEach((parameter, at) => {
    const read = parameter.type === undefined ? undefined : types.read(parameter.type, { scope, side: "input" });
    const name = facts.arguments[at] ?? parameterName(parameter);
    if (read === undefined || name === undefined) return;
    const required = parameter.questionToken === undefined && !read.optional;
    positional[name] = { type: read.type, required, secret: false };
  });
  return positional;
}

function parameterName(parameter: ts.ParameterDeclaration): string | undefined {
  return ts.isIdentifier(parameter.name) ? parameter.name.text : undefined;
}

/** A function that only hand-written code of the SDK calls: its arguments are known by name, its types are not. */
export function undeclaredFunction(facts: FunctionFacts): FunctionShape {
  const property: Property = { type: anything, required: false, secret: false };
  return {
    token: facts.token,
    inputs: Object.fromEntries(facts.arguments.map((name) => [name, property])),
    outputs: { [singleResult]: { ...property, required: true } },
    returns: anything,
  };
}
