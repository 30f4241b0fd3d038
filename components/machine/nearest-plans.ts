import type { ArgumentCheck } from "../core/arguments";
import { type Architecture, architectures } from "./args";
import { type Catalogue, type Currency, monthlyPrice, namesOf, type Offer, offersIn, type Plan } from "./catalogue";

/** What a machine needs, in place of a plan's name. The cheapest plan that has all of it is taken. */
export interface PlanNeed {
  /** Memory, in GiB. Defaults to any. */
  readonly memoryGib?: number;
  /** Processors. Defaults to any. */
  readonly vcpus?: number;
  /** Root disk, in GiB. Defaults to any. */
  readonly diskGib?: number;
  /** Most that the plan may cost a month, in USD without tax; EUR prices count at `assumedUsdPerEur`. Defaults to any price. */
  readonly monthlyBudgetUsd?: number;
  /** Processors of this kind only. Defaults to `amd64`, so that no change of prices moves a machine to another kind. */
  readonly architecture?: Architecture;
}

/** For budgets only, rounded against the user: no rate can be read when nothing may be asked. */
export const assumedUsdPerEur = 1.2;

type Sizes = Pick<Plan, "memoryGib" | "vcpus" | "diskGib">;

function described<P extends string>({ name, plan, monthly }: Offer<P>, currency: Currency): string {
  const { vcpus, memoryGib, diskGib, architecture } = plan;
  const kind = architecture === "amd64" ? "" : `, ${architecture}`;
  return `${name} (${monthly.toFixed(2)} ${currency} a month): ${vcpus} vCPU, ${memoryGib} GiB memory, ${diskGib} GiB disk${kind}`;
}

/** How far a plan is from a need: 0 where it has everything; each lack counts by its share. */
function lack({ plan }: Offer<string>, need: Partial<Sizes>): number {
  const short = (has: number, wanted = 0) => Math.max(0, wanted - has) / Math.max(1, wanted);
  return short(plan.memoryGib, need.memoryGib) + short(plan.vcpus, need.vcpus) + short(plan.diskGib, need.diskGib);
}

/** Offers by how near they come, then by price: the first has everything, if any has. */
function byNearness<P extends string>(offers: readonly Offer<P>[], need: Partial<Sizes>): readonly Offer<P>[] {
  return [...offers].sort((one, other) => lack(one, need) - lack(other, need) || one.monthly - other.monthly);
}

/** Leaves out what costs no less than another that has at least as much. */
function worthTheirPrice<P extends string>(offers: readonly Offer<P>[]): readonly Offer<P>[] {
  return offers.filter(
    (one, at) =>
      !offers.some((other, before) => {
        const cheaper = other.monthly < one.monthly || (other.monthly === one.monthly && before < at);
        return cheaper && one.plan.architecture === other.plan.architecture && lack(other, one.plan) === 0;
      }),
  );
}

function nearest<P extends string>(offers: readonly Offer<P>[], currency: Currency): string {
  return `Nearest: ${offers.map((offer) => described(offer, currency)).join("; ")}.`;
}

/** A plan by its name, or said where it is sold, and what comes nearest to it here. */
export function namedPlan<R extends string, P extends string>(
  check: ArgumentCheck,
  catalogue: Catalogue<R, P>,
  name: P,
  region: R,
): Offer<P> {
  const monthly = monthlyPrice(catalogue, name, region);
  const plan = catalogue.plans[name];
  if (monthly === undefined || !plan.orderable) {
    const places = namesOf(catalogue.regions).filter((each) => monthlyPrice(catalogue, name, each) !== undefined);
    const why = !plan.orderable
      ? `could not be ordered on ${catalogue.pricesRead}`
      : `is not sold in ${region}, but in ${places.join(", ")}`;
    const offers = offersIn(catalogue, region);
    const same = offers.filter((offer) => offer.plan.architecture === plan.architecture);
    const other = same.length === 0 ? `, where no ${plan.architecture} is` : "";
    const near = byNearness(worthTheirPrice(same.length === 0 ? offers : same), plan).slice(0, 3);
    const instead =
      near.length === 0
        ? `No ${catalogue.planWord} is on offer in ${region}. Use another region.`
        : `On offer in ${region}${other}. ${nearest(near, catalogue.currency)}`;
    check.problem(`"${name}" ${why}. ${instead}`);
  }
  return { name, plan, monthly: monthly ?? 0 };
}

/** What to say where no plan has all that is needed: the cheapest that has all but the price, and the most that the budget buys. */
function candidates<P extends string>(
  offers: readonly Offer<P>[],
  affordable: readonly Offer<P>[],
  need: PlanNeed,
): readonly Offer<P>[] {
  const ranked = byNearness(worthTheirPrice(offers), need);
  const [first] = ranked;
  if (need.monthlyBudgetUsd === undefined || first === undefined || lack(first, need) > 0) return ranked.slice(0, 3);
  return [first, ...byNearness(worthTheirPrice(affordable), need).slice(0, 2)];
}

/** The cheapest plan that has all that is needed, or said which come nearest. */
export function fittingPlan<R extends string, P extends string>(
  check: ArgumentCheck,
  catalogue: Catalogue<R, P>,
  need: PlanNeed,
  region: R,
): Offer<P> | undefined {
  const { currency, planWord, vendorName } = catalogue;
  const { architecture = "amd64", monthlyBudgetUsd = Number.POSITIVE_INFINITY } = need;
  const all = offersIn(catalogue, region);
  const offers = all.filter(({ plan }) => plan.architecture === architecture);
  if (offers.length === 0) {
    const elsewhere = namesOf(catalogue.regions).filter((each) =>
      offersIn(catalogue, each).some(({ plan }) => plan.architecture === architecture),
    );
    const where = elsewhere.length === 0 ? `by ${vendorName} anywhere` : `in ${region}, but in ${elsewhere.join(", ")}`;
    const [kind] = architectures.filter(
      (each) => each !== architecture && all.some((one) => one.plan.architecture === each),
    );
    const others = kind === undefined ? "" : ` With ${kind}: ${nearest(candidates(all, all, need), currency)}`;
    check.problem(`no ${planWord} with ${architecture} was on offer ${where} on ${catalogue.pricesRead}.${others}`);
    return undefined;
  }
  const affordable = offers.filter(
    ({ monthly }) => monthly * (currency === "EUR" ? assumedUsdPerEur : 1) <= monthlyBudgetUsd,
  );
  const [best] = byNearness(affordable, need);
  if (best !== undefined && lack(best, need) === 0) return best;
  const asked = namesOf<keyof PlanNeed>({ memoryGib: 0, vcpus: 0, diskGib: 0, monthlyBudgetUsd: 0, architecture: 0 })
    .filter((key) => need[key] !== undefined)
    .map((key) => `${key} ${need[key]}`);
  const rate = need.monthlyBudgetUsd !== undefined && currency === "EUR" ? `, at ${assumedUsdPerEur} USD a EUR` : "";
  const { diskGib: _, ...withoutDisk } = need;
  const disk = affordable.some((offer) => lack(offer, withoutDisk) === 0)
    ? " For more disk, use a volume: its size is volume.size."
    : "";
  check.problem(
    `no ${planWord} sold in ${region} has ${asked.join(", ")}${rate}. ${nearest(candidates(offers, affordable, need), currency)}${disk}`,
  );
  return undefined;
}
