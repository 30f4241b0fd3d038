import type { Catalogue, Plan } from "../catalogue";

// Linode's shared and dedicated plans in USD before tax, as its API told them in July 2024. The nanode, the 2 GB plan and
// the 4 GB dedicated one were seen unchanged on 2026-09-17; the others are not confirmed since. Regions as of 2026-07-01.

export const linodeRegions = [
  "us-east",
  "us-central",
  "us-west",
  "us-southeast",
  "us-ord",
  "us-sea",
  "us-lax",
  "us-mia",
  "us-iad",
  "us-iad-2",
  "ca-central",
  "br-gru",
  "eu-central",
  "de-fra-2",
  "eu-west",
  "gb-lon",
  "fr-par",
  "fr-par-2",
  "nl-ams",
  "se-sto",
  "it-mil",
  "es-mad",
  "no-osl-1",
  "ap-south",
  "sg-sin-2",
  "ap-northeast",
  "jp-tyo-3",
  "jp-osa",
  "ap-west",
  "in-bom-2",
  "in-maa",
  "id-cgk",
  "ap-southeast",
  "au-mel",
] as const;
export type LinodeRegion = (typeof linodeRegions)[number];

export const linodeTypes = [
  "g6-nanode-1",
  "g6-standard-1",
  "g6-standard-2",
  "g6-standard-4",
  "g6-standard-6",
  "g6-dedicated-2",
  "g6-dedicated-4",
  "g6-dedicated-8",
] as const;
export type LinodeType = (typeof linodeTypes)[number];

type Zone = "usual" | "jakarta" | "saoPaulo";

const usual = "usual";
const regions: Readonly<Record<LinodeRegion, Zone>> = {
  "us-east": usual,
  "us-central": usual,
  "us-west": usual,
  "us-southeast": usual,
  "us-ord": usual,
  "us-sea": usual,
  "us-lax": usual,
  "us-mia": usual,
  "us-iad": usual,
  "us-iad-2": usual,
  "ca-central": usual,
  "br-gru": "saoPaulo",
  "eu-central": usual,
  "de-fra-2": usual,
  "eu-west": usual,
  "gb-lon": usual,
  "fr-par": usual,
  "fr-par-2": usual,
  "nl-ams": usual,
  "se-sto": usual,
  "it-mil": usual,
  "es-mad": usual,
  "no-osl-1": usual,
  "ap-south": usual,
  "sg-sin-2": usual,
  "ap-northeast": usual,
  "jp-tyo-3": usual,
  "jp-osa": usual,
  "ap-west": usual,
  "in-bom-2": usual,
  "in-maa": usual,
  "id-cgk": "jakarta",
  "ap-southeast": usual,
  "au-mel": usual,
};

/** A price in every zone: Jakarta takes a fifth more, Sao Paulo two fifths. */
function everywhere(price: number): Readonly<Record<Zone, number>> {
  const cents = (amount: number) => Math.round(amount * 100) / 100;
  return { usual: price, jakarta: cents(price * 1.2), saoPaulo: cents(price * 1.4) };
}

function plan(vcpus: number, memoryGib: number, diskGib: number, monthly: number): Plan {
  return { vcpus, memoryGib, diskGib, architecture: "amd64", monthly: everywhere(monthly), orderable: true };
}

const plans: Readonly<Record<LinodeType, Plan>> = {
  "g6-nanode-1": plan(1, 1, 25, 5),
  "g6-standard-1": plan(1, 2, 50, 12),
  "g6-standard-2": plan(2, 4, 80, 24),
  "g6-standard-4": plan(4, 8, 160, 48),
  "g6-standard-6": plan(6, 16, 320, 96),
  "g6-dedicated-2": plan(2, 4, 80, 36),
  "g6-dedicated-4": plan(4, 8, 160, 72),
  "g6-dedicated-8": plan(8, 16, 320, 144),
};

// Volumes as recorded in September 2024.
const volumePerGib = everywhere(0.1);

/** What Linode sells. */
export const linodeCatalogue: Catalogue<LinodeRegion, LinodeType> = {
  currency: "USD",
  pricesRead: "2026-09-17",
  regions,
  plans,
  volumePerGib: volumePerGib.usual,
  vendorName: "Linode",
  planWord: "type",
};

/** Price of a GiB of volume a month in one region. */
export function volumePrice(region: LinodeRegion): number {
  return volumePerGib[regions[region]];
}

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
