import { CannotRead } from "./asking";

/** A value out of a vendor's answer, with the place where it stood. */
export interface Told {
  readonly where: string;
  readonly value: unknown;
}

function shown(value: unknown): string {
  if (value === undefined) return "is missing";
  const text = JSON.stringify(value);
  return `is ${text.length > 60 ? `${text.slice(0, 60)}...` : text}`;
}

function otherShape({ where, value }: Told, wanted: string): never {
  throw new CannotRead(`${where} ${shown(value)}, not ${wanted}: the answer has not its documented shape`);
}

function fieldsOf(told: Told): ReadonlyMap<string, unknown> {
  if (typeof told.value !== "object" || told.value === null || Array.isArray(told.value)) {
    return otherShape(told, "an object");
  }
  return new Map(Object.entries(told.value));
}

export function field(told: Told, ...path: string[]): Told {
  return path.reduce(
    (at, key) => ({ where: at.where === "" ? key : `${at.where}.${key}`, value: fieldsOf(at).get(key) }),
    told,
  );
}

export function listIn(told: Told): Told[] {
  if (!Array.isArray(told.value)) return otherShape(told, "a list");
  return told.value.map((value, index) => ({ where: `${told.where}[${index}]`, value }));
}

/** A list that the documentation lets be absent or null. */
export function listIfAny(told: Told): Told[] {
  return told.value === undefined || told.value === null ? [] : listIn(told);
}

/** A name that the vendor gives a plan or a region. It becomes a key of our source. */
export function nameIn(told: Told): string {
  const { value } = told;
  return typeof value === "string" && /^[a-z0-9][a-z0-9._-]{0,63}$/.test(value) ? value : otherShape(told, "a name");
}

export function wordIn<const Word extends string>(told: Told, words: readonly Word[]): Word {
  return words.find((word) => word === told.value) ?? otherShape(told, `one of ${words.join(", ")}`);
}

export function yesOrNoIn(told: Told): boolean {
  return typeof told.value === "boolean" ? told.value : otherShape(told, "true or false");
}

/** A count or an amount, above 0. */
export function amountIn(told: Told): number {
  const { value } = told;
  return typeof value === "number" && Number.isFinite(value) && value > 0
    ? value
    : otherShape(told, "a number above 0");
}

/** As `amountIn`, where nothing is an answer too. */
export function amountOrNoneIn(told: Told): number {
  return told.value === 0 ? 0 : amountIn(told);
}

/** A price that is written as text, as Hetzner does: "5.4900000000". */
export function writtenPriceIn(told: Told): number {
  const { value } = told;
  if (typeof value !== "string" || !/^\d{1,7}(\.\d{1,20})?$/.test(value)) return otherShape(told, "a price as text");
  // The vendor adds digits that mean nothing; volumes cost hundredths of a cent.
  return amountIn({ where: told.where, value: Math.round(Number(value) * 1e6) / 1e6 });
}
