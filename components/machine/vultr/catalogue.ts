import type { MachineImage } from "../args";
import { type Catalogue, everywhere, namesOf } from "../catalogue";
import { vultrPriceList } from "./price-list";

export type VultrRegion = keyof typeof vultrPriceList.regions;
export type VultrPlan = keyof typeof vultrPriceList.plans;

export const vultrRegions: readonly VultrRegion[] = namesOf(vultrPriceList.regions);

/** What we offer of all that Vultr sells: cloud compute, high performance and high frequency, of 1 to 32 GiB. */
export const vultrOffered = /^(vc2|vhp|vhf)-\d+c-(1|2|4|8|12|16|24|32)gb(-(amd|intel))?$/;

/**
 * What Vultr sells. By hand, since no price call tells them: volumes of the kind `high_perf`, at 0.10 USD a GiB; traffic
 * beyond what plans include, at 0.01 USD a GB, here as 10 USD a TB (reference: vps-providers 4.2). Another 2 TB a month are
 * free for each account; they are left out, since no machine has them for itself.
 */
export const vultrCatalogue: Catalogue<VultrRegion, VultrPlan> = {
  ...vultrPriceList,
  currency: "USD",
  volumePerGib: 0.1,
  trafficPerTb: everywhere(vultrRegions, 10),
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
