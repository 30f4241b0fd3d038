import type { ArgumentCheck } from "../core/arguments";
import type { Architecture } from "./args";
import type { TrafficPrice } from "./monthly-cost";

type ByZone = Readonly<Partial<Record<string, number>>>;

/** A plan that a vendor rents out. */
export interface Plan {
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly diskGib: number;
  readonly architecture: Architecture;
  /** False for plans that the vendor sells nowhere any more: kept, so that the error can say so. */
  readonly orderable: boolean;
  /** Price a month by price zone, without tax; where a zone is missing, the plan is not sold there. */
  readonly monthly: ByZone;
  /** Outgoing traffic a month in its price, in TB, by price zone; where a zone is missing, it is not known. */
  readonly trafficTb: ByZone;
}

export type Currency = "EUR" | "USD";

/** What a vendor's price calls tell, in the form in which `npm run update-catalogue` writes it down. */
export interface PriceList {
  /** The day on which these prices were read. */
  readonly pricesRead: string;
  /** Regions, each with its price zone. */
  readonly regions: Readonly<Record<string, string>>;
  readonly plans: Readonly<Record<string, Plan>>;
  /** Price of a GiB of volume a month, by price zone. */
  readonly volumePerGib?: ByZone;
  /** Price of an IPv4 address a month, by price zone. */
  readonly addressMonthly?: ByZone;
  /** Price of a TB that goes out beyond what the plan includes, by price zone. */
  readonly trafficPerTb?: ByZone;
}

/** What a vendor sells, as read on one day, and what only people know of it. */
export interface Catalogue<Region extends string = string, PlanName extends string = string> {
  readonly currency: Currency;
  /** The day on which these prices were read. */
  readonly pricesRead: string;
  /** Regions, each with its price zone. */
  readonly regions: Readonly<Record<Region, string>>;
  readonly plans: Readonly<Record<PlanName, Plan>>;
  /** Price of a GiB of volume a month, the same everywhere or by price zone. */
  readonly volumePerGib: number | ByZone;
  /** Price of a TB that goes out beyond what the plan includes, by region; where one is missing, it is not known. */
  readonly trafficPerTb: Readonly<Partial<Record<Region, number>>>;
  /** How messages call the vendor, and what the vendor calls a plan: "server type", "size". */
  readonly vendorName: string;
  readonly planWord: string;
}

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
}

/** For budgets only, rounded against the user: no rate can be read when nothing may be asked. */
export const assumedUsdPerEur = 1.2;

/** A plan as it is sold in one region. */
export interface Offer<PlanName extends string> {
  readonly name: PlanName;
  readonly plan: Plan;
  readonly monthly: number;
}

export function namesOf<Name extends string>(table: Readonly<Partial<Record<Name, unknown>>>): Name[] {
  const isName = (key: string): key is Name => Object.hasOwn(table, key);
  return Object.keys(table).filter(isName);
}

/** The same amount in each of these regions. */
export function everywhere<Region extends string>(
  regions: readonly Region[],
  amount: number,
): Readonly<Partial<Record<Region, number>>> {
  const amounts: Partial<Record<Region, number>> = {};
  for (const region of regions) amounts[region] = amount;
  return amounts;
}

/** The amount of a region out of those of the price zones, or undefined where there is none. */
export function inRegion<Region extends string>(
  { regions }: { readonly regions: Readonly<Record<Region, string>> },
  amounts: ByZone,
  region: Region,
): number | undefined {
  return amounts[regions[region]];
}

/** Price of a GiB of volume a month in a region. */
export function volumePrice<R extends string, P extends string>(catalogue: Catalogue<R, P>, region: R): number {
  const { volumePerGib } = catalogue;
  return typeof volumePerGib === "number" ? volumePerGib : (inRegion(catalogue, volumePerGib, region) ?? 0);
}

/** What goes out of a machine of this plan a month, and what more of it costs. */
export function trafficPrice<R extends string, P extends string>(
  catalogue: Catalogue<R, P>,
  plan: Plan,
  region: R,
): TrafficPrice {
  return { includedTb: inRegion(catalogue, plan.trafficTb, region), perTb: catalogue.trafficPerTb[region] };
}

