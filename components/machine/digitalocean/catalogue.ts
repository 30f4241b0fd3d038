import { type Catalogue, everywhere, namesOf } from "../catalogue";
import { digitalOceanPriceList } from "./price-list";

export type DigitalOceanRegion = keyof typeof digitalOceanPriceList.regions;
export type DigitalOceanSize = keyof typeof digitalOceanPriceList.plans;

/** Regions that take new droplets. `sfo1` and `ams2` keep what they have and take nothing new. */
export const digitalOceanRegions: readonly DigitalOceanRegion[] = namesOf(digitalOceanPriceList.regions);

/** What we offer of all that DigitalOcean sells: basic droplets, premium ones among them, of up to 8 vCPU. */
export const digitalOceanOffered = /^s-[1-8]vcpu-\d+(mb|gb)(-\d+gb)?(-(amd|intel))?$/;

/**
 * What DigitalOcean sells, at one price everywhere. By hand, since no price call tells them: volumes at 0.10 USD a GiB (not
 * confirmed since 2022); traffic beyond what droplets include, at 0.01 USD a GiB, here as 10 USD a TB (reference:
 * vps-providers 4.2). What is included counts for the whole team.
 */
export const digitalOceanCatalogue: Catalogue<DigitalOceanRegion, DigitalOceanSize> = {
  ...digitalOceanPriceList,
  currency: "USD",
  volumePerGib: 0.1,
  trafficPerTb: everywhere(digitalOceanRegions, 10),
  vendorName: "DigitalOcean",
  planWord: "size",
};
