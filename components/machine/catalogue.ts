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
