import type { MachineImage } from "../args";
import { type Catalogue, namesOf, type Plan } from "../catalogue";

// A transcription of Vultr's price page of July 2026, the same in every region; `vc2-1c-2gb` was confirmed by a listing of
// 2025-09, the others were not, nor were the disks of the high-frequency plans. Live: GET https://api.vultr.com/v2/plans

const vultrPlaces = {
  ewr: "New Jersey",
  ord: "Chicago",
  dfw: "Dallas",
  sea: "Seattle",
  lax: "Los Angeles",
  sjc: "Silicon Valley",
  atl: "Atlanta",
  mia: "Miami",
  hnl: "Honolulu",
  yto: "Toronto",
  mex: "Mexico City",
  sao: "São Paulo",
  scl: "Santiago",
  lhr: "London",
  man: "Manchester",
  ams: "Amsterdam",
  fra: "Frankfurt",
  cdg: "Paris",
  mad: "Madrid",
  sto: "Stockholm",
  waw: "Warsaw",
  mxp: "Milan",
  tlv: "Tel Aviv",
  jnb: "Johannesburg",
  nrt: "Tokyo",
  itm: "Osaka",
  icn: "Seoul",
  sgp: "Singapore",
  bom: "Mumbai",
  blr: "Bangalore",
  del: "Delhi",
  syd: "Sydney",
  mel: "Melbourne",
} as const;
export type VultrRegion = keyof typeof vultrPlaces;
export const vultrRegions: readonly VultrRegion[] = namesOf(vultrPlaces);

// Each place is a price zone of its own. No plan is known to cost more, or to be missing, in one of them only.
function everywhere(usd: number): Plan["monthly"] {
  return Object.fromEntries(Object.values(vultrPlaces).map((place) => [place, usd]));
}

function plan(vcpus: number, memoryGib: number, diskGib: number, usd: number): Plan {
  return { vcpus, memoryGib, diskGib, architecture: "amd64", monthly: everywhere(usd), orderable: true };
}

const plans = {
  "vc2-1c-1gb": plan(1, 1, 25, 5),
  "vc2-1c-2gb": plan(1, 2, 55, 10),
  "vc2-2c-4gb": plan(2, 4, 80, 20),
  "vc2-4c-8gb": plan(4, 8, 160, 40),
  "vc2-6c-16gb": plan(6, 16, 320, 80),
  "vhp-1c-2gb-amd": plan(1, 2, 50, 12),
  "vhp-2c-4gb-amd": plan(2, 4, 100, 24),
  "vhp-4c-8gb-amd": plan(4, 8, 180, 48),
  "vhp-8c-16gb-amd": plan(8, 16, 350, 96),
  "vhf-1c-2gb": plan(1, 2, 64, 12),
  "vhf-2c-4gb": plan(2, 4, 128, 24),
  "vhf-3c-8gb": plan(3, 8, 256, 48),
} as const satisfies Readonly<Record<string, Plan>>;
export type VultrPlan = keyof typeof plans;

/** What Vultr sells. Volumes are of the kind `high_perf`. */
export const vultrCatalogue: Catalogue<VultrRegion, VultrPlan> = {
  currency: "USD",
  pricesRead: "2026-07-01",
  regions: vultrPlaces,
  plans,
  volumePerGib: 0.1,
  vendorName: "Vultr",
  planWord: "plan",
};

/** A reserved IPv4 address, in USD a month. */
export const reservedIpv4Monthly = 3;

/** Number of each image at Vultr. */
export const operatingSystems: Readonly<Record<MachineImage, number>> = {
  "debian-12": 2136,
  "debian-13": 2625,
  "ubuntu-24.04": 2284,
};
