// Droplet sizes: `DropletSlug` of @pulumi/digitalocean 4.80.1 is the list; vps-providers.md 4.1 and the vendor's price
// pages have what each holds. Families have so much for each vCPU.
import type { Listed } from "../open-catalogue";

export interface Size extends Listed {
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

// Traffic and prices of these are UNVERIFIED; the disk of the second group is in the name.
const larger: Readonly<Record<string, Row>> = {
  "s-2vcpu-8gb-amd": [2, 8192, 100, 5, 42],
  "s-4vcpu-16gb-amd": [4, 16_384, 200, 8, 84],
  "s-8vcpu-32gb-amd": [8, 32_768, 400, 10, 168],
  "s-1vcpu-1gb-35gb-intel": [1, 1024, 35, 1, 8],
  "s-1vcpu-2gb-70gb-intel": [1, 2048, 70, 2, 16],
  "s-2vcpu-2gb-90gb-intel": [2, 2048, 90, 3, 24],
  "s-2vcpu-4gb-120gb-intel": [2, 4096, 120, 4, 32],
  "s-2vcpu-8gb-160gb-intel": [2, 8192, 160, 5, 48],
  "s-4vcpu-8gb-240gb-intel": [4, 8192, 240, 6, 64],
  "s-4vcpu-16gb-320gb-intel": [4, 16_384, 320, 8, 96],
  "s-8vcpu-16gb-480gb-intel": [8, 16_384, 480, 9, 128],
  "s-8vcpu-32gb-640gb-intel": [8, 32_768, 640, 10, 192],
};

// Older generations, which the SDK still lists.
const older: Readonly<Record<string, Row>> = {
  "512mb": [1, 512, 20, 1, 5],
  "1gb": [1, 1024, 30, 2, 10],
  "2gb": [2, 2048, 40, 3, 20],
  "4gb": [2, 4096, 60, 4, 40],
  "8gb": [4, 8192, 80, 5, 80],
  "16gb": [8, 16_384, 160, 6, 160],
  "32gb": [12, 32_768, 320, 7, 320],
  "48gb": [16, 49_152, 480, 8, 480],
  "64gb": [20, 65_536, 640, 9, 640],
  "s-1vcpu-3gb": [1, 3072, 60, 3, 18],
  "s-3vcpu-1gb": [3, 1024, 60, 3, 18],
  "s-6vcpu-16gb": [6, 16_384, 320, 6, 96],
  "s-8vcpu-32gb": [8, 32_768, 640, 7, 192],
  "s-12vcpu-48gb": [12, 49_152, 960, 8, 288],
  "s-16vcpu-64gb": [16, 65_536, 1280, 9, 384],
  "s-20vcpu-96gb": [20, 98_304, 1920, 10, 576],
  "s-24vcpu-128gb": [24, 131_072, 2560, 11, 768],
  "s-32vcpu-192gb": [32, 196_608, 3840, 12, 1152],
};

const gpus: Readonly<Record<string, Row>> = {
  "gpu-h100x1-80gb": [20, 245_760, 720, 15, 2520],
  "gpu-h100x1-80gb-200": [20, 245_760, 720, 15, 2520],
  "gpu-h100x8-640gb": [160, 1_966_080, 2046, 60, 16_070],
  "gpu-h100x8-640gb-200": [160, 1_966_080, 2046, 60, 16_070],
};

interface Family {
  /** GiB, GiB and USD for each vCPU. */
  readonly each: readonly [memory: number, disk: number, price: number];
  readonly vcpus: readonly number[];
}

const usual = [2, 4, 8, 16, 24, 32];

const families: Readonly<Record<string, Family>> = {
  c: { each: [2, 12.5, 21], vcpus: [2, 4, 8, 16, 32, 48] },
  "c-intel": { each: [2, 12.5, 27.3], vcpus: [4, 8, 16, 32, 48, 60] },
  c2: { each: [2, 25, 23.5], vcpus: [2, 4, 8, 16, 32, 48] },
  "c2-intel": { each: [2, 25, 30.5], vcpus: [4, 8, 16, 32, 48, 60] },
  g: { each: [4, 12.5, 31.5], vcpus: [2, 4, 8, 16, 32, 40] },
  "g-intel": { each: [4, 15, 37.8], vcpus: [2, 4, 8, 16, 32, 48, 60] },
  gd: { each: [4, 25, 34], vcpus: [2, 4, 8, 16, 32, 40] },
  "gd-intel": { each: [4, 30, 39.4], vcpus: [2, 4, 8, 16, 32, 48, 60] },
  m: { each: [8, 25, 42], vcpus: usual },
  "m-intel": { each: [8, 25, 49.5], vcpus: [...usual, 48] },
  m3: { each: [8, 75, 52], vcpus: usual },
  "m3-intel": { each: [8, 75, 55], vcpus: [...usual, 48] },
  m6: { each: [8, 150, 65.5], vcpus: usual },
  so: { each: [8, 150, 65.5], vcpus: usual },
  "so-intel": { each: [8, 150, 65.5], vcpus: [...usual, 48] },
  so1_5: { each: [8, 225, 81.5], vcpus: usual },
  "so1_5-intel": { each: [8, 225, 81.5], vcpus: usual },
};

function sizesOf(rows: Readonly<Record<string, Row>>, suffix = ""): readonly Size[] {
  return Object.entries(rows).map(([slug, [vcpus, memory, disk, transfer, price]]) => ({
    slug: `${slug}${suffix}`,
    vcpus,
    memory,
    disk,
    transfer,
    price,
  }));
}

function sizesOfFamily([name, { each, vcpus: counts }]: readonly [string, Family]): readonly Size[] {
  const [family = "", make] = name.split("-");
  return counts.map((vcpus) => {
    const [memory, disk, price] = each.map((one) => Math.round(one * vcpus));
    // The oldest family does not tell its memory.
    const size = family === "c" ? `c-${vcpus}` : `${family}-${vcpus}vcpu-${memory}gb`;
    return {
      slug: make === undefined ? size : `${size}-${make}`,
      vcpus,
      memory: (memory ?? 0) * 1024,
      disk: disk ?? 0,
      transfer: 4 + Math.min(5, Math.round(vcpus / 8)),
      price: price ?? 0,
    };
  });
}

export const sizes: readonly Size[] = [
  ...sizesOf(basic),
  ...sizesOf(premium, "-amd"),
  ...sizesOf(premium, "-intel"),
  ...sizesOf(larger),
  ...sizesOf(older),
  ...Object.entries(families).flatMap(sizesOfFamily),
  ...sizesOf(gpus),
];

const form = /^(s|c\d|gd?\d?|m\d?|so(?:\d_\d)?)-(\d+)vcpu-(\d+)(gb|mb)(?:-(\d+)gb)?(-amd|-intel)?$/;
const gpuForm = /^gpu-[a-z0-9]+?x(\d+)-(\d+)gb(-[a-z0-9]+)*$/;

/** A size that is in no list, as far as its name tells. */
function sizeRead(slug: string): Size | undefined {
  const guess = { slug, transfer: 5, price: 0, assumed: true } as const;
  const plain = /^c-(\d+)(-amd|-intel)?$/.exec(slug);
  if (plain !== null) {
    const vcpus = Number(plain[1]);
    return { ...guess, vcpus, memory: vcpus * 2048, disk: vcpus * 12.5 };
  }
  const gpu = gpuForm.exec(slug);
  if (gpu !== null) {
    const count = Number(gpu[1]);
    return { ...guess, vcpus: 20 * count, memory: 240 * 1024 * count, disk: 720 };
  }
  const read = form.exec(slug);
  if (read === null) return undefined;
  const [, family = "", count, amount, unit, stated] = read;
  const vcpus = Number(count);
  const memory = Number(amount) * (unit === "gb" ? 1024 : 1);
  const each = families[family]?.each[1];
  const disk = stated === undefined ? Math.round(each === undefined ? memory / 51.2 : each * vcpus) : Number(stated);
  return { ...guess, vcpus, memory, disk };
}

const bySlug = new Map(sizes.map((one) => [one.slug, one]));

export function sizeNamed(slug: string): Size | undefined {
  const name = slug.toLowerCase();
  return bySlug.get(name) ?? sizeRead(name);
}

/** As the API rounds it: a month has 672 billable hours. */
export function hourly(price: number): number {
  return Number((price / 672).toFixed(5));
}
