// Where DigitalOcean sells: vps-providers.md 4.3; `Region` of the SDK has no others.
import { isSlip, type Listed } from "../open-catalogue";
import type { Size } from "./sizes";

export interface Region extends Listed {
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
  ric1: "Richmond 1",
};

export const regions: readonly Region[] = [
  ...Object.entries(cities).map(([slug, name]) => ({ slug, name, available: true })),
  { slug: "sfo1", name: "San Francisco 1", available: false },
  { slug: "ams2", name: "Amsterdam 2", available: false },
];

/** Regions where a size can be ordered. No size is known to be missing from one region only. */
export function regionsOf(_size: Size): readonly string[] {
  return regions.filter(({ available }) => available).map(({ slug }) => slug);
}

export const smallestImage = 7;

/** Three letters of a city, and a number. A city one letter away from a known one is a typo. */
function regionRead(slug: string): Region | undefined {
  const city = /^([a-z]{3})\d$/.exec(slug)?.[1];
  const known = regions.map((one) => one.slug.slice(0, 3));
  if (city === undefined || isSlip(city, known)) return undefined;
  return { slug, name: slug, available: true, assumed: true };
}

export function regionNamed(slug: string): Region | undefined {
  const name = slug.toLowerCase();
  return regions.find((one) => one.slug === name) ?? regionRead(name);
}
