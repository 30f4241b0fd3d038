// Where Linode sells: vps-providers.md 4.3 (recorded 2026-07).
import { isSlip, type Listed } from "../open-catalogue";

export interface Region extends Listed {
  readonly id: string;
  readonly label: string;
  readonly country: string;
  readonly capabilities: readonly string[];
}

const everywhere = [
  "Linodes",
  "Backups",
  "NodeBalancers",
  "Block Storage",
  "Block Storage Encryption",
  "Kubernetes",
  "Cloud Firewall",
  "Vlans",
  "VPCs",
  "Metadata",
  "Placement Group",
];

const cities: Readonly<Record<string, string>> = {
  "us-east": "Newark, NJ",
  "us-central": "Dallas, TX",
  "us-west": "Fremont, CA",
  "us-southeast": "Atlanta, GA",
  "us-ord": "Chicago, IL",
  "us-sea": "Seattle, WA",
  "us-lax": "Los Angeles, CA",
  "us-mia": "Miami, FL",
  "us-iad": "Washington, DC",
  "us-iad-2": "Washington 2, DC",
  "ca-central": "Toronto, CA",
  "br-gru": "Sao Paulo, BR",
  "eu-central": "Frankfurt, DE",
  "de-fra-2": "Frankfurt 2, DE",
  "eu-west": "London, UK",
  "gb-lon": "London 2, UK",
  "fr-par": "Paris, FR",
  "fr-par-2": "Paris 2, FR",
  "nl-ams": "Amsterdam, NL",
  "se-sto": "Stockholm, SE",
  "it-mil": "Milan, IT",
  "es-mad": "Madrid, ES",
  "no-osl-1": "Oslo, NO",
  "ap-south": "Singapore, SG",
  "sg-sin-2": "Singapore 2, SG",
  "ap-northeast": "Tokyo 2, JP",
  "jp-tyo-3": "Tokyo 3, JP",
  "jp-osa": "Osaka, JP",
  "ap-west": "Mumbai, IN",
  "in-bom-2": "Mumbai 2, IN",
  "in-maa": "Chennai, IN",
  "id-cgk": "Jakarta, ID",
  "ap-southeast": "Sydney, AU",
  "au-mel": "Melbourne, AU",
};

// vps-providers.md 4.3: several older core regions lack disk encryption. Which of them is UNVERIFIED; all count here.
const withoutDiskEncryption = [
  ...["us-east", "us-central", "us-west", "us-southeast", "ca-central", "eu-central", "eu-west"],
  ...["ap-south", "ap-northeast", "ap-west", "ap-southeast"],
];

export const regions: readonly Region[] = Object.entries(cities).map(([id, label]) => ({
  id,
  label,
  country: countryOf(id, label),
  capabilities: [...everywhere, ...(withoutDiskEncryption.includes(id) ? [] : ["Disk Encryption"])],
}));

function countryOf(id: string, label: string): string {
  return id.startsWith("us-") ? "us" : label.slice(-2).toLowerCase().replace("uk", "gb");
}

/** vps-providers.md 4.1: dearer places. */
export const dearer: Readonly<Record<string, number>> = { "id-cgk": 1.2, "br-gru": 1.4 };

/** Country, place, and a number where the place has several. A place one letter away from a known one is a typo. */
function regionRead(id: string): Region | undefined {
  const [, country, place = ""] = /^([a-z]{2})-([a-z]+)(?:-[a-z0-9]+)*$/.exec(id) ?? [];
  const known = regions.map((one) => one.id.split("-"));
  const beside = known.filter(([one]) => one === country).map(([, one]) => one ?? "");
  if (country === undefined || isSlip(place, beside)) return undefined;
  const inside = known.some(([one]) => one === country);
  if (
    !inside &&
    isSlip(
      country,
      known.map(([one]) => one ?? ""),
    ) &&
    known.some(([, one]) => one === place)
  )
    return undefined;
  return { id, label: id, country, capabilities: [...everywhere, "Disk Encryption"], assumed: true };
}

export function regionNamed(id: string): Region | undefined {
  return regions.find((one) => one.id === id) ?? regionRead(id);
}
