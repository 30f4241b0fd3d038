import type { Ask } from "../asking";
import { everyPage, type Page } from "../paging";
import type { PlanReading, Reading } from "../reading";
import { amountIn, amountOrNoneIn, field, listIn, nameIn, type Told, yesOrNoIn } from "../told";
import { soleNames } from "./sole-names";

// DigitalOcean API v2, with a token: GET /sizes, /regions; pages as {<items>, links: {pages: {next}}, meta: {total}}. No call
// tells what volumes cost: that stays in the catalogue.
export const digitalOceanCalls = ["/sizes", "/regions"] as const;

const pageOf =
  (items: string) =>
  (answer: Told): Page => {
    const { value: links } = field(answer, "links");
    const pages = links === undefined ? undefined : field(answer, "links", "pages").value;
    const next = pages === undefined ? undefined : field(answer, "links", "pages", "next").value;
    // Only the page is taken from the address: another host is never asked.
    const page = typeof next === "string" ? /[?&]page=(\d{1,4})(&|$)/.exec(next)?.[1] : undefined;
    return {
      items: listIn(field(answer, items)),
      next: page === undefined ? undefined : { page },
      total: amountOrNoneIn(field(answer, "meta", "total")),
    };
  };

function planOf(size: Told, regions: readonly string[]): PlanReading {
  const places = listIn(field(size, "regions")).map(nameIn);
  const listed = regions.filter((region) => places.includes(region));
  const orderable = yesOrNoIn(field(size, "available")) && listed.length > 0;
  const sold = listed.length === 0 ? regions : listed;
  const price = amountIn(field(size, "price_monthly"));
  const traffic = amountOrNoneIn(field(size, "transfer"));
  return {
    vcpus: amountIn(field(size, "vcpus")),
    memoryGib: amountIn(field(size, "memory")) / 1024,
    diskGib: amountIn(field(size, "disk")),
    architecture: "amd64",
    orderable,
    monthly: Object.fromEntries(sold.map((region) => [region, price])),
    trafficTb: Object.fromEntries(sold.map((region) => [region, traffic])),
  };
}

export async function readDigitalOcean(ask: Ask, offered: RegExp): Promise<Reading> {
  const first = { page: "1", per_page: "200" };
  const told = soleNames(await everyPage(ask, "/regions", first, pageOf("regions")), "slug");
  // Old regions keep what they have and take nothing new.
  const regions = told.filter(([, region]) => yesOrNoIn(field(region, "available"))).map(([name]) => name);
  const sizes = soleNames(await everyPage(ask, "/sizes", first, pageOf("sizes")), "slug");
  return {
    regions,
    plans: Object.fromEntries(
      sizes.filter(([name]) => offered.test(name)).map(([name, size]) => [name, planOf(size, regions)]),
    ),
  };
}
