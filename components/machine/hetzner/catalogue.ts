import type { Architecture } from "../args";
import type { Catalogue, Plan } from "../catalogue";

// Hetzner's tariff for new orders since 2026-06-15, net, primary IPv4 included, read from its price API on 2026-09-03.
// Lines that could not be ordered in September 2026 are kept, so that the error can say so.

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

function plan(vcpus: number, memoryGib: number, diskGib: number, monthly: Plan["monthly"]): Plan {
  return { vcpus, memoryGib, diskGib, architecture: "amd64", monthly, orderable: true };
}

function closed(from: Plan, architecture: Architecture = "amd64"): Plan {
  return { ...from, architecture, orderable: false };
}

const plans: Readonly<Record<HetznerServerType, Plan>> = {
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

/** What Hetzner sells. Volume price from the price API of 2026-05-27. */
export const hetznerCatalogue: Catalogue<HetznerLocation, HetznerServerType> = {
  currency: "EUR",
  pricesRead: "2026-09-03",
  regions: zones,
  plans,
  volumePerGib: 0.0572,
  vendorName: "Hetzner",
  planWord: "server type",
};
