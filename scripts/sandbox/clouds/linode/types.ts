// Linode types: vps-providers.md 4.1, and what the API lists of the families (prices beyond vps-providers.md UNVERIFIED).
import type { Listed } from "../open-catalogue";

export interface LinodeType extends Listed {
  readonly id: string;
  readonly label: string;
  readonly class: string;
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
  readonly gpus: number;
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
  "g6-standard-8": ["Linode 32GB", 8, 32, 640, 16_000, 7000, 192, 40],
  "g6-standard-16": ["Linode 64GB", 16, 64, 1280, 20_000, 9000, 384, 80],
  "g6-standard-20": ["Linode 96GB", 20, 96, 1920, 20_000, 10_000, 576, 120],
  "g6-standard-24": ["Linode 128GB", 24, 128, 2560, 20_000, 11_000, 768, 160],
  "g6-standard-32": ["Linode 192GB", 32, 192, 3840, 20_000, 12_000, 1152, 240],
  "g6-dedicated-2": ["Dedicated 4GB", 2, 4, 80, 4000, 4000, 36, 5],
  "g6-dedicated-4": ["Dedicated 8GB", 4, 8, 160, 5000, 5000, 72, 10],
  "g6-dedicated-8": ["Dedicated 16GB", 8, 16, 320, 6000, 6000, 144, 20],
  "g6-dedicated-16": ["Dedicated 32GB", 16, 32, 640, 7000, 7000, 288, 40],
  "g6-dedicated-32": ["Dedicated 64GB", 32, 64, 1280, 8000, 8000, 576, 80],
  "g6-dedicated-48": ["Dedicated 96GB", 48, 96, 1920, 9000, 9000, 864, 120],
  "g6-dedicated-50": ["Dedicated 128GB", 50, 128, 2500, 10_000, 10_000, 1152, 160],
  "g6-dedicated-56": ["Dedicated 256GB", 56, 256, 5000, 11_000, 11_000, 2304, 320],
  "g6-dedicated-64": ["Dedicated 512GB", 64, 512, 7200, 12_000, 12_000, 4608, 640],
  "g7-premium-2": ["Premium 4GB", 2, 4, 80, 4000, 4000, 43, 5],
  "g7-premium-4": ["Premium 8GB", 4, 8, 160, 5000, 5000, 86, 10],
  "g7-premium-8": ["Premium 16GB", 8, 16, 320, 6000, 6000, 173, 20],
  "g7-premium-16": ["Premium 32GB", 16, 32, 640, 7000, 7000, 346, 40],
  "g7-premium-32": ["Premium 64GB", 32, 64, 1280, 8000, 8000, 691, 80],
  "g7-premium-48": ["Premium 96GB", 48, 96, 1920, 9000, 9000, 1037, 120],
  "g7-premium-50": ["Premium 128GB", 50, 128, 2500, 10_000, 10_000, 1382, 160],
  "g7-premium-56": ["Premium 256GB", 56, 256, 5000, 11_000, 11_000, 2765, 320],
  "g7-premium-64": ["Premium 512GB", 64, 512, 7200, 12_000, 12_000, 5530, 640],
  "g7-highmem-1": ["Linode 24GB", 2, 24, 20, 5000, 5000, 60, 5],
  "g7-highmem-2": ["Linode 48GB", 2, 48, 40, 6000, 6000, 120, 10],
  "g7-highmem-4": ["Linode 90GB", 4, 90, 90, 7000, 7000, 240, 20],
  "g7-highmem-8": ["Linode 150GB", 8, 150, 200, 8000, 8000, 480, 40],
  "g7-highmem-16": ["Linode 300GB", 16, 300, 340, 9000, 9000, 960, 80],
  "g1-gpu-rtx6000-1": ["Dedicated 32GB + RTX6000 GPU x1", 8, 32, 640, 16_000, 10_000, 1000, 40],
  "g1-gpu-rtx6000-2": ["Dedicated 64GB + RTX6000 GPU x2", 16, 64, 1280, 20_000, 10_000, 2000, 80],
  "g1-gpu-rtx6000-3": ["Dedicated 96GB + RTX6000 GPU x3", 20, 96, 1920, 20_000, 10_000, 3000, 120],
  "g1-gpu-rtx6000-4": ["Dedicated 128GB + RTX6000 GPU x4", 24, 128, 2560, 20_000, 10_000, 4000, 160],
  "g2-gpu-rtx4000a1-s": ["RTX4000 Ada x1 Small", 4, 16, 512, 0, 10_000, 350, 20],
  "g2-gpu-rtx4000a1-m": ["RTX4000 Ada x1 Medium", 8, 32, 512, 0, 10_000, 446, 20],
  "g2-gpu-rtx4000a1-l": ["RTX4000 Ada x1 Large", 16, 64, 512, 0, 10_000, 638, 20],
  "g2-gpu-rtx4000a1-xl": ["RTX4000 Ada x1 X-Large", 32, 128, 512, 0, 10_000, 1022, 20],
  "g2-gpu-rtx4000a2-s": ["RTX4000 Ada x2 Small", 8, 32, 1024, 0, 10_000, 700, 40],
  "g2-gpu-rtx4000a2-m": ["RTX4000 Ada x2 Medium", 16, 64, 1024, 0, 10_000, 892, 40],
  "g2-gpu-rtx4000a4-s": ["RTX4000 Ada x4 Small", 24, 96, 2048, 0, 10_000, 1976, 80],
  "g2-gpu-rtx4000a4-m": ["RTX4000 Ada x4 Medium", 48, 196, 2048, 0, 10_000, 2384, 80],
};

const classes = ["nanode", "standard", "dedicated", "premium", "highmem", "gpu", "accelerated"];

function classOf(id: string): string {
  return id.split("-")[1] ?? "";
}

function gpusOf(id: string): number {
  return Number(
    /-gpu-[a-z0-9]*?(?:a(\d+)-|-(\d+)$)/.exec(id)?.slice(1).find(Boolean) ?? (classOf(id) === "gpu" ? 1 : 0),
  );
}

export const types: readonly LinodeType[] = Object.entries(rows).map(
  ([id, [label, vcpus, gib, disk, transfer, networkOut, price, backups]]) => ({
    id,
    label,
    class: classOf(id),
    vcpus,
    memory: gib * 1024,
    disk: disk * 1024,
    transfer,
    networkOut,
    price,
    backups,
    gpus: gpusOf(id),
  }),
);

/** Generation, class, and what else the vendor thinks of; the last number is that of the vCPUs. */
function typeRead(id: string): LinodeType | undefined {
  const read = /^g\d+-([a-z]+)-(?:[a-z0-9]+-)*?(?:(\d+)|[a-z0-9]+)$/.exec(id);
  if (read === null || !classes.includes(classOf(id))) return undefined;
  const vcpus = Math.max(1, Number(read[2] ?? 8));
  return {
    id,
    label: id,
    class: classOf(id),
    vcpus,
    memory: vcpus * 2048,
    disk: vcpus * 40 * 1024,
    transfer: 5000,
    networkOut: 10_000,
    price: 0,
    backups: 0,
    gpus: gpusOf(id),
    assumed: true,
  };
}

export function typeNamed(id: string): LinodeType | undefined {
  return types.find((one) => one.id === id) ?? typeRead(id);
}
