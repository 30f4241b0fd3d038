import { type PlanReading, type Reading, sorted } from "./reading";

/** What a new reading changes, in lines for a person, and what of it nobody should believe unseen. */
export interface Comparison {
  readonly lines: readonly string[];
  readonly suspicious: readonly string[];
  /** The new reading, with everything that stacks may still name. */
  readonly merged: Reading;
}

type ByRegion = Readonly<Record<string, number>>;

const suspiciousShare = 0.5;

function regionsIn(regions: readonly string[], all: readonly string[]): string {
  return regions.length === all.length && all.length > 1 ? "everywhere" : sorted(regions).join(", ");
}

/** Changes of one price, region by region; those that changed alike share a line. */
function priceChanges(what: string, before: ByRegion, after: ByRegion, all: readonly string[], unit: string) {
  const alike = new Map<string, string[]>();
  const suspicious: string[] = [];
  for (const region of all) {
    const [old, now] = [before[region], after[region]];
    if (old === now || old === undefined || now === undefined) continue;
    const line = `${what}: ${old} -> ${now} ${unit}`;
    if (Math.abs(now - old) / old > suspiciousShare && !alike.has(line)) {
      suspicious.push(`${line} is a change by more than half`);
    }
    alike.set(line, [...(alike.get(line) ?? []), region]);
  }
  return { lines: [...alike].map(([line, regions]) => `${line} (${regionsIn(regions, all)})`), suspicious };
}

function described({ vcpus, memoryGib, diskGib, architecture }: PlanReading): string {
  return `${vcpus} vCPU, ${memoryGib} GiB memory, ${diskGib} GiB disk, ${architecture}`;
}

function planChanges(name: string, before: PlanReading, after: PlanReading, all: readonly string[], unit: string) {
  const prices = priceChanges(name, before.monthly, after.monthly, all, `${unit} a month`);
  const traffic = priceChanges(`${name} includes`, before.trafficTb, after.trafficTb, all, "TB of traffic");
  const lines = [...prices.lines, ...traffic.lines];
  const suspicious = [...prices.suspicious];
  if (described(before) !== described(after)) {
    suspicious.push(`${name}: ${described(before)} -> ${described(after)}, which a plan of the same name should not`);
  }
  if (before.orderable && !after.orderable) lines.push(`${name}: can be ordered nowhere any more; kept, to say so`);
  if (!before.orderable && after.orderable) lines.push(`${name}: can be ordered again`);
  // What can be ordered nowhere has its prices kept: they are no offers.
  if (!after.orderable) return { lines, suspicious };
  const gone = all.filter((each) => before.monthly[each] !== undefined && after.monthly[each] === undefined);
  const come = all.filter((each) => before.monthly[each] === undefined && after.monthly[each] !== undefined);
  if (gone.length > 0) lines.push(`${name}: not sold any more in ${sorted(gone).join(", ")}`);
  if (come.length > 0) lines.push(`${name}: now sold in ${sorted(come).join(", ")}`);
  return { lines, suspicious };
}

/** Holds a new reading against the last one. `unit` is the vendor's currency. */
export function compare(before: Reading, after: Reading, unit: string): Comparison {
  const lines: string[] = [];
  const suspicious: string[] = [];
  const goneRegions = before.regions.filter((each) => !after.regions.includes(each));
  const regions = [...after.regions, ...goneRegions];
  const newRegions = sorted(after.regions.filter((each) => !before.regions.includes(each)));
  if (newRegions.length > 0) lines.push(`new regions: ${newRegions.join(", ")}`);
  // Said once at each vanishing; later readings find it among what is sold nowhere.
  const sells = (reading: Reading, region: string) =>
    Object.values(reading.plans).some(({ monthly }) => monthly[region] !== undefined);
  for (const region of goneRegions.filter((each) => sells(before, each))) {
    suspicious.push(`region ${region} is gone; kept, with nothing sold there`);
  }

  const plans: Record<string, PlanReading> = {};
  for (const [name, now] of Object.entries(after.plans)) {
    const old = before.plans[name];
    // What cannot be had and nobody could name before is not taken up.
    if (old === undefined && !now.orderable) continue;
    plans[name] = now;
    if (old === undefined) {
      const prices = sorted([...new Set(Object.values(now.monthly).map(String))]).join(" or ");
      lines.push(`new: ${name}, ${described(now)}, ${prices} ${unit} a month`);
      continue;
    }
    const changes = planChanges(name, old, now, regions, unit);
    lines.push(...changes.lines);
    suspicious.push(...changes.suspicious);
  }
  for (const [name, old] of Object.entries(before.plans)) {
    if (after.plans[name] !== undefined) continue;
    plans[name] = { ...old, orderable: false };
    if (old.orderable) suspicious.push(`${name} is gone; kept, since stacks may name it, as what cannot be ordered`);
  }
  const others = [
    ["a GiB of volume", "volumePerGib"],
    ["an IPv4 address", "addressMonthly"],
    ["a TB of traffic beyond", "trafficPerTb"],
  ] as const;
  for (const [what, key] of others) {
    const changes = priceChanges(what, before[key] ?? {}, after[key] ?? {}, regions, unit);
    lines.push(...changes.lines);
    suspicious.push(...changes.suspicious);
  }
  const kept = (key: (typeof others)[number][1]) =>
    after[key] === undefined ? {} : { [key]: { ...before[key], ...after[key] } };
  const merged = { regions, plans, ...kept("volumePerGib"), ...kept("addressMonthly"), ...kept("trafficPerTb") };
  return { lines, suspicious, merged };
}
