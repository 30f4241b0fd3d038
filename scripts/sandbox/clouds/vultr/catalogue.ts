// Where Vultr sells (vps-providers.md 4.3), and its disks.
import { isSlip, type Listed } from "../open-catalogue";

export interface Region extends Listed {
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

/** Codes are three letters, mostly those of an airport. One letter away from a known one is a typo. */
export function regionNamed(id: string): Region | undefined {
  const listed = regions.find((one) => one.id === id);
  if (listed !== undefined) return listed;
  if (!/^[a-z]{3}$/.test(id) || isSlip(id, Object.keys(places))) return undefined;
  return { id, city: id, country: "", continent: "", assumed: true };
}

export function blockTypeNamed(id: string): BlockType | undefined {
  return blockTypes.find((one) => one.id === id);
}
