import { type ArgumentCheck, shown } from "../core/arguments";
import type { Currency } from "./catalogue";

/** Estimate for a machine a month, without tax. */
export interface MonthlyCost {
  /** The sum of the items. */
  readonly amount: number;
  readonly currency: Currency;
  /** The day on which its prices were read. */
  readonly pricesRead: string;
  /** What it is made of: server, addresses, volume, traffic. */
  readonly items: readonly MonthlyItem[];
}

export interface MonthlyItem {
  /** In words: "volume of 40 GiB". */
  readonly what: string;
  readonly amount: number;
}

/** Prices of the vendor that was chosen, for the plan and the region that were. */
export interface MachinePrices {
  readonly currency: Currency;
  readonly pricesRead: string;
  /** The server alone. */
  readonly planMonthly: number;
  /** Addresses that are paid besides the plan; unset where there are none. */
  readonly addressMonthly?: number;
  readonly volumePerGib: number;
  /** Unset for a machine whose costs the user tells. */
  readonly traffic?: TrafficPrice;
}

/** What goes out of a machine a month, in TB; unset where nobody knows it. */
export interface TrafficPrice {
  readonly includedTb: number | undefined;
  readonly perTb: number | undefined;
}

/** Judges how much is expected to go out, in TB a month: it can only be counted where its price is known. */
export function expectedEgress(
  check: ArgumentCheck,
  value: unknown,
  { traffic, pricesRead }: MachinePrices,
): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0 || value > 10_000) {
    check.problem(`${shown(value)} is not allowed. Use a number of TB a month, from 0 to 10000.`);
    return undefined;
  }
  if (traffic === undefined) {
    check.problem("is not counted for a machine that is there already. Remove it, and count it in vendor.monthlyCost.");
    return undefined;
  }
  if (traffic.includedTb === undefined || (traffic.perTb === undefined && value > traffic.includedTb)) {
    const what = traffic.includedTb === undefined ? "what the vendor includes" : "what the vendor asks beyond that";
    check.problem(
      `cannot be counted: ${what} in this region was not known on ${pricesRead}. Remove it, and look at the vendor's price page.`,
    );
    return undefined;
  }
  return value;
}

const cents = (amount: number): number => Math.round(amount * 100) / 100;

function trafficItem({ includedTb, perTb = 0 }: TrafficPrice, egressTb: number | undefined): MonthlyItem {
  if (includedTb === undefined) return { what: "traffic: what is included is not known here", amount: 0 };
  const included = `${includedTb} TB a month are included`;
  const beyond = (egressTb ?? 0) - includedTb;
  if (beyond <= 0) return { what: `traffic: ${included}`, amount: 0 };
  // 0.1 and the like have no exact binary form: what a person reads is rounded, what is paid is not.
  return {
    what: `traffic: ${Math.round(beyond * 1000) / 1000} TB more than the ${includedTb} TB a month that are included`,
    amount: cents(beyond * perTb),
  };
}

/** What a machine costs a month, item by item. */
export function monthlyCost(prices: MachinePrices, volumeGib: number, egressTb: number | undefined): MonthlyCost {
  const { currency, pricesRead, planMonthly, addressMonthly, volumePerGib, traffic } = prices;
  const items = [
    { what: "server", amount: cents(planMonthly) },
    ...(addressMonthly === undefined ? [] : [{ what: "IPv4 address", amount: cents(addressMonthly) }]),
    ...(volumeGib === 0 ? [] : [{ what: `volume of ${volumeGib} GiB`, amount: cents(volumeGib * volumePerGib) }]),
    ...(traffic === undefined ? [] : [trafficItem(traffic, egressTb)]),
  ];
  return { amount: cents(items.reduce((sum, { amount }) => sum + amount, 0)), currency, pricesRead, items };
}
