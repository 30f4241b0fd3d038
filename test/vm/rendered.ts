import { orThrow } from "../../components/core/arguments";
import type { RenderedFile } from "../../components/core/rendered-file";
import { renderMachine } from "../../components/machine/render";
import { type ResolvedMachine, resolveMachine } from "../../components/machine/resolve";
import { traitsOf } from "../../components/machine/vendors";
import { machineFacts } from "../../components/planet/machine-facts";
import { type RenderedPlanet, renderPlanet } from "../../components/planet/render";
import { type ResolvedPlanet, resolvePlanet } from "../../components/planet/resolve";

// From arguments, as a person writes them, to what a deployment would send: the components' own code, nothing besides.

export interface MachineText {
  readonly resolved: ResolvedMachine;
  readonly userData: string;
  readonly files: readonly RenderedFile[];
}

export interface PlanetText extends RenderedPlanet {
  readonly resolved: ResolvedPlanet;
}

/** Whose machines they are. */
export const nameContext = { project: "roadstead", environment: "test" };

export function machineText(args: unknown): MachineText {
  const resolved = orThrow("MachineArgs", resolveMachine("harbour", args, nameContext));
  return { resolved, ...renderMachine(resolved, traitsOf(resolved.vendor.kind)) };
}

export function planetText(args: unknown, machine: ResolvedMachine): PlanetText {
  const resolved = orThrow("UrbitPlanetArgs", resolvePlanet(args, machineFacts(machine, undefined)));
  return { resolved, ...renderPlanet(resolved) };
}
