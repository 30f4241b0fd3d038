import type { Ask, Query } from "../asking";
import { everyPage, type Page } from "../paging";
import type { PlanReading, Reading } from "../reading";
import { amountIn, amountOrNoneIn, field, listIfAny, listIn, nameIn, type Told } from "../told";
import { soleNames } from "./sole-names";

// Linode API v4, no token: GET /linode/types, /regions, /volumes/types; pages as {data, page, pages, results}.
export const linodeCalls = ["/linode/types", "/regions", "/volumes/types"] as const;

function pageOf(answer: Told): Page {
  const page = amountIn(field(answer, "page"));
  const next: Query | undefined = page < amountIn(field(answer, "pages")) ? { page: String(page + 1) } : undefined;
  return { items: listIn(field(answer, "data")), next, total: amountOrNoneIn(field(answer, "results")) };
}

/** One price for every region, but for those that the answer names. */
function priceByRegion(item: Told, regions: readonly string[]): Record<string, number> {
  const usual = amountIn(field(item, "price", "monthly"));
  const others = listIfAny(field(item, "region_prices")).map(
    (each) => [nameIn(field(each, "id")), amountIn(field(each, "monthly"))] as const,
  );
  const elsewhere = new Map(others);
  return Object.fromEntries(regions.map((region) => [region, elsewhere.get(region) ?? usual]));
}

// A machine needs all of these (reference: vps-providers 4.3); distributed sites lack most of them.
const needed = ["Linodes", "Block Storage", "Cloud Firewall", "Metadata"];

function canHoldMachines(region: Told): boolean {
  const has = listIn(field(region, "capabilities")).map(({ value }) => value);
  return needed.every((each) => has.includes(each));
}

function planOf(type: Told, regions: readonly string[]): PlanReading {
  const traffic = amountOrNoneIn(field(type, "transfer")) / 1000;
  return {
    vcpus: amountIn(field(type, "vcpus")),
    memoryGib: amountIn(field(type, "memory")) / 1024,
    diskGib: amountIn(field(type, "disk")) / 1024,
    architecture: "amd64",
    orderable: true,
    monthly: priceByRegion(type, regions),
    trafficTb: Object.fromEntries(regions.map((region) => [region, traffic])),
  };
}

export async function readLinode(ask: Ask, offered: RegExp): Promise<Reading> {
  const first = { page: "1", page_size: "500" };
  const told = await everyPage(ask, "/regions", first, pageOf);
  const regions = soleNames(told.filter(canHoldMachines), "id").map(([name]) => name);
  const types = soleNames(await everyPage(ask, "/linode/types", first, pageOf), "id");
  const volumes = soleNames(await everyPage(ask, "/volumes/types", first, pageOf), "id");
  const volume = volumes.find(([name]) => name === "volume")?.[1] ?? {
    where: 'GET /volumes/types: the type "volume"',
    value: undefined,
  };
  return {
    regions,
    plans: Object.fromEntries(
      types.filter(([name]) => offered.test(name)).map(([name, type]) => [name, planOf(type, regions)]),
    ),
    volumePerGib: priceByRegion(volume, regions),
  };
}
