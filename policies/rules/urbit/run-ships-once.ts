import { imagesOf, kubernetesWorkloads } from "../image-references";
import { labelKeys, labelOf } from "../labels";
import type { Reading } from "../reading";
import { displayName, type JudgedResource, urnParts } from "../resource";
import { type Finding, fails, type StackFinding, type StackRule, unknown } from "../rule";
import { looksLikeShip, shipName } from "../ships";
import { dockerContainer, dockerService, servers, urbitPlanet } from "../vendor-types";

interface Holder {
  readonly resource: JudgedResource;
  readonly path: string;
  readonly ship: string;
  readonly isComponent: boolean;
}

export const rule: StackRule = {
  id: "urbit-run-ships-once",
  title: "Each ship runs in exactly one place.",
  severity: "critical",
  level: "mandatory",
  objective: "INT",
  allows: "one planet, and one machine, container or single replica, for each ship.",
  remediation: [
    "Remove or rename all but one.",
    "To move a ship, stop it for good where it runs before another place starts it: two live copies need a breach.",
  ],
  source: "Ames numbers messages per peer; two copies reuse numbers with different content (reset guide).",
  appliesTo: { exact: [urbitPlanet, ...servers, dockerContainer, dockerService], patterns: [kubernetesWorkloads] },
  scope: "stack",
  alsoReads: {},

  *judge({ subjects }) {
    const holders: Holder[] = [];
    for (const resource of subjects) {
      const holder = resource.type === urbitPlanet ? planetHolder(resource) : labelHolder(resource);
      if (!("outcome" in holder)) holders.push(holder);
      else {
        const runs = runsUrbit(resource);
        if (!runs || holder.outcome === "unknown") yield { ...holder, resource };
        if (!runs) continue;
      }
      for (const finding of copies(resource)) yield { ...finding, resource };
    }
    const byShip = new Map<string, Holder[]>();
    for (const holder of holders) byShip.set(holder.ship, [...(byShip.get(holder.ship) ?? []), holder]);
    for (const sharing of byShip.values()) yield* judgeSharing(sharing);
  },
};

function* judgeSharing(sharing: readonly Holder[]): Iterable<StackFinding> {
  for (const holder of sharing) {
    const others = sharing.filter((other) => other !== holder && clash(holder, other));
    if (others.length === 0) continue;
    const ship = looksLikeShip(holder.ship) ? holder.ship : "the same ship";
    const places = others.map(({ resource }) => displayName(resource)).join(", ");
    yield { ...fails(holder.path, `names ${ship}, which also runs in ${places}`), resource: holder.resource };
  }
}

/** A planet and the machine it lies on are one place; so is a container on that machine. */
function clash(one: Holder, other: Holder): boolean {
  if (one.isComponent && other.isComponent) return true;
  if (one.isComponent || other.isComponent) {
    const [planet, machine] = one.isComponent ? [one, other] : [other, one];
    return areApart(planet.resource, machine.resource);
  }
  const both = (is: (resource: JudgedResource) => boolean) => is(one.resource) && is(other.resource);
  return both(isServer) || both(isContainer) || both(isWorkload);
}

/** Only where both URNs are known can one tell that a machine lies outside a planet. */
function areApart(planet: JudgedResource, machine: JudgedResource): boolean {
  const [outer, inner] = [urnParts(planet.urn), urnParts(machine.urn)];
  if (outer === undefined || inner === undefined) return false;
  const within = inner.types.includes(urbitPlanet) && inner.name.startsWith(`${outer.name}-`);
  return !within;
}

/** By its image, whatever its labels: whose ship it is need not be known to see that it runs more than once. */
function runsUrbit(resource: JudgedResource): boolean {
  if (!isContainer(resource) && !isWorkload(resource)) return false;
  return imagesOf(resource).some((image) => /(?:^|\/)(?:vere|urbit)(?:[:@]|$)/.test(image.text() ?? ""));
}

/** More than one copy by number: replicas, or one on every node. */
function* copies({ type, inputs }: JudgedResource): Iterable<Finding> {
  const isService = type === dockerService;
  if (/DaemonSet/.test(type)) yield fails("", "runs the ship on every node");
  const everywhere = inputs.at("mode").at("global");
  if (isService && everywhere.flag() === true) yield fails(everywhere, "runs the ship on every node");
  const count = isService ? inputs.at("mode").at("replicated").at("replicas") : replicasOf(type, inputs);
  if (count === undefined || count.isAbsent) return;
  const replicas = count.number();
  if (replicas === undefined) yield unknown(count);
  else if (replicas > 1) yield fails(count, "runs the ship more than once");
}

function replicasOf(type: string, inputs: Reading): Reading | undefined {
  if (!kubernetesWorkloads.test(type)) return undefined;
  const spec = inputs.at("spec");
  return /:Job/.test(type) ? spec.at("parallelism") : spec.at("replicas");
}

function isServer({ type }: JudgedResource): boolean {
  return servers.some((server) => server === type);
}

function isContainer({ type }: JudgedResource): boolean {
  return type === dockerContainer || type === dockerService;
}

function isWorkload({ type }: JudgedResource): boolean {
  return kubernetesWorkloads.test(type);
}

function planetHolder(resource: JudgedResource) {
  // On its way between two places, in neither of which it may run.
  if (resource.inputs.at("runs").flag() === false) {
    return { outcome: "not-applicable", path: "", says: "The ship must not run here." } as const;
  }
  const ship = [resource.inputs.at("ship"), resource.outputs.at("ship")].find((reading) => !reading.isAbsent);
  // Component arguments can be hidden from policies; then nothing may be concluded.
  if (ship === undefined) return unknown("ship", "is not visible");
  const text = ship.text();
  if (text === undefined) return unknown(ship);
  return { resource, path: ship.path, ship: shipName(text), isComponent: true };
}

function labelHolder(resource: JudgedResource) {
  const label = labelOf(resource, labelKeys.ship);
  if (label.state === "unknown") return unknown(label.path, "may name a ship: its labels are not known yet");
  if (label.state !== "present") {
    return { outcome: "not-applicable", path: "", says: `No label ${labelKeys.ship}.` } as const;
  }
  return { resource, path: label.path, ship: shipName(label.value), isComponent: false };
}
