import { getStore } from "@pulumi/pulumi/runtime/state";
import type { ArgumentCheck } from "../core/arguments";
import { type MachineFacts, type ResolvedPlanet, reservedMib } from "./resolve";

/** A ship that lives on the same machine. */
export interface Neighbour {
  /** How the program or the environment calls it. */
  readonly name: string;
  readonly planet: ResolvedPlanet;
}

// By run and by machine, never by this module: parallel inline programs may pass the same machine.
const machinesByRun = new WeakMap<object, WeakMap<object, Neighbour[]>>();

/** The ships of this run that were put on a machine before. Adding to the list makes one more neighbour of all that follow. */
export function neighboursOn(machine: object): Neighbour[] {
  const run = getStore();
  const machines = machinesByRun.get(run) ?? new WeakMap<object, Neighbour[]>();
  machinesByRun.set(run, machines);
  const neighbours = machines.get(machine) ?? [];
  machines.set(machine, neighbours);
  return neighbours;
}

function loomMib({ loomExponent }: ResolvedPlanet): number {
  return 2 ** (loomExponent - 20);
}

/** The nearest port above that no neighbour has, and that the ship does not use itself. */
function freePort(from: number, taken: ReadonlySet<number>): number {
  let port = from + 1;
  while (taken.has(port)) port += 1;
  return port;
}

/** Judges whether a ship fits beside those that are there: ports of its own, and memory for all of their looms. */
export function besideNeighbours(
  check: ArgumentCheck,
  planet: ResolvedPlanet,
  neighbours: readonly Neighbour[],
  machine: Pick<MachineFacts, "memoryMib" | "swapMib">,
): void {
  for (const key of ["amesPort", "httpPort"] as const) {
    const holder = neighbours.find((each) => each.planet[key] === planet[key]);
    if (holder === undefined) continue;
    const free = freePort(planet[key], new Set(neighbours.map((each) => each.planet[key])));
    check
      .at(key)
      .problem(
        `${planet[key]} is taken by ${holder.planet.ship} (${holder.name}) on the same machine. Each ship there needs a port of its own, such as ${free}.`,
      );
  }
  const namesake = neighbours.find(({ planet: { web } }) => web !== undefined && web.domain === planet.web?.domain);
  if (namesake !== undefined) {
    check
      .at("web")
      .at("domain")
      .problem(
        `${planet.web?.domain} is the name of ${namesake.planet.ship} (${namesake.name}) on the same machine. Each ship needs a name of its own.`,
      );
  }
  const running = [...neighbours.filter((each) => each.planet.runs).map((each) => each.planet), planet];
  if (!planet.runs || running.length === 1) return;
  const sum = running.reduce((soFar, each) => soFar + loomMib(each), 0);
  const room = machine.memoryMib + machine.swapMib - reservedMib;
  if (sum <= room) return;
  const parts = running.map((each) => `${loomMib(each)} (${each.ship})`).join(" + ");
  check
    .at("loom")
    .problem(
      `the ships on this machine map ${parts} = ${sum} MiB, but it has ${machine.memoryMib} MiB of memory and ${machine.swapMib} MiB of swap, ` +
        `of which ${reservedMib} MiB stay for the system: ${room} MiB. Use a larger plan, more swap, or another machine for ${planet.ship}.`,
    );
}
