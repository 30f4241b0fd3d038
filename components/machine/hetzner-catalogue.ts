import type { Architecture } from "./args";

// Hetzner's tariff for new orders since 2026-06-15, net, primary IPv4 included, read from its price API on 2026-09-03.
// Lines that could not be ordered in September 2026 are kept, so that the error can say so.

/** The day on which the prices below were read. */
export const hetznerPricesRead = "2026-09-03";

export const hetznerLocations = ["fsn1", "nbg1", "hel1", "ash", "hil", "sin"] as const;
export type HetznerLocation = (typeof hetznerLocations)[number];

export const hetznerServerTypes = [
  "cpx12",
  "cpx22",
  "cpx32",
  "cpx42",
  "ccx13",
  "ccx23",
  "cpx11",
  "cpx21",
  "cpx31",
  "cpx41",
  "cx23",
  "cx33",
  "cx43",
  "cax11",
  "cax21",
  "cax31",
] as const;
export type HetznerServerType = (typeof hetznerServerTypes)[number];

type Zone = "europe" | "america" | "asia";

const zones: Readonly<Record<HetznerLocation, Zone>> = {
  fsn1: "europe",
  nbg1: "europe",
  hel1: "europe",
  ash: "america",
  hil: "america",
  sin: "asia",
};

export interface HetznerPlan {
  readonly vcpus: number;
  readonly memoryGib: number;
  readonly diskGib: number;
  readonly architecture: Architecture;
  /** EUR a month by zone; a zone that is missing does not offer the plan. */
  readonly monthlyEur: Readonly<Partial<Record<Zone, number>>>;
  readonly orderable: boolean;
}

function plan(vcpus: number, memoryGib: number, diskGib: number, monthlyEur: HetznerPlan["monthlyEur"]): HetznerPlan {
  return { vcpus, memoryGib, diskGib, architecture: "amd64", monthlyEur, orderable: true };
}

function closed(from: HetznerPlan, architecture: Architecture = "amd64"): HetznerPlan {
  return { ...from, architecture, orderable: false };
}

export const hetznerPlans: Readonly<Record<HetznerServerType, HetznerPlan>> = {
  cpx12: plan(1, 2, 40, { europe: 11.99, asia: 15.99 }),
  cpx22: plan(2, 4, 80, { europe: 19.99, asia: 26.99 }),
  cpx32: plan(4, 8, 160, { europe: 35.99 }),
  cpx42: plan(8, 16, 320, { europe: 69.99 }),
  ccx13: plan(2, 8, 80, { europe: 43.49 }),
  ccx23: plan(4, 16, 160, { europe: 86.49 }),
  cpx11: plan(2, 2, 40, { america: 17.99 }),
  cpx21: plan(3, 4, 80, { america: 32.49 }),
  cpx31: plan(4, 8, 160, { america: 62.99 }),
  cpx41: plan(8, 16, 240, { america: 120.99 }),
  cx23: closed(plan(2, 4, 40, { europe: 5.99 })),
  cx33: closed(plan(4, 8, 80, { europe: 8.99 })),
  cx43: closed(plan(8, 16, 160, { europe: 16.49 })),
  cax11: closed(plan(2, 4, 40, { europe: 6.49 }), "arm64"),
  cax21: closed(plan(4, 8, 80, { europe: 10.99 }), "arm64"),
  cax31: closed(plan(8, 16, 160, { europe: 21.49 }), "arm64"),
};

/** EUR a month for a GiB of volume, from the price API of 2026-05-27. */
export const hetznerVolumeEurPerGib = 0.0572;

/** What a plan costs at a location, or undefined where it is not sold. */
export function hetznerMonthlyEur(type: HetznerServerType, location: HetznerLocation): number | undefined {
  return hetznerPlans[type].monthlyEur[zones[location]];
}

/** Plans that can be ordered at a location, cheapest first, with their price. */
export function hetznerOffers(location: HetznerLocation): readonly { type: HetznerServerType; eur: number }[] {
  return hetznerServerTypes
    .flatMap((type) => {
      const eur = hetznerMonthlyEur(type, location);
      return eur === undefined || !hetznerPlans[type].orderable ? [] : [{ type, eur }];
    })
    .sort((one, other) => one.eur - other.eur);
}
