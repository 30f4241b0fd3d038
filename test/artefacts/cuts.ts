/** Steps to cut a run of so many at, spread over the whole of it; ROADSTEAD_CUTS says how many, and ROADSTEAD_SEED from where on. */
export function cuts(steps: number, usually = 6): number[] {
  const count = Math.min(steps, Number(process.env["ROADSTEAD_CUTS"] ?? usually));
  const shift = Number(process.env["ROADSTEAD_SEED"] ?? 7) % Math.ceil(steps / count);
  return Array.from({ length: count }, (_, index) => ((Math.floor((index * steps) / count) + shift) % steps) + 1);
}
