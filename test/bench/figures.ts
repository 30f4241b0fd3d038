import type { Figure } from "./ratios";

// The promises about speed, as ratios: never absolute times, which belong to one machine.

/** Everything that is run. Variants of one family run in turns, in this order. */
export const families = [
  ["components", "plain"],
  ["fifty", "five-hundred", "five-hundred-judged", "five-hundred-asked"],
  ["import-planet", "import-pulumi"],
  ["mistaken-environment", "good-environment"],
] as const;

export type Variant = (typeof families)[number][number];

export interface BenchFigure extends Figure {
  readonly over: Variant;
  readonly under: Variant;
}

export const figures = [
  {
    name: "components-program",
    says: "processor time of the Node program, 100 planets: through the components, against a plain program",
    over: "components",
    under: "plain",
    measure: "programCpuSeconds",
    limit: 1.1,
  },
  {
    name: "components-whole-tree",
    says: "the same previews, with engine, language host and providers",
    over: "components",
    under: "plain",
    measure: "cpuSeconds",
  },
  {
    name: "planets-500-against-50",
    says: "preview of 500 planets, per planet, against 50, per planet; processor time of the whole tree",
    over: "five-hundred",
    under: "fifty",
    measure: "cpuSeconds",
    units: { over: 500, under: 50 },
    limit: 1.2,
  },
  {
    name: "planets-500-against-50-waiting",
    says: "the same previews by the clock",
    over: "five-hundred",
    under: "fifty",
    measure: "wallSeconds",
    units: { over: 500, under: 50 },
  },
  {
    name: "import-planet",
    says: "loading roadstead/planet as published, against loading @pulumi/pulumi alone; processor time",
    over: "import-planet",
    under: "import-pulumi",
    measure: "cpuSeconds",
    limit: 1.15,
  },
  {
    name: "policies",
    says: "preview of 500 planets with the policy pack, against without; processor time of the whole tree",
    over: "five-hundred-judged",
    under: "five-hundred",
    measure: "cpuSeconds",
    limit: 1.1,
  },
  {
    name: "policies-asking-alone",
    says: "the same with a pack that has no rule, against without: what the engine and the policy library take to ask",
    over: "five-hundred-asked",
    under: "five-hundred",
    measure: "cpuSeconds",
  },
  {
    name: "error",
    says: "time until a mistaken environment is refused, against a preview of the good one; by the clock",
    over: "mistaken-environment",
    under: "good-environment",
    measure: "wallSeconds",
    limit: 1.5,
  },
] as const satisfies readonly BenchFigure[];

/** The figures that were asked for; none asked for means all. */
export function chosen(only: readonly string[]): readonly BenchFigure[] {
  return figures.filter(({ name }) => only.length === 0 || only.includes(name));
}

/** What must run for these figures, family by family. */
export function variantsFor(asked: readonly BenchFigure[]): readonly (readonly Variant[])[] {
  const needed = new Set(asked.flatMap(({ over, under }) => [over, under]));
  return families.map((family) => family.filter((each) => needed.has(each))).filter((family) => family.length > 0);
}
