import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { closingLine } from "../../scripts/suites/run-suite";
import { findEngine } from "../../scripts/toolchain/engine";
import { plainPlanet, sweptPlanet } from "./planets";
import { type Point, shuffled } from "./points";
import { openSweep, type Verdict } from "./sweep";
import { tableText } from "./table";
import { readBook, writeBook } from "./verdict-book";

// `npm run test:faults`: every call of a planet's life goes wrong in every way, a slice of it at a time.

const root = join(__dirname, "../..");
const sliceMinutes = 8;
// Time that the last points take beyond the moment at which no new one is begun.
const lastPointMs = 60_000;

function lineOf(verdict: Verdict, at: number, of: number): string {
  const { point, problems, adopted, seconds } = verdict;
  const outcome = problems.length === 0 ? "ok  " : "FAIL";
  const also = adopted > 0 ? `, ${adopted} adopted` : "";
  return [
    `${outcome} ${String(at).padStart(3)}/${of} ${point.title}${also} (${seconds.toFixed(0)} s)`,
    ...problems.map((problem) => `      ${problem}`),
  ].join("\n");
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      minutes: { type: "string" },
      full: { type: "boolean" },
      workers: { type: "string" },
      /** Which planet: the one at Hetzner unless said otherwise. */
      vendor: { type: "string" },
      /** Only points whose title matches this pattern. */
      only: { type: "string" },
      folder: { type: "string" },
      /** With --full: leaves out what earlier parts of the same sweep have passed. */
      resume: { type: "boolean" },
    },
  });
  const started = Date.now();
  const planet = sweptPlanet(values.vendor ?? plainPlanet.name);
  const beside = planet === plainPlanet ? "" : `-${planet.name}`;
  const seed = values.seed ?? randomBytes(4).toString("hex");
  const full = values.full === true;
  const minutes = values.minutes === undefined ? (full ? undefined : sliceMinutes) : Number(values.minutes);
  if (minutes !== undefined && !(minutes > 0))
    throw new Error(`--minutes ${values.minutes}: a number above 0 is needed.`);
  const say = (line: string) => console.log(line);
  const engine = await findEngine({ report: say });
  say(`fault sweep at ${planet.name}, ${full ? "all points" : `a slice of ${minutes} minutes`}, seed ${seed}`);
  const sweep = await openSweep({
    folder: values.folder ?? join(root, ".roadstead", `faults${beside}`),
    engine,
    workers: Number(values.workers ?? 2),
    planet,
    say,
  });
  const only = new RegExp(values.only ?? "");
  const book = join(root, `.roadstead/faults-passed${beside}.json`);
  const earlier = full && values.resume === true ? readBook(book, sweep.points) : [];
  const passedEarlier = new Set(earlier.map(({ point }) => point.title));
  const chosen = sweep.points.filter(({ title }) => !passedEarlier.has(title) && only.test(title));
  if (earlier.length > 0) say(`${earlier.length} points were passed in earlier parts`);
  // Where time may run out, a fair sample first.
  const points: readonly Point[] = full && minutes === undefined ? chosen : shuffled(chosen, seed);
  const reserve = full ? 0 : lastPointMs;
  const until = minutes === undefined ? Number.POSITIVE_INFINITY : started + minutes * 60_000 - reserve;

  const verdicts: Verdict[] = [];
  const record = () => {
    if (!full) return;
    const facts = {
      date: new Date().toISOString().slice(0, 10),
      engine: engine.version,
      points: sweep.points,
      verdicts: [...earlier, ...verdicts],
    };
    writeBook(book, facts.verdicts);
    writeFileSync(
      join(root, "test/faults", planet === plainPlanet ? "README.md" : `${planet.name}.md`),
      tableText(facts, planet),
    );
  };
  await sweep.run(points, until, (verdict) => {
    verdicts.push(verdict);
    say(lineOf(verdict, verdicts.length, points.length));
    record();
  });
  const failed = verdicts.filter(({ problems }) => problems.length > 0).length;
  say(`${verdicts.length} of ${sweep.points.length} points tried, seed ${seed}`);
  const passed = verdicts.length - failed;
  // A sweep that tried nothing has shown nothing.
  const counts = verdicts.length === 0 ? { passed: 0, failed: 1 } : { passed, failed };
  // Once more in the form that `scripts/check` repeats at its end.
  for (const { point, problems } of verdicts) {
    if (problems.length > 0) say(`FAILED ${point.title}: ${problems.join("; ")}`);
  }
  say(`\n${closingLine(counts)}`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log(`\n${closingLine({ passed: 0, failed: 1 })}`);
  process.exitCode = 1;
});
