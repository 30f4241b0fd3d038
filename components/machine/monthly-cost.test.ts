import { describe, expect, it } from "vitest";
import { problemsOf } from "../core/argument-trial";
import { argumentsOf } from "../core/arguments";
import { offersIn, trafficPrice } from "./catalogue";
import { digitalOceanCatalogue } from "./digitalocean/catalogue";
import { hetznerCatalogue } from "./hetzner/catalogue";
import { linodeCatalogue } from "./linode/catalogue";
import { expectedEgress, type MachinePrices, monthlyCost } from "./monthly-cost";
import { vultrCatalogue } from "./vultr/catalogue";

const prices: MachinePrices = {
  currency: "USD",
  pricesRead: "2026-09-17",
  planMonthly: 24,
  volumePerGib: 0.1,
  traffic: { includedTb: 4, perTb: 5 },
};

function judged(value: unknown, of: MachinePrices) {
  const check = argumentsOf("expectedEgressTb");
  const egress = expectedEgress(check, value, of);
  return check.result(() => egress);
}

describe("the estimate of a machine", () => {
  it("is the sum of its items", () => {
    const cost = monthlyCost({ ...prices, addressMonthly: 4.96, volumePerGib: 0.0572 }, 41, 6.5);
    expect(cost.items).toEqual([
      { what: "server", amount: 24 },
      { what: "IPv4 address", amount: 4.96 },
      { what: "volume of 41 GiB", amount: 2.35 },
      { what: "traffic: 2.5 TB more than the 4 TB a month that are included", amount: 12.5 },
    ]);
    expect(cost.amount).toBe(43.81);
  });

  it.each([undefined, 0, 3.9, 4])("counts no traffic where %s TB are expected and 4 TB included", (egress) => {
    const { amount, items } = monthlyCost(prices, 0, egress);
    expect(amount).toBe(24);
    expect(items.at(-1)).toEqual({ what: "traffic: 4 TB a month are included", amount: 0 });
  });

  it("says so where nobody knows what is included, and takes no expectation there", () => {
    const unknown = { ...prices, traffic: { includedTb: undefined, perTb: undefined } };
    expect(monthlyCost(unknown, 0, undefined).items.at(-1)?.what).toBe("traffic: what is included is not known here");
    expect(problemsOf(judged(0, unknown))).toHaveLength(1);
  });

  it("takes what lies within the plan where only the price beyond it is not known", () => {
    const unpriced = { ...prices, traffic: { includedTb: 4, perTb: undefined } };
    expect(judged(4, unpriced)).toEqual({ ok: true, value: 4 });
    expect(problemsOf(judged(4.1, unpriced))).toEqual([
      "expectedEgressTb: cannot be counted: what the vendor asks beyond that in this region was not known on 2026-09-17. Remove it, and look at the vendor's price page.",
    ]);
  });

  it.each(["5", -1, 10_001, Number.NaN])("takes no %o for an expectation", (value) => {
    expect(problemsOf(judged(value, prices))[0]).toMatch(
      /is not allowed\. Use a number of TB a month, from 0 to 10000\.$/,
    );
  });

  it("counts no traffic for a machine whose costs the user tells", () => {
    const { traffic: _, ...told } = prices;
    expect(monthlyCost(told, 0, undefined).items).toEqual([{ what: "server", amount: 24 }]);
    expect(problemsOf(judged(1, told))).toEqual([
      "expectedEgressTb: is not counted for a machine that is there already. Remove it, and count it in vendor.monthlyCost.",
    ]);
  });

  it.each([
    ["DigitalOcean", digitalOceanCatalogue, "fra1", 10],
    ["Hetzner", hetznerCatalogue, "fsn1", 1],
    ["Linode", linodeCatalogue, "de-fra-2", 5],
    ["Vultr", vultrCatalogue, "fra", 10],
  ] as const)("at %s knows the traffic of every plan on offer", (_, catalogue, region, perTb) => {
    const offers = offersIn<string, string>(catalogue, region);
    expect(offers.length).toBeGreaterThan(0);
    for (const { plan } of offers) {
      const traffic = trafficPrice<string, string>(catalogue, plan, region);
      expect(traffic.perTb).toBe(perTb);
      expect(traffic.includedTb).toBeGreaterThan(0);
    }
  });
});
