import type { Architecture } from "../../components/machine/args";
import { namesOf, type PriceList } from "../../components/machine/catalogue";

type ByRegion = Readonly<Record<string, number>>;

/** A plan, region by region: it is sold where it has a price. */
export interface PlanReading {
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly diskGib: number;
  readonly architecture: Architecture;
  readonly monthly: ByRegion;
  readonly trafficTb: ByRegion;
  readonly orderable: boolean;
}

/** What a vendor told, region by region, before it is put into price zones. */
export interface Reading {
  readonly regions: readonly string[];
  readonly plans: Readonly<Record<string, PlanReading>>;
  /** Unset where no call tells it: then it is written down by hand in the vendor's `catalogue.ts`. */
  readonly volumePerGib?: ByRegion;
  readonly addressMonthly?: ByRegion;
  readonly trafficPerTb?: ByRegion;
}

const byName = new Intl.Collator("en", { numeric: true }).compare;

/** Names in the order in which people count: cpx2 before cpx11. */
export function sorted(names: readonly string[]): string[] {
  return [...names].sort((one, other) => byName(one, other) || (one < other ? -1 : 1));
}

/** Values of the regions from those of their zones. */
function spread(list: PriceList, values: Readonly<Partial<Record<string, number>>>): ByRegion {
  return Object.fromEntries(
    Object.entries(list.regions).flatMap(([region, zone]) => {
      const value = values[zone];
      return value === undefined ? [] : [[region, value]];
    }),
  );
}

/** A list as it was read once. */
export function readingOf(list: PriceList): Reading {
  const { volumePerGib, addressMonthly, trafficPerTb } = list;
  return {
    regions: namesOf(list.regions),
    plans: Object.fromEntries(
      Object.entries(list.plans).map(([name, plan]) => [
        name,
        { ...plan, monthly: spread(list, plan.monthly), trafficTb: spread(list, plan.trafficTb) },
      ]),
    ),
    ...(volumePerGib === undefined ? {} : { volumePerGib: spread(list, volumePerGib) }),
    ...(addressMonthly === undefined ? {} : { addressMonthly: spread(list, addressMonthly) }),
    ...(trafficPerTb === undefined ? {} : { trafficPerTb: spread(list, trafficPerTb) }),
  };
}

/** Regions with the same prices for everything share a zone: the largest is `usual`, others go by their first region. */
function zonesOf(reading: Reading): ReadonlyMap<string, string> {
  const tables = [
    ...sorted(Object.keys(reading.plans)).flatMap((name) => {
      const plan = reading.plans[name];
      return plan === undefined ? [] : [plan.monthly, plan.trafficTb];
    }),
    reading.volumePerGib ?? {},
    reading.addressMonthly ?? {},
    reading.trafficPerTb ?? {},
  ];
  const groups = new Map<string, string[]>();
  for (const region of sorted(reading.regions)) {
    const prices = JSON.stringify(tables.map((table) => table[region] ?? null));
    groups.set(prices, [...(groups.get(prices) ?? []), region]);
  }
  const bySize = [...groups.values()].sort((one, other) => other.length - one.length);
  return new Map(
    bySize.flatMap((regions, index) =>
      regions.map((region) => [region, index === 0 ? "usual" : (regions[0] ?? region)] as const),
    ),
  );
}

/** The list that says the same in price zones, sorted, so that two readings differ only where the vendor does. */
export function priceListOf(reading: Reading, pricesRead: string): PriceList {
  const zones = zonesOf(reading);
  const inOrder = ["usual", ...sorted([...new Set(zones.values())].filter((zone) => zone !== "usual"))];
  const gather = (values: ByRegion): Record<string, number> =>
    Object.fromEntries(
      inOrder.flatMap((zone) => {
        const [region] = [...zones].find(([, each]) => each === zone) ?? [];
        const value = region === undefined ? undefined : values[region];
        return value === undefined ? [] : [[zone, value]];
      }),
    );
  const { volumePerGib, addressMonthly, trafficPerTb } = reading;
  return {
    pricesRead,
    regions: Object.fromEntries(sorted(reading.regions).map((region) => [region, zones.get(region) ?? region])),
    plans: Object.fromEntries(
      sorted(Object.keys(reading.plans)).flatMap((name) => {
        const plan = reading.plans[name];
        if (plan === undefined) return [];
        const { vcpus, memoryGib, diskGib, architecture, orderable } = plan;
        const monthly = gather(plan.monthly);
        return [
          [name, { vcpus, memoryGib, diskGib, architecture, orderable, monthly, trafficTb: gather(plan.trafficTb) }],
        ];
      }),
    ),
    ...(volumePerGib === undefined ? {} : { volumePerGib: gather(volumePerGib) }),
    ...(addressMonthly === undefined ? {} : { addressMonthly: gather(addressMonthly) }),
    ...(trafficPerTb === undefined ? {} : { trafficPerTb: gather(trafficPerTb) }),
  };
}
