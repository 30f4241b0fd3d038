import type { Catalogue, Plan } from "../catalogue";

// DigitalOcean's basic droplets in USD before tax. Prices of the price change table in force since 2022-07-01; the cheapest
// was seen unchanged on 2026-09-20, the others in a third party's table of August 2026. Premium ones as of that table.

/** Regions that take new droplets. `sfo1` and `ams2` keep what they have and take nothing new. */
export const digitalOceanRegions = [
  "nyc1",
  "nyc2",
  "nyc3",
  "sfo2",
  "sfo3",
  "tor1",
  "ams3",
  "fra1",
  "lon1",
  "sgp1",
  "blr1",
  "syd1",
  "atl1",
] as const;
export type DigitalOceanRegion = (typeof digitalOceanRegions)[number];

export const digitalOceanSizes = [
  "s-1vcpu-512mb-10gb",
  "s-1vcpu-1gb",
  "s-1vcpu-2gb",
  "s-2vcpu-2gb",
  "s-2vcpu-4gb",
  "s-4vcpu-8gb",
  "s-8vcpu-16gb",
  "s-1vcpu-2gb-amd",
  "s-1vcpu-2gb-intel",
  "s-2vcpu-4gb-amd",
  "s-2vcpu-4gb-intel",
  "s-4vcpu-8gb-amd",
  "s-4vcpu-8gb-intel",
  "s-8vcpu-16gb-amd",
  "s-8vcpu-16gb-intel",
] as const;
export type DigitalOceanSize = (typeof digitalOceanSizes)[number];

function plan(vcpus: number, memoryGib: number, diskGib: number, monthly: number): Plan {
  return { vcpus, memoryGib, diskGib, architecture: "amd64", monthly: { world: monthly }, orderable: true };
}

const plans: Readonly<Record<DigitalOceanSize, Plan>> = {
  "s-1vcpu-512mb-10gb": plan(1, 0.5, 10, 4),
  "s-1vcpu-1gb": plan(1, 1, 25, 6),
  "s-1vcpu-2gb": plan(1, 2, 50, 12),
  "s-2vcpu-2gb": plan(2, 2, 60, 18),
  "s-2vcpu-4gb": plan(2, 4, 80, 24),
  "s-4vcpu-8gb": plan(4, 8, 160, 48),
  "s-8vcpu-16gb": plan(8, 16, 320, 96),
  "s-1vcpu-2gb-amd": plan(1, 2, 50, 14),
  "s-1vcpu-2gb-intel": plan(1, 2, 50, 14),
  "s-2vcpu-4gb-amd": plan(2, 4, 80, 28),
  "s-2vcpu-4gb-intel": plan(2, 4, 80, 28),
  "s-4vcpu-8gb-amd": plan(4, 8, 160, 56),
  "s-4vcpu-8gb-intel": plan(4, 8, 160, 56),
  "s-8vcpu-16gb-amd": plan(8, 16, 320, 112),
  "s-8vcpu-16gb-intel": plan(8, 16, 320, 112),
};

const world = "world";

/** What DigitalOcean sells: one price everywhere, every size in every region. Volumes at 0.10 USD a GiB (not confirmed since 2022). */
export const digitalOceanCatalogue: Catalogue<DigitalOceanRegion, DigitalOceanSize> = {
  currency: "USD",
  pricesRead: "2026-09-20",
  regions: {
    nyc1: world,
    nyc2: world,
    nyc3: world,
    sfo2: world,
    sfo3: world,
    tor1: world,
    ams3: world,
    fra1: world,
    lon1: world,
    sgp1: world,
    blr1: world,
    syd1: world,
    atl1: world,
  },
  plans,
  volumePerGib: 0.1,
  vendorName: "DigitalOcean",
  planWord: "size",
};
