import { orDefault, record, text } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";
import { namesOf } from "./catalogue";
import type { KeptKind, VendorTraits } from "./vendor";

/** What is taken over, by kind. */
export type Adopted = Readonly<Partial<Record<KeptKind, string>>>;

/** Ids of what is to be taken over, each in its vendor's form. */
export function adoption(
  check: ArgumentCheck,
  value: unknown,
  hasVolume: boolean,
  { adoptable }: VendorTraits,
  cannotAdopt: Readonly<Partial<Record<KeptKind, string>>> = {},
): Adopted {
  const given = record(check, orDefault(value, {}), namesOf(adoptable));
  if (given["volume"] !== undefined && !hasVolume) {
    check.at("volume").problem('cannot be adopted by a machine with volume mode "none". Use mode "separate".');
  }
  const adopted: Partial<Record<KeptKind, string>> = {};
  for (const kind of namesOf(adoptable)) {
    const form = adoptable[kind];
    const why = cannotAdopt[kind];
    if (given[kind] !== undefined && why !== undefined) {
      check.at(kind).problem(why);
      continue;
    }
    if (form !== undefined && given[kind] !== undefined) adopted[kind] = text(check.at(kind), given[kind], form);
  }
  return adopted;
}
