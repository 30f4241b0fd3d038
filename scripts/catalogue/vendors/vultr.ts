import type { Ask } from "../asking";
import { everyPage, type Page } from "../paging";
import type { PlanReading, Reading } from "../reading";
import { amountIn, amountOrNoneIn, field, listIn, nameIn, type Told } from "../told";
import { soleNames } from "./sole-names";

// Vultr API v2, no token: GET /plans, /regions; pages as {<items>, meta: {total, links: {next, prev}}}. No call tells what
// volumes and reserved addresses cost: those stay in the catalogue.
export const vultrCalls = ["/plans", "/regions"] as const;

const pageOf =
  (items: string) =>
  (answer: Told): Page => {
    const { value: cursor } = field(answer, "meta", "links", "next");
    return {
      items: listIn(field(answer, items)),
      next: typeof cursor === "string" && cursor !== "" ? { cursor } : undefined,
      total: amountOrNoneIn(field(answer, "meta", "total")),
    };
  };

function planOf(plan: Told, regions: readonly string[]): PlanReading {
  const locations = listIn(field(plan, "locations")).map(nameIn);
  const price = amountIn(field(plan, "monthly_cost"));
  // No location at all means sold out: its price is kept, so that the error can say so.
  const sold = locations.length === 0 ? regions : regions.filter((region) => locations.includes(region));
  const traffic = Math.round((amountOrNoneIn(field(plan, "bandwidth")) / 1024) * 100) / 100;
  return {
    vcpus: amountIn(field(plan, "vcpu_count")),
    memoryGib: amountIn(field(plan, "ram")) / 1024,
    diskGib: amountIn(field(plan, "disk")),
    architecture: "amd64",
    orderable: locations.length > 0,
    monthly: Object.fromEntries(sold.map((region) => [region, price])),
    trafficTb: Object.fromEntries(sold.map((region) => [region, traffic])),
  };
}

export async function readVultr(ask: Ask, offered: RegExp): Promise<Reading> {
  const first = { per_page: "500" };
  const regions = soleNames(await everyPage(ask, "/regions", first, pageOf("regions")), "id").map(([name]) => name);
  const plans = soleNames(await everyPage(ask, "/plans", first, pageOf("plans")), "id");
  return {
    regions,
    plans: Object.fromEntries(
      plans.filter(([name]) => offered.test(name)).map(([name, plan]) => [name, planOf(plan, regions)]),
    ),
  };
}
