/** What one run measured, by name: seconds of processor time, milliseconds, whatever the figure is about. */
export type Measures = Readonly<Record<string, number>>;

/** One round: what each variant measured, all of them run one right after the other. */
export type Round = Readonly<Record<string, Measures>>;

/** A ratio that the bench prints: one variant over another, taken within each round. */
export interface Figure {
  readonly name: string;
  /** What is compared, for the reader of the report. */
  readonly says: string;
  readonly over: string;
  readonly under: string;
  /** Which measure is compared, and what one unit of work is in each variant, such as the number of planets. */
  readonly measure: string;
  readonly units?: { readonly over: number; readonly under: number };
  /** The median may not exceed it. Undefined where the ratio is only shown. */
  readonly limit?: number;
}

export interface FigureResult {
  readonly figure: Figure;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly pairs: number;
  /** Undefined where there is no limit. */
  readonly holds: boolean | undefined;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined)
    throw new Error("There is no median of nothing: no run was measured.");
  return (lower + upper) / 2;
}

function measured(round: Round, variant: string, measure: string): number {
  const value = round[variant]?.[measure];
  if (value === undefined || !Number.isFinite(value) || value <= 0) {
    throw new Error(`${variant} measured ${String(value)} for ${measure}, from which no ratio can be made.`);
  }
  return value;
}

/** The ratio of one round: both sides ran next to each other, so that what else the machine did weighs on both. */
export function ratioOf(figure: Figure, round: Round): number {
  const { over, under, measure, units = { over: 1, under: 1 } } = figure;
  return measured(round, over, measure) / units.over / (measured(round, under, measure) / units.under);
}

/** Judges a figure by the median of its rounds. */
export function judged(figure: Figure, rounds: readonly Round[]): FigureResult {
  const ratios = rounds.map((round) => ratioOf(figure, round));
  const middle = median(ratios);
  return {
    figure,
    median: middle,
    min: Math.min(...ratios),
    max: Math.max(...ratios),
    pairs: ratios.length,
    holds: figure.limit === undefined ? undefined : middle <= figure.limit,
  };
}

/** `name ratio`, then how far the pairs lay apart and whether the limit holds. */
export function reportLine({ figure, median: middle, min, max, pairs, holds }: FigureResult): string {
  const count = pairs === 1 ? "1 pair" : `${pairs} pairs`;
  const verdict = holds === undefined ? "no limit" : `limit ${figure.limit}: ${holds ? "holds" : "EXCEEDED"}`;
  return `${figure.name} ${middle.toFixed(3)}  (${min.toFixed(3)} to ${max.toFixed(3)}, ${count}, ${verdict})`;
}
