import { type Catalogue, inRegion, namesOf, type Plan } from "../catalogue";
import { hetznerPriceList } from "./price-list";

export type HetznerLocation = keyof typeof hetznerPriceList.regions;
export type HetznerServerType = keyof typeof hetznerPriceList.plans;

export const hetznerLocations: readonly HetznerLocation[] = namesOf(hetznerPriceList.regions);

/** What we offer of all that Hetzner sells: every line of its cloud servers. */
export const hetznerOffered = /^(cx|cpx|ccx|cax)\d{2}$/;

const { addressMonthly } = hetznerPriceList;

/** A primary IPv4 address a month. No machine without one, so its price is part of every plan. */
export function primaryIpv4Monthly(location: HetznerLocation): number {
  return inRegion(hetznerPriceList, addressMonthly, location) ?? 0;
}

function withAddress(plan: Plan): Plan {
  const address: Plan["monthly"] = addressMonthly;
  const cents = (amount: number) => Math.round(amount * 100) / 100;
  const monthly = Object.entries(plan.monthly).map(([zone, price = 0]) => [zone, cents(price + (address[zone] ?? 0))]);
  return { ...plan, monthly: Object.fromEntries(monthly) };
}

function withAddresses<Name extends string>(plans: Readonly<Record<Name, Plan>>): Record<Name, Plan> {
  const priced: Partial<Record<Name, Plan>> = {};
  const complete = (table: Partial<Record<Name, Plan>>): table is Record<Name, Plan> =>
    namesOf(plans).every((name) => table[name] !== undefined);
  for (const name of namesOf(plans)) priced[name] = withAddress(plans[name]);
  if (!complete(priced)) throw new Error("a plan of the price list was lost");
  return priced;
}

/** What Hetzner sells, net. */
export const hetznerCatalogue: Catalogue<HetznerLocation, HetznerServerType> = {
  ...hetznerPriceList,
  currency: "EUR",
  plans: withAddresses(hetznerPriceList.plans),
  trafficPerTb: Object.fromEntries(
    hetznerLocations.map((location) => [location, inRegion(hetznerPriceList, hetznerPriceList.trafficPerTb, location)]),
  ),
  vendorName: "Hetzner",
  planWord: "server type",
};
