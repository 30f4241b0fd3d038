import type { ArgumentProblem, Checked } from "../components/core/arguments";
import type { ResolvedPlanet } from "../components/planet/resolve";
import { knownFormat, runtimeChange } from "../components/planet/runtime-format";
import { engineState, type ReadState } from "./earlier-places";

/** A pier as it is to be from now on. */
export interface PlannedPier {
  /** Where it is written. */
  readonly path: string;
  readonly planet: Pick<ResolvedPlanet, "pierId" | "loomExponent" | "runtime">;
}

function recorded(outputs: unknown, key: string): ReadonlyMap<string, unknown> {
  const value: unknown = typeof outputs === "object" && outputs !== null ? Reflect.get(outputs, key) : undefined;
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function loomProblems({ path, planet }: PlannedPier, before: unknown): ArgumentProblem[] {
  if (typeof before !== "number" || planet.loomExponent >= before) return [];
  return [
    {
      path: `${path}.loom`,
      message: `${planet.loomExponent} is lower than ${before}, which the pier ${planet.pierId} was given before: its state may need that by now. Use ${before}.`,
    },
  ];
}

function runtimeProblems({ path, planet }: PlannedPier, before: unknown): ArgumentProblem[] {
  if (typeof before !== "string") return [];
  const { version, format, forwardOnly } = planet.runtime;
  const known = knownFormat(before);
  // Where one of them is not known here the machine may know better, from the deployment that brought it.
  if (known === undefined || format === undefined) return [];
  const at = `${path}.runtime`;
  const formats = `vere ${before} writes ${known}; ${version} writes ${format}`;
  switch (runtimeChange({ version: before, format: known }, { version, format })) {
    case "lowered":
      return [
        {
          path: `${at}.version`,
          message: `${version} is lower than ${before}, which the pier ${planet.pierId} is on, and of another format: no way leads back. ${formats}. Use ${before} or a newer one.`,
        },
      ];
    case "forward only":
      if (forwardOnly) return [];
      return [
        {
          path: `${at}.forwardOnly`,
          message: `is missing: from ${version} no way leads back to ${before}, which the pier ${planet.pierId} is on. ${formats}. Set forwardOnly: true to take the step, on a copy of the pier.`,
        },
      ];
    default:
      return [];
  }
}

/** Tells in the preview, where the last deployment says what each pier is on, what its machine would refuse. */
export async function refuseLoweredPiers(
  piers: readonly PlannedPier[],
  stack: string,
  read: ReadState = engineState,
): Promise<Checked<undefined>> {
  const state = await read("readStackOutputs", { name: stack });
  const outputs: unknown = typeof state === "object" && state !== null ? Reflect.get(state, "outputs") : undefined;
  const looms = recorded(outputs, "looms");
  const runtimes = recorded(outputs, "runtimes");
  const problems = piers.flatMap((pier) => [
    ...loomProblems(pier, looms.get(pier.planet.pierId)),
    ...runtimeProblems(pier, runtimes.get(pier.planet.pierId)),
  ]);
  return problems.length === 0 ? { ok: true, value: undefined } : { ok: false, problems };
}
