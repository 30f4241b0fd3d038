import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { planFaults, readCalls } from "../../scripts/sandbox/calls";
import type { Engine } from "../../scripts/toolchain/engine";
import { doneAsTold, importedAsTold } from "./done-as-told";
import { applyEdits } from "./edits";
import type { Phase } from "./phases";
import { differences, type Picture, pictureOf } from "./picture";
import type { SweptPlanet } from "./planets";
import { type Point, pointsOf } from "./points";
import { secondCopies, sentCommands } from "./ship-copies";
import { openStage, type Stage } from "./stage";
import { isOneOf, type SweptVendor } from "./vendors";

/** A phase as it goes when nothing goes wrong. */
interface Baseline {
  readonly phase: Phase;
  /** Folder of the state of everything at its beginning. */
  readonly snapshot: string;
  readonly before: Picture;
  readonly after: Picture;
  readonly points: readonly Point[];
}

export interface Verdict {
  readonly point: Point;
  /** What is wrong; nothing where the point is passed. */
  readonly problems: readonly string[];
  readonly adopted: number;
  readonly seconds: number;
}

export interface SweepOptions {
  readonly folder: string;
  readonly engine: Engine;
  readonly workers: number;
  readonly planet: SweptPlanet;
  readonly say: (line: string) => void;
}

export interface Sweep {
  readonly points: readonly Point[];
  /** Tries these points one after the other, as many at a time as there are workers, until `until`. */
  run(points: readonly Point[], until: number, done: (verdict: Verdict) => void): Promise<void>;
}

