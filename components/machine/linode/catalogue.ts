import { type Catalogue, everywhere, namesOf } from "../catalogue";
import { linodePriceList } from "./price-list";

export type LinodeRegion = keyof typeof linodePriceList.regions;
export type LinodeType = keyof typeof linodePriceList.plans;

export const linodeRegions: readonly LinodeRegion[] = namesOf(linodePriceList.regions);
export const linodeTypes: readonly LinodeType[] = namesOf(linodePriceList.plans);

/** What we offer of all that Linode sells: shared and dedicated plans of up to 32 GiB. */
export const linodeOffered = /^g6-(nanode-1|standard-[1-8]|dedicated-(2|4|8|16))$/;

// Jakarta and Sao Paulo have prices of their own for traffic, which no source we have tells (reference: vps-providers 4.2).
const dearTraffic: readonly LinodeRegion[] = ["id-cgk", "br-gru"];

/**
 * What Linode sells. By hand: traffic beyond what plans include, at 0.005 USD a GB, here as 5 USD a TB. What is included
 * counts for the whole account.
 */
export const linodeCatalogue: Catalogue<LinodeRegion, LinodeType> = {
  ...linodePriceList,
  currency: "USD",
  trafficPerTb: everywhere(
    linodeRegions.filter((region) => !dearTraffic.includes(region)),
    5,
  ),
  vendorName: "Linode",
  planWord: "type",
};

/** A reserved IPv4 address a month: 0.0068 USD an hour, recorded in May 2026. */
export const reservedAddressMonthly = 4.96;

// Several of the older regions cannot encrypt root disks. Which ones is not confirmed: those count where it may be so, and
// there the vendor's own default holds.
const mayLackDiskEncryption: readonly LinodeRegion[] = [
  "us-east",
  "us-central",
  "us-west",
  "us-southeast",
  "ca-central",
  "eu-central",
  "eu-west",
  "ap-south",
  "ap-northeast",
  "ap-west",
  "ap-southeast",
];

/** Whether a region surely encrypts root disks where it is asked to. */
export function encryptsRootDisks(region: LinodeRegion): boolean {
  return !mayLackDiskEncryption.includes(region);
}
