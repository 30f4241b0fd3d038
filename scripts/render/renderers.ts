import { record } from "../../components/core/argument-checks";
import { argumentsOf, type Checked } from "../../components/core/arguments";
import type { RenderedFile } from "../../components/core/rendered-file";
import { renderMachine } from "../../components/machine/render";
import { type ResolvedMachine, resolveMachine } from "../../components/machine/resolve";
import { traitsOf } from "../../components/machine/vendors";
import { machineFacts } from "../../components/planet/machine-facts";
import { renderPlanet } from "../../components/planet/render";
import { type ResolvedPlanet, resolvePlanet } from "../../components/planet/resolve";
import { withSecrets } from "../json-file/secrets-in-json";

/** Turns arguments that came as JSON into what a component would put on a machine, or says all that is wrong with them. */
export type Renderer = (args: unknown) => Checked<readonly RenderedFile[]>;

const context = { project: "roadstead", environment: "render" };

function filesOf(machine: ResolvedMachine): readonly RenderedFile[] {
  return renderMachine(machine, traitsOf(machine.vendor.kind)).files;
}

function machine(args: unknown): Checked<readonly RenderedFile[]> {
  const resolved = resolveMachine("machine", withSecrets(args), context);
  return resolved.ok ? { ok: true, value: filesOf(resolved.value) } : resolved;
}

function shipFiles(ship: ResolvedPlanet): readonly RenderedFile[] {
  const { files, backups } = renderPlanet(ship);
  return [...files, ...(backups?.files ?? [])];
}

/** The planet's own arguments, its machine's under `machine`. */
function planet(args: unknown): Checked<readonly RenderedFile[]> {
  const check = argumentsOf("UrbitPlanetArgs");
  const { machine: machineArgs, ...own } = record(check, args, undefined);
  const host = check.absorb(resolveMachine("planet", withSecrets(machineArgs), context, "UrbitPlanetArgs.machine"));
  const ship = check.absorb(resolvePlanet(withSecrets(own), machineFacts(host, own["amesPort"])));
  return check.result(() => [
    ...(host === undefined ? [] : filesOf(host)),
    ...(ship === undefined ? [] : shipFiles(ship)),
  ]);
}

export const renderers: Readonly<Record<string, Renderer>> = { machine, planet };
