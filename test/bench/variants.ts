import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentPreview } from "./environment-previews";
import type { Variant } from "./figures";
import { plainProgram } from "./plain-program";
import type { Measures } from "./ratios";
import type { Recording } from "./registration";
import {
  type BenchWorkspace,
  benchFolder,
  compiled,
  measuredPreview,
  openBenchWorkspace,
  placeProgram,
  root,
} from "./workspace";

const pack = join(root, "dist/policies/packs/urbit");

/** A pack that answers every question and judges nothing. Inside the project, so that it finds the policy library. */
function emptyPack(): string {
  const folder = join(benchFolder, "empty-pack");
  mkdirSync(folder, { recursive: true });
  const settings =
    "description: Judges nothing.\nruntime:\n  name: nodejs\n  options:\n    typescript: false\nmain: index.js\n";
  writeFileSync(join(folder, "PulumiPolicy.yaml"), settings);
  writeFileSync(join(folder, "package.json"), '{ "name": "bench-empty-pack", "version": "1.0.0", "private": true }\n');
  writeFileSync(
    join(folder, "index.js"),
    'new (require("@pulumi/policy").PolicyPack)("bench-empty", { policies: [] });\n',
  );
  return folder;
}

/** Measures one variant once. */
export type Runner = () => Promise<Measures>;

/** Builds the package as it is published: what is measured is what users load. */
export function buildPackage(): void {
  const built = spawnSync(process.execPath, ["--import", "tsx", join(root, "scripts/build.ts")], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (built.status !== 0 || !existsSync(join(root, "dist/planet/index.js"))) {
    throw new Error(
      "The package could not be built, so there is nothing to measure. See the compiler's messages above.",
    );
  }
}

/** Processor time from before a `require` to after it, in a fresh process; Node's own start is not in it. */
function measuredImport(module: string): Measures {
  const source = `const before = process.cpuUsage(); require(${JSON.stringify(module)}); console.log(JSON.stringify(process.cpuUsage(before)));`;
  const run = spawnSync(process.execPath, ["-e", source], { cwd: root, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`${module} could not be loaded: ${run.stderr.slice(0, 400)}`);
  const usage: unknown = JSON.parse(run.stdout);
  const micros = (key: string) =>
    Number(typeof usage === "object" && usage !== null ? Reflect.get(usage, key) : Number.NaN);
  return { cpuSeconds: (micros("user") + micros("system")) / 1e6 };
}

function recordingIn(file: string): Recording {
  const recording: Recording = JSON.parse(readFileSync(file, "utf8"));
  return recording;
}

function urnsIn(recording: Recording): string {
  return recording.registrations
    .map(({ urn }) => urn)
    .sort()
    .join("\n");
}

/** Opens the workspace on first use, so that measuring imports needs no engine. */
export class Variants {
  readonly #report: (line: string) => void;
  #workspace: Promise<BenchWorkspace> | undefined;

  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  /** A runner for each of these variants, programs placed and caches filled. */
  async prepare(variants: readonly Variant[]): Promise<Map<Variant, Runner>> {
    const runners = new Map<Variant, Runner>();
    for (const each of variants) {
      this.#report(`preparing ${each}`);
      const runner = await this.#runner(each);
      runners.set(each, runner);
    }
    return runners;
  }

  async #runner(variant: Variant): Promise<Runner> {
    switch (variant) {
      case "import-planet":
        return async () => measuredImport("roadstead/planet");
      case "import-pulumi":
        return async () => measuredImport("@pulumi/pulumi");
      case "components":
        return this.#fleet(variant, 100);
      case "plain":
        return this.#plain(100);
      case "fifty":
        return this.#fleet(variant, 50);
      case "five-hundred":
        return this.#fleet(variant, 500);
      case "five-hundred-judged":
        return this.#fleet(variant, 500, pack);
      case "five-hundred-asked":
        return this.#fleet(variant, 500, emptyPack());
      case "good-environment":
        return environmentPreview(await this.#opened(), variant, false);
      case "mistaken-environment":
        return environmentPreview(await this.#opened(), variant, true);
    }
  }

  #opened(): Promise<BenchWorkspace> {
    this.#workspace ??= openBenchWorkspace(this.#report);
    return this.#workspace;
  }

  async #fleet(name: Variant, planets: number, policyPack?: string): Promise<Runner> {
    const workspace = await this.#opened();
    const program = await placeProgram(workspace, name, compiled("planets"), planets);
    return () => measuredPreview(workspace, program, policyPack === undefined ? {} : { policyPack });
  }

  /** Writes the plain program from a recorded run of the components, and makes sure that it registers the same. */
  async #plain(planets: number): Promise<Runner> {
    const workspace = await this.#opened();
    const through = await placeProgram(workspace, "recorded", compiled("planets"), planets);
    const ours = join(benchFolder, "registrations-of-components.json");
    await measuredPreview(workspace, through, { registrations: ours });
    const recording = recordingIn(ours);
    const program = await placeProgram(workspace, "plain", plainProgram(recording), planets);
    const theirs = join(benchFolder, "registrations-of-plain.json");
    await measuredPreview(workspace, program, { registrations: theirs });
    if (recording.registrations.length <= planets || urnsIn(recording) !== urnsIn(recordingIn(theirs))) {
      throw new Error(`The plain program does not register what the components do: compare ${ours} and ${theirs}.`);
    }
    this.#report(`both programs register ${recording.registrations.length} resources`);
    return () => measuredPreview(workspace, program);
  }
}