async function prepared(folder: string, engine: Engine, planet: SweptPlanet): Promise<Stage> {
  const stage = await openStage(folder, engine, planet);
  const must = async (...args: readonly string[]) => {
    const { ok, output } = await stage.pulumi(args);
    if (!ok) throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed:\n${output}`);
  };
  await must("stack", "init");
  for (const [name, value] of Object.entries(planet.secrets)) {
    await must("config", "set", "--secret", `roadstead:secret-${name}`, "--", value);
  }
  return stage;
}

async function undisturbed(
  stage: Stage,
  { phases, isPoint }: SweptPlanet,
  folder: string,
  say: (line: string) => void,
): Promise<Baseline[]> {
  const baselines: Baseline[] = [];
  for (const phase of phases) {
    applyEdits(stage.workspace, phase.edits);
    const snapshot = join(folder, "snapshots", phase.name);
    stage.save(snapshot);
    const before = pictureOf(stage);
    const since = readCalls(stage.cloud).length;
    const { ok, output } = await stage.run(phase.operation);
    if (!ok) throw new Error(`${phase.name} fails without any fault:\n${output}`);
    const calls = readCalls(stage.cloud);
    const own = calls.slice(since).filter((call) => isPoint(phase.name, call));
    const points = pointsOf(phase.name, own);
    const copies = secondCopies(calls, sentCommands(stage.cloud), stage.vendor.servers);
    if (copies.length > 0) throw new Error(`${phase.name} without any fault: ${copies.join("; ")}`);
    baselines.push({ phase, snapshot, before, after: pictureOf(stage), points });
    say(`undisturbed ${phase.name}: ${calls.length - since} calls, ${points.length} points`);
  }
  return baselines;
}

function shortened(line: string): string {
  return line.length > 2_500 ? `${line.slice(0, 2_500)} ...` : line;
}

function lastWords(output: string): string {
  return output.trim().split("\n").slice(-25).join("\n      ");
}

/** Data that was made and never recorded. A killed engine leaves its lock as well, which refuses before any guard. */
function leavesBlankTwin({ fault: { at, fault } }: Point, { volumes, addresses, unmarked }: SweptVendor): boolean {
  const guarded = [...volumes, ...addresses].filter((each) => !unmarked.includes(each));
  return fault === "lost-answer" && at.method === "create" && isOneOf(at.type ?? "", ...guarded);
}

async function tryPoint(
  stage: Stage,
  { phase, snapshot, before, after }: Baseline,
  point: Point,
): Promise<Omit<Verdict, "seconds">> {
  await stage.restore(snapshot);
  const problems: string[] = [];
  const beforeCalls = readCalls(stage.cloud).length;
  planFaults(stage.cloud, [point.fault]);
  const broken = await stage.run(phase.operation);
  const hit = readCalls(stage.cloud)
    .slice(beforeCalls)
    .some(({ fault }) => fault !== undefined);
  planFaults(stage.cloud, []);
  if (!hit) problems.push(`the fault was not reached: ${lastWords(broken.output)}`);

  if (leavesBlankTwin(point, stage.vendor)) {
    // Without recovery nothing blank may be put beside data that exists, and the refusal says how to take it over.
    const rash = await stage.run(phase.operation);
    if (rash.ok || !rash.output.includes("already exists at the vendor"))
      problems.push(`a retry without recovery was not refused by the guard:\n      ${lastWords(rash.output)}`);
  }
  let recovered = await stage.recover();
  if (!recovered.ok) recovered = (await importedAsTold(stage, recovered.output)) ?? recovered;
  if (!recovered.ok) problems.push(`recover did not decide everything:\n      ${lastWords(recovered.output)}`);
  const adopted = (recovered.output.match(/^ {3}adopts /gm) ?? []).length;
  let again = await stage.run(phase.operation);
  if (!again.ok && (await doneAsTold(stage, recovered.output, again.output))) again = await stage.run(phase.operation);
  if (!again.ok) {
    problems.push(`the retry failed:\n      ${lastWords(again.output)}`);
    problems.push(`recover had said:\n      ${lastWords(recovered.output)}`);
  }
  const end = pictureOf(stage, recovered.output);
  const differing = differences(after.lines, end.lines);
  // After a retry that failed, what is missing is no news.
  problems.push(...(again.ok ? differing : differing.filter((line) => line.includes("ORPHAN"))).map(shortened));
  // What existed before must still be the same thing; what the phase makes is new in every run.
  for (const kept of before.kept) if (!end.kept.includes(kept)) problems.push(`lost: ${kept}`);
  problems.push(...secondCopies(readCalls(stage.cloud), sentCommands(stage.cloud), stage.vendor.servers));
  if (problems.length === 0 && adopted > 0 && phase.operation === "up") {
    const { ok, output } = await stage.run("preview");
    if (!ok) problems.push(`a preview after the retry still wants to change something:\n      ${lastWords(output)}`);
  }
  return { point, problems, adopted };
}

/** Runs every phase undisturbed, which tells where faults can happen, and gives what tries them. */
export async function openSweep({ folder, engine, workers, planet, say }: SweepOptions): Promise<Sweep> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const first = await prepared(join(folder, "stage-0"), engine, planet);
  const baselines = await undisturbed(first, planet, folder, say);
  const others = Array.from({ length: workers - 1 }, (_, at) =>
    openStage(join(folder, `stage-${at + 1}`), engine, planet),
  );
  const stages = [first, ...(await Promise.all(others))];
  return {
    points: baselines.flatMap((each) => each.points),
    async run(points, until, done) {
      const queue = [...points];
      const work = async (stage: Stage): Promise<void> => {
        for (let point = queue.shift(); point !== undefined && Date.now() < until; point = queue.shift()) {
          const name = point.phase;
          const baseline = baselines.find(({ phase }) => phase.name === name);
          if (baseline === undefined) throw new Error(`there is no phase ${name}`);
          const started = Date.now();
          const verdict = await tryPoint(stage, baseline, point);
          done({ ...verdict, seconds: (Date.now() - started) / 1000 });
        }
      };
      await Promise.all(stages.map(work));
      await Promise.all(stages.map((stage) => stage.close()));
    },
  };
}
