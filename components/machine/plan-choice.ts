import { oneOf, record } from "../core/argument-checks";
import { type ArgumentCheck, shown } from "../core/arguments";
import { architectures } from "./args";
import { type Catalogue, namesOf, type Offer } from "./catalogue";
import { fittingPlan, namedPlan, type PlanNeed } from "./nearest-plans";

const amounts = ["memoryGib", "vcpus", "diskGib", "monthlyBudgetUsd"] as const satisfies readonly (keyof PlanNeed)[];

function planNeed(check: ArgumentCheck, value: object): PlanNeed | undefined {
  const known: readonly string[] = [...amounts, "architecture"];
  const given = record(check, value, known);
  const need: { -readonly [Key in keyof PlanNeed]: PlanNeed[Key] } = {};
  let right = true;
  for (const key of amounts) {
    const wanted = given[key];
    if (wanted === undefined) continue;
    if (typeof wanted === "number" && Number.isFinite(wanted) && wanted > 0 && wanted <= 1_000_000) need[key] = wanted;
    else {
      right = false;
      check.at(key).problem(`${shown(wanted)} is not allowed. Use a number above 0.`);
    }
  }
  if (given["architecture"] !== undefined) {
    const architecture = oneOf(check.at("architecture"), given["architecture"], architectures, "a kind of processor");
    if (architecture === undefined) right = false;
    else need.architecture = architecture;
  }
  // Where all that is asked for is unknown, that was said already.
  if (Object.keys(need).length === 0 && Object.keys(value).some((key) => !known.includes(key))) return undefined;
  if (right && Object.keys(need).length === 0) {
    check.problem(`asks for nothing. Use at least one of ${amounts.join(", ")}, or the name of a plan.`);
    return undefined;
  }
  return right ? need : undefined;
}

/** Decides on a plan by its name or by what is needed. Whatever is wrong is said; then `fallback` serves to judge the rest. */
export function planFor<Region extends string, PlanName extends string>(
  check: ArgumentCheck,
  value: unknown,
  catalogue: Catalogue<Region, PlanName>,
  region: Region,
  fallback: PlanName,
): Offer<PlanName> {
  const otherwise: Offer<PlanName> = { name: fallback, plan: catalogue.plans[fallback], monthly: 0 };
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const need = planNeed(check, value);
    return (need === undefined ? undefined : fittingPlan(check, catalogue, need, region)) ?? otherwise;
  }
  const name = oneOf(check, value, namesOf(catalogue.plans), `a ${catalogue.vendorName} ${catalogue.planWord}`);
  return name === undefined ? otherwise : namedPlan(check, catalogue, name, region);
}
