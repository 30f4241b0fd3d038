import { record } from "../../components/core/argument-checks";
import { argumentsOf, type Checked } from "../../components/core/arguments";
import type { RenderedFile } from "../../components/core/rendered-file";
import { secret } from "../../components/core/secret";
import { renderMachine } from "../../components/machine/render";
import { type ResolvedMachine, resolveMachine } from "../../components/machine/resolve";
import { traitsOf } from "../../components/machine/vendors";
import { machineFacts } from "../../components/planet/machine-facts";
import { renderPlanet } from "../../components/planet/render";
import { type ResolvedPlanet, resolvePlanet } from "../../components/planet/resolve";

/** Turns arguments that came as JSON into what a component would put on a machine, or says all that is wrong with them. */
export type Renderer = (args: unknown) => Checked<readonly RenderedFile[]>;

// JSON has no secrets: an object with the single key `secret` stands for one. Its text goes nowhere.
function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  const [only, ...more] = entries;
  if (only !== undefined && more.length === 0 && only[0] === "secret" && typeof only[1] === "string" && only[1] !== "")
    return secret(only[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withSecrets(inner)]));
}

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