/** What a plan costs in a region, or undefined where it is not sold. */
export function monthlyPrice<R extends string, P extends string>(
  catalogue: Catalogue<R, P>,
  plan: P,
  region: R,
): number | undefined {
  return inRegion(catalogue, catalogue.plans[plan].monthly, region);
}

/** Plans that can be ordered in a region, cheapest first. */
export function offersIn<R extends string, P extends string>(
  catalogue: Catalogue<R, P>,
  region: R,
): readonly Offer<P>[] {
  return namesOf(catalogue.plans)
    .flatMap((name) => {
      const plan = catalogue.plans[name];
      const monthly = monthlyPrice(catalogue, name, region);
      return monthly === undefined || !plan.orderable ? [] : [{ name, plan, monthly }];
    })
    .sort((one, other) => one.monthly - other.monthly);
}

function described<P extends string>({ name, monthly }: Offer<P>, currency: Currency): string {
  return `${name} (${monthly.toFixed(2)} ${currency} a month)`;
}

/** A plan by its name, or said what is sold there instead. */
export function namedPlan<R extends string, P extends string>(
  check: ArgumentCheck,
  catalogue: Catalogue<R, P>,
  name: P,
  region: R,
): Offer<P> {
  const monthly = monthlyPrice(catalogue, name, region);
  const plan = catalogue.plans[name];
  if (monthly === undefined || !plan.orderable) {
    const why = monthly === undefined ? `is not sold in ${region}` : `could not be ordered on ${catalogue.pricesRead}`;
    const offers = offersIn(catalogue, region).map((offer) => described(offer, catalogue.currency));
    check.problem(`"${name}" ${why}. Use one of ${offers.join(", ")}.`);
  }
  return { name, plan, monthly: monthly ?? 0 };
}

function usd(monthly: number, currency: Currency): number {
  return currency === "EUR" ? monthly * assumedUsdPerEur : monthly;
}

/** How far a plan is from a need: 0 where it has everything; each lack counts by its share. */
function lack(offer: Offer<string>, need: PlanNeed, currency: Currency): number {
  const short = (has: number, wanted = 0) => Math.max(0, wanted - has) / Math.max(1, wanted);
  const { memoryGib, vcpus, diskGib } = offer.plan;
  const over = need.monthlyBudgetUsd === undefined ? 0 : usd(offer.monthly, currency) / need.monthlyBudgetUsd - 1;
  return short(memoryGib, need.memoryGib) + short(vcpus, need.vcpus) + short(diskGib, need.diskGib) + Math.max(0, over);
}

/** The cheapest plan that has all that is needed, or said which come nearest. */
export function fittingPlan<R extends string, P extends string>(
  check: ArgumentCheck,
  catalogue: Catalogue<R, P>,
  need: PlanNeed,
  region: R,
): Offer<P> | undefined {
  const ranked = offersIn(catalogue, region)
    .map((offer) => ({ offer, lack: lack(offer, need, catalogue.currency) }))
    .sort((one, other) => one.lack - other.lack || one.offer.monthly - other.offer.monthly);
  const [best] = ranked;
  if (best !== undefined && best.lack === 0) return best.offer;
  const nearest = ranked.slice(0, 3).map(({ offer }) => {
    const { vcpus, memoryGib, diskGib } = offer.plan;
    return `${described(offer, catalogue.currency)}: ${vcpus} vCPU, ${memoryGib} GiB memory, ${diskGib} GiB disk`;
  });
  const asked = namesOf<keyof PlanNeed>({ memoryGib: 0, vcpus: 0, diskGib: 0, monthlyBudgetUsd: 0 })
    .filter((key) => need[key] !== undefined)
    .map((key) => `${key} ${need[key]}`);
  const rate =
    need.monthlyBudgetUsd !== undefined && catalogue.currency === "EUR" ? `, at ${assumedUsdPerEur} USD a EUR` : "";
  check.problem(
    `no ${catalogue.planWord} sold in ${region} has ${asked.join(", ")}${rate}. Nearest: ${nearest.join("; ")}.`,
  );
  return undefined;
}
