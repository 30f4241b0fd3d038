// Functions of a package: data sources see what the journal holds, the rest answers from its types.
import { argumentProblems } from "./admission";
import { exampleOutput, type TypeProblem, withScalarsConverted } from "./types/package-types";
import { containsUnknown } from "./types/wire-values";
import { type Path, type PlainObject, unmark } from "./values";
import { sceneOf, type Vendor } from "./vendor";

export interface InvokeAnswer {
  readonly problems: readonly TypeProblem[];
  readonly value?: PlainObject;
  readonly secrets: readonly Path[];
}

export function answerInvoke(
  vendor: Vendor,
  token: string,
  wire: Readonly<Record<string, unknown>>,
  account: string,
): InvokeAnswer {
  const { types, cloud } = vendor;
  const shape = types.function(token);
  const given = shape === undefined ? wire : withScalarsConverted(types, shape, wire);
  const problems = argumentProblems(types, token, given);
  if (problems.length > 0) return { problems, secrets: [] };
  const args = unmark(given);
  const declared = Object.entries(shape?.outputs ?? {}).flatMap(([name, property]) =>
    property.secret ? [[name]] : [],
  );
  const secrets: readonly Path[] = [...args.secrets, ...declared];
  const rules = cloud.functions?.[token];
  if (rules !== undefined && !containsUnknown(args.value)) {
    return { problems, value: rules(args.value, sceneOf(vendor, account)), secrets };
  }
  const value: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(shape?.outputs ?? {})) {
    const asked = args.value[name];
    const seed = `${vendor.seed} ${token} ${JSON.stringify(args.value)}/${name}`;
    value[name] = asked === undefined || asked === null ? exampleOutput(types, property, seed) : asked;
  }
  return { problems, value: unmark(value).value, secrets };
}
