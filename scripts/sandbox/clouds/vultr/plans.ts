// Plans: vps-providers.md 4.1, and lists of the API published in 2025-12. Bare metal is no plan of an instance.
import type { Listed } from "../open-catalogue";

export interface Plan extends Listed {
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
  readonly gpu?: { readonly type: string; readonly gigabytes: number };
}

type Row = readonly [vcpus: number, gib: number, disk: number, terabytes: number, price: number];

const rows: Readonly<Record<string, Row>> = {
  "vc2-1c-0.5gb-free": [1, 0.5, 10, 0, 0],
  "vc2-1c-0.5gb-v6": [1, 0.5, 10, 0.5, 2.5],
  "vc2-1c-0.5gb": [1, 0.5, 10, 0.5, 3.5],
  "vc2-1c-1gb": [1, 1, 25, 1, 5],
  "vc2-1c-2gb": [1, 2, 55, 2, 10],
  "vc2-2c-2gb": [2, 2, 65, 3, 15],
  "vc2-2c-4gb": [2, 4, 80, 3, 20],
  "vc2-4c-8gb": [4, 8, 160, 4, 40],
  "vc2-6c-16gb": [6, 16, 320, 5, 80],
  "vc2-8c-32gb": [8, 32, 640, 6, 160],
  "vc2-16c-64gb": [16, 64, 1280, 10, 320],
  "vc2-24c-96gb": [24, 96, 1600, 15, 640],
  "vhf-1c-1gb": [1, 1, 32, 1, 6],
  "vhf-1c-2gb": [1, 2, 64, 2, 12],
  "vhf-2c-2gb": [2, 2, 80, 3, 18],
  "vhf-2c-4gb": [2, 4, 128, 3, 24],
  "vhf-3c-8gb": [3, 8, 256, 4, 48],
  "vhf-4c-16gb": [4, 16, 384, 5, 96],
  "vhf-6c-24gb": [6, 24, 448, 6, 144],
  "vhf-8c-32gb": [8, 32, 512, 7, 192],
  "vhf-12c-48gb": [12, 48, 768, 8, 256],
  "vhf-16c-58gb": [16, 58, 1024, 9, 320],
  "voc-c-1c-2gb-25s-amd": [1, 2, 25, 4, 28],
  "voc-c-2c-4gb-50s-amd": [2, 4, 50, 5, 40],
  "voc-c-2c-4gb-75s-amd": [2, 4, 75, 5, 45],
  "voc-c-4c-8gb-75s-amd": [4, 8, 75, 6, 80],
  "voc-c-4c-8gb-150s-amd": [4, 8, 150, 6, 90],
  "voc-c-8c-16gb-150s-amd": [8, 16, 150, 7, 160],
  "voc-g-1c-4gb-30s-amd": [1, 4, 30, 4, 30],
  "voc-g-2c-8gb-50s-amd": [2, 8, 50, 5, 60],
  "voc-g-4c-16gb-80s-amd": [4, 16, 80, 6, 120],
  "voc-g-8c-32gb-160s-amd": [8, 32, 160, 7, 240],
  "voc-m-1c-8gb-50s-amd": [1, 8, 50, 5, 40],
  "voc-m-2c-16gb-100s-amd": [2, 16, 100, 6, 80],
  "voc-m-2c-16gb-200s-amd": [2, 16, 200, 6, 100],
  "voc-s-1c-8gb-150s-amd": [1, 8, 150, 4, 75],
};

// The same from either maker.
const highPerformance: Readonly<Record<string, Row>> = {
  "vhp-1c-1gb": [1, 1, 25, 2, 6],
  "vhp-1c-2gb": [1, 2, 50, 3, 12],
  "vhp-2c-2gb": [2, 2, 60, 4, 18],
  "vhp-2c-4gb": [2, 4, 100, 5, 24],
  "vhp-4c-8gb": [4, 8, 180, 6, 48],
  "vhp-4c-12gb": [4, 12, 260, 7, 72],
  "vhp-8c-16gb": [8, 16, 350, 8, 96],
  "vhp-12c-24gb": [12, 24, 500, 12, 144],
};

function plansOf(listed: Readonly<Record<string, Row>>, suffix = ""): readonly Plan[] {
  return Object.entries(listed).map(([id, [vcpus, gib, disk, terabytes, price]]) => ({
    id: `${id}${suffix}`,
    type: id.split("-")[0] ?? "",
    vcpus,
    ram: gib * 1024,
    disk,
    bandwidth: terabytes * 1024,
    price,
  }));
}

const worldwide = [...plansOf(rows), ...plansOf(highPerformance, "-amd"), ...plansOf(highPerformance, "-intel")];

// São Paulo sells the same at half as much again, under names of its own.
const dearer = "-sc1";
const saoPaulo = worldwide
  .filter(({ id }) => !id.includes("0.5gb"))
  .map((plan) => ({ ...plan, id: `${plan.id}${dearer}`, price: plan.price * 1.5 }));

export const plans: readonly Plan[] = [...worldwide, ...saoPaulo];

/** Where a plan can be ordered. That a usual plan is missing from one place only is not known of any. */
export function soldIn(plan: Plan, region: string): boolean {
  return !plan.id.endsWith(dearer) || region === "sao";
}

const form =
  /^(vc2|vhf|vhp|voc-[a-z]|vx\d-[a-z]|vdc)-(\d+)c-(\d+(?:\.\d+)?)gb?(?:-(\d+)s)?(?:-(?:amd|intel|v6|free|sc1))*$/;
const gpuForm = /^vcg-([a-z0-9]+)-(\d+)c-(\d+)g-(\d+)vram(?:-[a-z0-9]+)*$/;

/** Cores and memory stand in every name, the disk in some. */
function planRead(id: string): Plan | undefined {
  const gpu = gpuForm.exec(id);
  const [, kind = "", cores, gib, stated] = gpu ?? form.exec(id) ?? [];
  if (kind === "") return undefined;
  return {
    id,
    type: id.split("-")[0] ?? "",
    vcpus: Number(cores),
    ram: Number(gib) * 1024,
    disk: gpu !== null || stated === undefined ? Math.max(10, Number(gib) * 20) : Number(stated),
    bandwidth: 5120,
    price: 0,
    assumed: true,
    ...(gpu === null ? {} : { gpu: { type: kind, gigabytes: Number(stated) } }),
  };
}

export function planNamed(id: string): Plan | undefined {
  return plans.find((one) => one.id === id) ?? planRead(id);
}
