import type { PriceList } from "../../components/machine/catalogue";
import { type Ask, CannotRead } from "./asking";
import { compare } from "./comparison";
import type { PriceSource } from "./price-sources";
import { priceListOf, readingOf } from "./reading";

/** What became of one vendor's prices. */
export type Refreshed =
  | { readonly kind: "read"; readonly lines: readonly string[]; readonly list: PriceList; readonly origin: string }
  | { readonly kind: "refused"; readonly lines: readonly string[]; readonly suspicious: readonly string[] }
  | { readonly kind: "unread"; readonly why: string };

function originOf({ base, calls }: PriceSource, date: string): string {
  const asked = calls.map((call) => `GET ${base}${call}`).join(", ");
  return `Written by \`npm run update-catalogue\`, never by hand: what ${asked} told on ${date}. What was listed before and is no longer is kept, not orderable.`;
}

/** Reads one vendor's prices and holds them against the last ones. Nothing is written. */
export async function refresh(source: PriceSource, ask: Ask, date: string, accept: boolean): Promise<Refreshed> {
  try {
    const reading = await source.read(ask, source.offered, date);
    if (reading.regions.length === 0) throw new CannotRead("no region is told in which machines can be had");
    if (!Object.values(reading.plans).some(({ orderable }) => orderable)) {
      throw new CannotRead("none of the plans that we offer is told as one that can be ordered");
    }
    const { lines, suspicious, merged } = compare(readingOf(source.listed), reading, source.currency);
    if (suspicious.length > 0 && !accept) return { kind: "refused", lines, suspicious };
    const list = priceListOf(merged, date);
    return { kind: "read", lines: [...lines, ...suspicious], list, origin: originOf(source, date) };
  } catch (error) {
    if (error instanceof CannotRead) return { kind: "unread", why: error.message };
    throw error;
  }
}
