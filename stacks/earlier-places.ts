import * as pulumi from "@pulumi/pulumi";
import type { ArgumentProblem, Checked } from "../components/core/arguments";
import { shipStartedBy } from "../components/planet/commands";
import { identityFileName, type Place } from "./identities";

/** A ship that is to run, and where. */
export interface RunningShip extends Place {
  readonly ship: string;
}

/** Reads what the engine last recorded of an environment, by an engine function; undefined where it has none or may not be read. */
export type ReadState = (fn: string, args: object) => Promise<unknown>;

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** Asks the engine itself, which has the states of all environments in its backend. */
export const engineState: ReadState = async (fn, args) => {
  try {
    return await pulumi.runtime.invoke(`pulumi:pulumi:${fn}`, args, { async: true });
  } catch {
    // Never deployed, in another backend, or not ours to read: then nothing is known of it.
    return undefined;
  }
};

/** The ships that a state says are started, by the commands in it: true to the last step, also of a deployment that failed. */
function startedIn(environment: string, resources: unknown): RunningShip[] {
  return Object.entries(mapping(mapping(resources)["outputs"])).flatMap(([urn, resource]) => {
    if (!/command:remote:Command::[^:]+-running$/.test(urn)) return [];
    const create = mapping(mapping(resource)["outputs"])["create"];
    const ship = typeof create === "string" ? shipStartedBy(create) : undefined;
    const host = urn
      .split("::")
      .at(-1)
      ?.replace(/-running$/, "");
    return ship === undefined || host === undefined ? [] : [{ ship, environment, host }];
  });
}

/**
 * Refuses to start a ship in a new place while an earlier deployment still runs it in another one, here or in another
 * environment: what the identities cannot tell, since they know nothing of yesterday, the engine's states do.
 */
export async function refuseDirectMoves(
  ships: readonly RunningShip[],
  environment: string,
  environments: readonly string[],
  stackOf: (environment: string) => string,
  read: ReadState = engineState,
): Promise<Checked<undefined>> {
  const own = mapping(mapping(await read("readStackOutputs", { name: stackOf(environment) }))["outputs"]);
  const before = mapping(own["runs"]);
  // A ship that ran where it is to run needs no more looks; a fleet that stays as it is costs one.
  const arrived = ships.filter(({ ship, host }) => before[ship] !== host);
  if (arrived.length === 0) return { ok: true, value: undefined };
  const states = await Promise.all(
    [...new Set([environment, ...environments])].map(async (each) =>
      startedIn(each, await read("readStackResourceOutputs", { stackName: stackOf(each) })),
    ),
  );
  const running = states.flat();
  const problems = arrived.flatMap((here): ArgumentProblem[] => {
    const elsewhere = running.find(
      ({ ship, environment: other, host }) => ship === here.ship && (other !== here.environment || host !== here.host),
    );
    if (elsewhere === undefined) return [];
    const { environment: from, host } = elsewhere;
    return [
      {
        path: `Pulumi.${here.environment}.yaml.planets.${here.host}.ship`,
        message:
          `${here.ship} still runs on ${host} of ${from}, as that environment was last deployed; started here too, it would be damaged for ever. ` +
          `Let its entry in ${identityFileName} say { environment: ${from}, host: ${host}, movingTo: { environment: ${here.environment}, host: ${here.host} } }, deploy ${from}, copy the pier, and only then name the new place alone.`,
      },
    ];
  });
  return problems.length === 0 ? { ok: true, value: undefined } : { ok: false, problems };
}
