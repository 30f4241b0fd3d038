// What DigitalOcean sells: vps-providers.md 4.1 (sizes, prices of 2026-09), 4.3 (regions), 3.2 (images).
export interface Region {
  readonly slug: string;
  readonly name: string;
  /** False for data centres that keep what they have and take nothing new (vps-providers.md 4.3, "legacy"; UNVERIFIED). */
  readonly available: boolean;
}

const cities: Readonly<Record<string, string>> = {
  nyc1: "New York 1",
  nyc2: "New York 2",
  nyc3: "New York 3",
  sfo2: "San Francisco 2",
  sfo3: "San Francisco 3",
  tor1: "Toronto 1",
  ams3: "Amsterdam 3",
  fra1: "Frankfurt 1",
  lon1: "London 1",
  sgp1: "Singapore 1",
  blr1: "Bangalore 1",
  syd1: "Sydney 1",
  atl1: "Atlanta 1",
};

export const regions: readonly Region[] = [
  ...Object.entries(cities).map(([slug, name]) => ({ slug, name, available: true })),
  { slug: "sfo1", name: "San Francisco 1", available: false },
  { slug: "ams2", name: "Amsterdam 2", available: false },
];

export interface Size {
  readonly slug: string;
  readonly vcpus: number;
  /** MiB */
  readonly memory: number;
  /** GiB */
  readonly disk: number;
  /** TiB a month */
  readonly transfer: number;
  readonly price: number;
}

type Row = readonly [vcpus: number, memory: number, disk: number, transfer: number, price: number];

const basic: Readonly<Record<string, Row>> = {
  "s-1vcpu-512mb-10gb": [1, 512, 10, 0.5, 4],
  "s-1vcpu-1gb": [1, 1024, 25, 1, 6],
  "s-1vcpu-2gb": [1, 2048, 50, 2, 12],
  "s-2vcpu-2gb": [2, 2048, 60, 3, 18],
  "s-2vcpu-4gb": [2, 4096, 80, 4, 24],
  "s-4vcpu-8gb": [4, 8192, 160, 5, 48],
  "s-8vcpu-16gb": [8, 16_384, 320, 6, 96],
};

// Premium costs 14, 28, 56 and 112 USD for 2, 4, 8 and 16 GB.
const premium: Readonly<Record<string, Row>> = {
  "s-1vcpu-1gb": [1, 1024, 25, 1, 7],
  "s-1vcpu-2gb": [1, 2048, 50, 2, 14],
  "s-2vcpu-2gb": [2, 2048, 60, 3, 21],
  "s-2vcpu-4gb": [2, 4096, 80, 4, 28],
  "s-4vcpu-8gb": [4, 8192, 160, 5, 56],
  "s-8vcpu-16gb": [8, 16_384, 320, 6, 112],
};

function sizesOf(rows: Readonly<Record<string, Row>>, suffix: string): readonly Size[] {
  return Object.entries(rows).map(([slug, [vcpus, memory, disk, transfer, price]]) => ({
    slug: `${slug}${suffix}`,
    vcpus,
    memory,
    disk,
    transfer,
    price,
  }));
}

export const sizes: readonly Size[] = [
  ...sizesOf(basic, ""),
  ...sizesOf(premium, "-amd"),
  ...sizesOf(premium, "-intel"),
];

/** Regions where a size can be ordered. No size is known to be missing from one region only. */
export function regionsOf(_size: Size): readonly string[] {
  return regions.filter(({ available }) => available).map(({ slug }) => slug);
}

/** As the API rounds it: a month has 672 billable hours. */
export function hourly(price: number): number {
  return Number((price / 672).toFixed(5));
}

export interface Image {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly distribution: string;
}

const image = (id: number, slug: string, distribution: string, name: string): Image => ({
  id,
  slug,
  name,
  distribution,
});

export const images: readonly Image[] = [
  image(200_000_012, "debian-12-x64", "Debian", "12 x64"),
  image(200_000_013, "debian-13-x64", "Debian", "13 x64"),
  image(200_000_022, "ubuntu-22-04-x64", "Ubuntu", "22.04 (LTS) x64"),
  image(200_000_024, "ubuntu-24-04-x64", "Ubuntu", "24.04 (LTS) x64"),
  image(200_000_010, "rockylinux-10-x64", "Rocky Linux", "10 x64"),
  image(200_000_009, "rockylinux-9-x64", "Rocky Linux", "9 x64"),
];

export const smallestImage = 7;

export function regionNamed(slug: string): Region | undefined {
  return regions.find((one) => one.slug === slug.toLowerCase());
}

export function sizeNamed(slug: string): Size | undefined {
  return sizes.find((one) => one.slug === slug.toLowerCase());
}

export function imageNamed(name: string): Image | undefined {
  return images.find((one) => one.slug === name || String(one.id) === name);
}
