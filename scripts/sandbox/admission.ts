// What the types of a package let in: known tokens, known properties, right types.
import { checkInputs, type PackageTypes, type TypeProblem } from "./types/package-types";

type Wire = Readonly<Record<string, unknown>>;

/** The engine's own, beside what a provider declares. */
const besides = ["version", "pluginDownloadURL"];

export function unknownType(types: PackageTypes, type: string): string | undefined {
  if (types.resource(type) !== undefined) return undefined;
  return `${types.name} ${types.version} has no resource type ${type}.${suggestion(types.nearestToken(type))}`;
}

export function unknownFunction(types: PackageTypes, token: string): string | undefined {
  if (types.function(token) !== undefined) return undefined;
  return `${types.name} ${types.version} has no function ${token}.${suggestion(types.nearestToken(token))}`;
}

function suggestion(nearest: string | undefined): string {
  return nearest === undefined ? "" : ` Did you mean ${nearest}?`;
}

export function inputProblems(types: PackageTypes, type: string, wire: Wire): readonly TypeProblem[] {
  const shape = types.resource(type);
  return shape === undefined ? [] : checkInputs(types, shape, wire);
}

export function argumentProblems(types: PackageTypes, token: string, wire: Wire): readonly TypeProblem[] {
  const shape = types.function(token);
  return shape === undefined ? [] : checkInputs(types, shape, wire);
}

/** Provider configuration: the provider's own properties. */
export function configTypeProblems(types: PackageTypes, wire: Wire): readonly TypeProblem[] {
  const shape = types.resource(`pulumi:providers:${types.name}`);
  if (shape === undefined) return [];
  return checkInputs(types, { inputs: { ...types.config, ...shape.inputs }, isProvider: true }, wire, {
    ignore: besides,
  });
}
