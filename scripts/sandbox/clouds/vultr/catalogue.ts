// What Vultr sells: vps-providers.md 4.1 (plans, third-party list of 2026-07), 4.3 (regions), 3.2 (systems).
export interface Region {
  readonly id: string;
  readonly city: string;
  readonly country: string;
  readonly continent: string;
}

const places: Readonly<Record<string, readonly [city: string, country: string, continent: string]>> = {
  ewr: ["New Jersey", "US", "North America"],
  ord: ["Chicago", "US", "North America"],
  dfw: ["Dallas", "US", "North America"],
  sea: ["Seattle", "US", "North America"],
  lax: ["Los Angeles", "US", "North America"],
  sjc: ["Silicon Valley", "US", "North America"],
  atl: ["Atlanta", "US", "North America"],
  mia: ["Miami", "US", "North America"],
  hnl: ["Honolulu", "US", "North America"],
  yto: ["Toronto", "CA", "North America"],
  mex: ["Mexico City", "MX", "North America"],
  sao: ["São Paulo", "BR", "South America"],
  scl: ["Santiago", "CL", "South America"],
  lhr: ["London", "GB", "Europe"],
  man: ["Manchester", "GB", "Europe"],
  ams: ["Amsterdam", "NL", "Europe"],
  fra: ["Frankfurt", "DE", "Europe"],
  cdg: ["Paris", "FR", "Europe"],
  mad: ["Madrid", "ES", "Europe"],
  sto: ["Stockholm", "SE", "Europe"],
  waw: ["Warsaw", "PL", "Europe"],
  mxp: ["Milan", "IT", "Europe"],
  tlv: ["Tel Aviv", "IL", "Asia"],
  jnb: ["Johannesburg", "ZA", "Africa"],
  nrt: ["Tokyo", "JP", "Asia"],
  itm: ["Osaka", "JP", "Asia"],
  icn: ["Seoul", "KR", "Asia"],
  sgp: ["Singapore", "SG", "Asia"],
  bom: ["Mumbai", "IN", "Asia"],
  blr: ["Bangalore", "IN", "Asia"],
  del: ["Delhi NCR", "IN", "Asia"],
  syd: ["Sydney", "AU", "Australia"],
  mel: ["Melbourne", "AU", "Australia"],
};

export const regions: readonly Region[] = Object.entries(places).map(([id, [city, country, continent]]) => ({
  id,
  city,
  country,
  continent,
}));

export interface Plan {
  readonly id: string;
  readonly type: string;
  readonly vcpus: number;
  /** MiB */
  readonly ram: number;
  /** GB */
  readonly disk: number;
  /** GB a month */
  readonly bandwidth: number;
  readonly price: number;
}

type Row = readonly [vcpus: number, gib: number, disk: number, terabytes: number, price: number];

const rows: Readonly<Record<string, Row>> = {
  "vc2-1c-1gb": [1, 1, 25, 1, 5],
  "vc2-1c-2gb": [1, 2, 55, 2, 10],
  "vc2-2c-4gb": [2, 4, 80, 3, 20],
  "vc2-4c-8gb": [4, 8, 160, 4, 40],
  "vc2-6c-16gb": [6, 16, 320, 5, 80],
  "vhp-1c-2gb-amd": [1, 2, 50, 3, 12],
  "vhp-2c-4gb-amd": [2, 4, 100, 5, 24],
  "vhp-4c-8gb-amd": [4, 8, 180, 6, 48],
  "vhp-8c-16gb-amd": [8, 16, 350, 8, 96],
  // Disks and traffic of the high-frequency plans are UNVERIFIED.
  "vhf-1c-2gb": [1, 2, 64, 2, 12],
  "vhf-2c-4gb": [2, 4, 128, 3, 24],
  "vhf-3c-8gb": [3, 8, 256, 4, 48],
};

export const plans: readonly Plan[] = Object.entries(rows).map(([id, [vcpus, gib, disk, terabytes, price]]) => ({
  id,
  type: id.split("-")[0] ?? "",
  vcpus,
  ram: gib * 1024,
  disk,
  bandwidth: terabytes * 1024,
  price,
}));

/** Regions where a plan can be ordered. No plan is known to be missing from one region only. */
export function regionsOf(_plan: Plan): readonly string[] {
  return regions.map(({ id }) => id);
}

export interface System {
  readonly id: number;
  readonly name: string;
  readonly family: string;
}

export const systems: readonly System[] = [
  { id: 2136, name: "Debian 12 x64 (bookworm)", family: "debian" },
  { id: 2625, name: "Debian 13 x64 (trixie)", family: "debian" },
  { id: 1743, name: "Ubuntu 22.04 LTS x64", family: "ubuntu" },
  { id: 2284, name: "Ubuntu 24.04 LTS x64", family: "ubuntu" },
];

export interface BlockType {
  readonly id: string;
  /** GB */
  readonly least: number;
  readonly most: number;
  readonly perGigabyte: number;
}

// vps-providers.md 4.2; the largest sizes: Vultr API, Create Block Storage.
export const blockTypes: readonly BlockType[] = [
  { id: "high_perf", least: 10, most: 10_000, perGigabyte: 0.1 },
  { id: "storage_opt", least: 40, most: 40_000, perGigabyte: 0.025 },
];

export function planNamed(id: string): Plan | undefined {
  return plans.find((one) => one.id === id);
}

export function systemNumbered(id: number): System | undefined {
  return systems.find((one) => one.id === id);
}

export function blockTypeNamed(id: string): BlockType | undefined {
  return blockTypes.find((one) => one.id === id);
}
