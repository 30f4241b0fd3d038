// What vendors' providers say about one input alone. Unknown and absent values pass.
import type { Holding } from "../holdings";
import { numberOf, type Plain, type PlainObject, textOf } from "../values";
import type { Problem } from "./cloud";
import { nearestName } from "./nearest";

export function isGiven(value: Plain | undefined): boolean {
  return value !== undefined && value !== null;
}

/** Given, and not one of the values that providers take for "not set". */
export function isSet(value: Plain | undefined): boolean {
  return isGiven(value) && value !== "" && value !== 0;
}

export function isEmpty(value: Plain | undefined): boolean {
  return !isGiven(value) || (Array.isArray(value) && value.length === 0);
}

export function oneOfProblems(inputs: PlainObject, property: string, allowed: readonly string[]): readonly Problem[] {
  const given = textOf(inputs[property]);
  if (given === undefined || allowed.includes(given)) return [];
  const list = allowed.join(", ");
  return [
    {
      path: property,
      reason: `expected ${property} to be one of ${list}, got ${given}.${nearestName(given, allowed)}`,
    },
  ];
}

export interface Catalogued {
  readonly what: string;
  readonly known: readonly string[];
  /** Passes what has the vendor's form without being listed. */
  readonly takes?: (name: string) => boolean;
}

/** A name out of the vendor's catalogue. */
export function knownProblems(inputs: PlainObject, property: string, catalogued: Catalogued): readonly Problem[] {
  const { what, known, takes = () => false } = catalogued;
  const name = textOf(inputs[property]);
  if (name === undefined || known.includes(name) || takes(name)) return [];
  const list = known.length > 12 ? "" : ` There are ${known.join(", ")}.`;
  return [{ path: property, reason: `${what} ${name} does not exist.${list}${nearestName(name, known)}` }];
}

export interface Bounds {
  readonly least: number;
  readonly most: number;
}

export function lengthProblems(inputs: PlainObject, property: string, { least, most }: Bounds): readonly Problem[] {
  const text = textOf(inputs[property]);
  if (text === undefined || (text.length >= least && text.length <= most)) return [];
  const reason = `expected the length of ${property} to be in the range (${least} - ${most}), got ${text.length}: ${text}`;
  return [{ path: property, reason }];
}

export function rangeProblems(inputs: PlainObject, property: string, { least, most }: Bounds): readonly Problem[] {
  const number = numberOf(inputs[property]);
  if (number === undefined || (number >= least && number <= most && Number.isInteger(number))) return [];
  const reason = `expected ${property} to be a whole number in the range (${least} - ${most}), got ${number}`;
  return [{ path: property, reason }];
}

/** The same checks on an object inside the inputs. */
export function under(path: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((one) => ({ ...one, path: `${path}.${one.path}` }));
}

/** "22" or "8000-8080", with whatever stands between the ends at this vendor. */
export function isPortRange(text: string, separator: "-" | ":"): boolean {
  const [first = "", last = first, ...more] = text.split(separator);
  const port = (end: string) => /^\d{1,5}$/.test(end) && Number(end) >= 1 && Number(end) <= 65_535;
  return more.length === 0 && port(first) && port(last) && Number(first) <= Number(last);
}

export function withState(holding: Holding, state: PlainObject): Holding {
  return { ...holding, state: { ...holding.state, ...state } };
}
