// What Linode sells: vps-providers.md 4.1 (types, prices), 4.3 (regions, recorded 2026-07), 3.2 (images).
export interface Region {
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

export interface LinodeType {
  readonly id: string;
  readonly label: string;
  readonly class: "nanode" | "standard" | "dedicated";
  readonly vcpus: number;
  /** MiB */
  readonly memory: number;
  /** MiB */
  readonly disk: number;
  /** GB a month */
  readonly transfer: number;
  /** Mbit/s */
  readonly networkOut: number;
  readonly price: number;
  readonly backups: number;
}

type Row = readonly [
  label: string,
  vcpus: number,
  gib: number,
  disk: number,
  transfer: number,
  out: number,
  price: number,
  backups: number,
];

const rows: Readonly<Record<string, Row>> = {
  "g6-nanode-1": ["Nanode 1GB", 1, 1, 25, 1000, 1000, 5, 2],
  "g6-standard-1": ["Linode 2GB", 1, 2, 50, 2000, 2000, 12, 2.5],
  "g6-standard-2": ["Linode 4GB", 2, 4, 80, 4000, 4000, 24, 5],
  "g6-standard-4": ["Linode 8GB", 4, 8, 160, 5000, 5000, 48, 10],
  "g6-standard-6": ["Linode 16GB", 6, 16, 320, 8000, 6000, 96, 20],
  "g6-dedicated-2": ["Dedicated 4GB", 2, 4, 80, 4000, 4000, 36, 5],
  "g6-dedicated-4": ["Dedicated 8GB", 4, 8, 160, 5000, 5000, 72, 10],
  "g6-dedicated-8": ["Dedicated 16GB", 8, 16, 320, 6000, 6000, 144, 20],
};

export const types: readonly LinodeType[] = Object.entries(rows).map(
  ([id, [label, vcpus, gib, disk, transfer, networkOut, price, backups]]) => ({
    id,
    label,
    class: id.includes("nanode") ? "nanode" : id.includes("dedicated") ? "dedicated" : "standard",
    vcpus,
    memory: gib * 1024,
    disk: disk * 1024,
    transfer,
    networkOut,
    price,
    backups,
  }),
);

/** vps-providers.md 4.1: dearer places. */
export const dearer: Readonly<Record<string, number>> = { "id-cgk": 1.2, "br-gru": 1.4 };

export interface Image {
  readonly id: string;
  readonly label: string;
  readonly vendor: string;
  /** MB */
  readonly size: number;
  readonly deprecated: boolean;
}

const image = (id: string, label: string, deprecated = false): Image => ({
  id,
  label,
  vendor: label.split(" ")[0] ?? "",
  size: 2000,
  deprecated,
});

export const images: readonly Image[] = [
  image("linode/debian11", "Debian 11", true),
  image("linode/debian12", "Debian 12"),
  image("linode/debian13", "Debian 13"),
  image("linode/ubuntu22.04", "Ubuntu 22.04 LTS"),
  image("linode/ubuntu24.04", "Ubuntu 24.04 LTS"),
  image("linode/alpine3.19", "Alpine 3.19"),
  image("linode/rocky9", "Rocky Linux 9"),
  image("linode/almalinux9", "AlmaLinux 9"),
];

export function typeNamed(id: string): LinodeType | undefined {
  return types.find((one) => one.id === id);
}

export function regionNamed(id: string): Region | undefined {
  return regions.find((one) => one.id === id);
}

export function imageNamed(id: string): Image | undefined {
  return images.find((one) => one.id === id);
}
