import { type Ask, CannotRead } from "../asking";
import { everyPage, type Page } from "../paging";
import type { PlanReading, Reading } from "../reading";
import { amountIn, amountOrNoneIn, field, listIfAny, listIn, nameIn, type Told, wordIn, writtenPriceIn } from "../told";
import { soleNames } from "./sole-names";

// Hetzner Cloud API v1, with a token: GET /server_types, /locations, /pricing; pages as {<items>, meta: {pagination: {page,
// next_page, total_entries}}}. Prices are texts, net and gross, by location; traffic is told in bytes.
export const hetznerCalls = ["/server_types", "/locations", "/pricing"] as const;

const pageOf =
  (items: string) =>
  (answer: Told): Page => {
    const { value: next } = field(answer, "meta", "pagination", "next_page");
    return {
      items: listIn(field(answer, items)),
      next: typeof next === "number" ? { page: String(next) } : undefined,
      total: amountOrNoneIn(field(answer, "meta", "pagination", "total_entries")),
    };
  };

/** Where a type can be ordered; undefined where the answer does not say, so that a price counts as an offer. */
function orderableIn(type: Told, date: string): readonly string[] | undefined {
  const locations = listIfAny(field(type, "locations"));
  if (locations.length === 0) return undefined;
  return locations.flatMap((location) => {
    const { value: deprecation } = field(location, "deprecation");
    const ends =
      deprecation === null || deprecation === undefined
        ? ""
        : field(location, "deprecation", "unavailable_after").value;
    const over = typeof ends === "string" && ends !== "" && ends.slice(0, 10) <= date;
    const soldOut = field(location, "available").value === false;
    return over || soldOut ? [] : [nameIn(field(location, "name"))];
  });
}

function pricesByLocation(prices: readonly Told[], price: (each: Told) => number): Record<string, number> {
  return Object.fromEntries(prices.map((each) => [nameIn(field(each, "location")), price(each)]));
}

function planOf(type: Told, date: string): PlanReading {
  const prices = listIn(field(type, "prices"));
  const places = orderableIn(type, date);
  const inStock = prices.filter((each) => places === undefined || places.includes(nameIn(field(each, "location"))));
  // Where it can be had nowhere, its prices are kept, so that the error can say so.
  const sold = inStock.length === 0 ? prices : inStock;
  return {
    vcpus: amountIn(field(type, "cores")),
    memoryGib: amountIn(field(type, "memory")),
    diskGib: amountIn(field(type, "disk")),
    architecture: wordIn(field(type, "architecture"), ["x86", "arm"]) === "arm" ? "arm64" : "amd64",
    orderable: inStock.length > 0,
    monthly: pricesByLocation(sold, (each) => writtenPriceIn(field(each, "price_monthly", "net"))),
    trafficTb: pricesByLocation(sold, (each) => {
      const tebibytes = amountOrNoneIn(field(each, "included_traffic")) / 2 ** 40;
      return Math.round(tebibytes * 100) / 100;
    }),
  };
}

/** What a TB more costs, by location: the dearest, should types differ. */
function trafficPrices(types: readonly Told[]): Record<string, number> {
  const dearest: Record<string, number> = {};
  for (const each of types.flatMap((type) => listIn(field(type, "prices")))) {
    const location = nameIn(field(each, "location"));
    dearest[location] = Math.max(dearest[location] ?? 0, writtenPriceIn(field(each, "price_per_tb_traffic", "net")));
  }
  return dearest;
}

export async function readHetzner(ask: Ask, offered: RegExp, date: string): Promise<Reading> {
  const first = { page: "1", per_page: "50" };
  const regions = soleNames(await everyPage(ask, "/locations", first, pageOf("locations")), "name").map(
    ([name]) => name,
  );
  const types = soleNames(await everyPage(ask, "/server_types", first, pageOf("server_types")), "name").filter(
    ([name]) => offered.test(name),
  );
  const pricing = field({ where: "GET /pricing ", value: await ask("/pricing", {}) }, "pricing");
  wordIn(field(pricing, "currency"), ["EUR"]);
  const volume = writtenPriceIn(field(pricing, "volume", "price_per_gb_month", "net"));
  const ipv4 = listIn(field(pricing, "primary_ips")).find((each) => field(each, "type").value === "ipv4");
  if (ipv4 === undefined) throw new CannotRead('GET /pricing tells no price of a primary IP of type "ipv4"');
  const addressMonthly = pricesByLocation(listIn(field(ipv4, "prices")), (each) =>
    writtenPriceIn(field(each, "price_monthly", "net")),
  );
  const unpriced = regions.find((region) => addressMonthly[region] === undefined);
  if (unpriced !== undefined) throw new CannotRead(`GET /pricing tells no price of a primary IPv4 in ${unpriced}`);
  return {
    regions,
    plans: Object.fromEntries(types.map(([name, type]) => [name, planOf(type, date)])),
    volumePerGib: Object.fromEntries(regions.map((region) => [region, volume])),
    addressMonthly,
    trafficPerTb: trafficPrices(types.map(([, type]) => type)),
  };
}
