// npm run bench: the promises about speed, measured as ratios on the real engine. Prints `name ratio` lines.

import { rmSync } from "node:fs";
import { type BenchFigure, chosen, figures, type Variant, variantsFor } from "./figures";
import { BadOptions, fewestPairs, readOptions } from "./options";
import { judged, type Measures, type Round, reportLine } from "./ratios";
import { buildPackage, Variants } from "./variants";
import { benchFolder } from "./workspace";

/** A round of imports takes about two seconds, so that many cost little. */
const importPairs = 21;

const report = (line: string) => process.stderr.write(`${line}\n`);

function seconds(measures: Measures): string {
  const named = Object.entries(measures).filter(([name]) => name.endsWith("Seconds"));
  return named.map(([name, value]) => `${name.replace("Seconds", "")} ${value.toFixed(2)} s`).join(", ");
}

/** Runs a family's variants in turns, so that whatever else the machine does weighs on all of them. */
async function rounds(variants: readonly Variant[], count: number, all: Variants): Promise<Round[]> {
  const runners = await all.prepare(variants);
  const measured: Round[] = [];
  for (let number = 1; number <= count; number += 1) {
    const round: Record<string, Measures> = {};
    for (const [variant, run] of runners) {
      round[variant] = await run();
      report(`round ${number} of ${count}: ${variant}: ${seconds(round[variant])}`);
    }
    measured.push(round);
  }
  return measured;
}

async function main(): Promise<void> {
  const { pairs, only } = readOptions(
    process.argv.slice(2),
    figures.map(({ name }) => name),
  );
  const asked = chosen(only);
  if (pairs !== undefined && pairs < fewestPairs) {
    report(`Fewer than ${fewestPairs} pairs: a quick look, not a verdict.`);
  }
  buildPackage();
  const all = new Variants(report);
  for (const variants of variantsFor(asked)) {
    const usual = variants.some((each) => each.startsWith("import-")) ? importPairs : fewestPairs;
    const measured = await rounds(variants, pairs ?? usual, all);
    for (const figure of asked) if (variants.includes(figure.over)) print(figure, measured);
  }
  rmSync(benchFolder, { recursive: true, force: true });
}

function print(figure: BenchFigure, measured: readonly Round[]): void {
  const result = judged(figure, measured);
  report(`${figure.says}:`);
  console.log(reportLine(result));
  if (result.holds === false) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof BadOptions ? error.message : error);
  process.exitCode = error instanceof BadOptions ? 2 : 1;
});
