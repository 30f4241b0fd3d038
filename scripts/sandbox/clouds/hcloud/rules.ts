// What all Hetzner Cloud resources share: how the API refuses, names, labels, places, protection.

import type { Holding, WorldView } from "../../holdings";
import { listOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { type Naming, type Order, type Problem, Refusal, type Scene } from "../cloud";
import { nearestName } from "../nearest";
import { isForeignNumber } from "../there-already";
import { locationNamed, locations } from "./catalogue";

export { oneOfProblems, withState } from "../checks";

export const type = (name: string) => `hcloud:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;

export const server = type("server");
export const sshKey = type("sshKey");
export const firewall = type("firewall");
export const firewallAttachment = type("firewallAttachment");
export const primaryIp = type("primaryIp");
export const floatingIp = type("floatingIp");
export const floatingIpAssignment = type("floatingIpAssignment");
export const volume = type("volume");
export const volumeAttachment = type("volumeAttachment");
export const network = type("network");
export const networkSubnet = type("networkSubnet");
export const serverNetwork = type("serverNetwork");
export const rdns = type("rdns");
export const placementGroup = type("placementGroup");
export const snapshot = type("snapshot");
export const zone = type("zone");
export const zoneRrset = type("zoneRrset");
export const zoneRecord = type("zoneRecord");

/** Bridged resources: a name of one's own makes replacements delete first (vps-providers.md 0). */
export const bridgedName: Naming = { property: "name", deletesFirst: true };
/** Plugin-framework resources do not. */
export const frameworkName: Naming = { property: "name" };

/** As the Go client prints an API error: message and code. Hetzner Cloud API, Errors. */
export function refuse(message: string, code: string): never {
  throw new Refusal(`${message} (${code})`);
}

// Each kind of thing has its own range, so that an id of one is never taken for an id of another.
const firstIds: Readonly<Record<string, number>> = {
  [server]: 110_000_000,
  [volume]: 104_000_000,
  [primaryIp]: 90_000_000,
  [floatingIp]: 80_000_000,
  [sshKey]: 27_000_000,
  [network]: 11_000_000,
  [firewall]: 2_400_000,
  [placementGroup]: 500_000,
  [snapshot]: 320_000_000,
  [zone]: 700_000,
};

export function idFor(kind: string, number: number): string {
  return String((firstIds[kind] ?? 60_000_000) + number);
}

export function byId(scene: Scene, kind: string, id: Plain | undefined): Holding | undefined {
  const number = numberOf(id);
  return number === undefined ? undefined : scene.world.find(scene.account, kind, String(number));
}

/** Hetzner Cloud API, Errors: `not_found` where an id in a request names nothing. */
export function mustExist(scene: Scene, kind: string, id: Plain | undefined, what: string): Holding {
  return byId(scene, kind, id) ?? refuse(`${what} with ID '${String(numberOf(id) ?? "")}' not found`, "not_found");
}

/** Kinds that have ids of their own; those of the others are made of what they tie together. */
export function hasOwnIds(kind: string): boolean {
  return firstIds[kind] !== undefined;
}

/** Whether an id is of something that the project had before the sandbox. */
export function isForeign(scene: Scene, kind: string, id: Plain | undefined): boolean {
  return isForeignNumber(scene, id, Number(idFor(kind, 0)));
}

export function mustBeThere(scene: Scene, kind: string, id: Plain | undefined, what: string): void {
  if (!isForeign(scene, kind, id)) mustExist(scene, kind, id, what);
}

export function nameOf(holding: Pick<Holding, "state">): string {
  return textOf(holding.state["name"]) ?? "";
}

/** Hetzner Cloud API, Errors: `uniqueness_error`; names are unique per project and kind. */
export function nameIsFree(order: Order, what: string, own?: Holding): void {
  const name = textOf(order.inputs["name"]);
  const taken = order.world
    .of(order.account, order.type)
    .some((one) => nameOf(one) === name && one.number !== own?.number);
  if (taken) refuse(`${what} name is already used`, "uniqueness_error");
}

/** Hetzner Cloud API, Errors: `protected`; a protected resource refuses deletion until the flag is cleared. */
export function notProtected(holding: Holding, what: string): void {
  if (holding.state["deleteProtection"] === true) refuse(`${what} deletion is protected`, "protected");
}

/** Account limits; Hetzner Cloud API, Errors: `resource_limit_exceeded`. */
export function withinLimit(order: Order, limit: number, what: string): void {
  if (order.world.of(order.account, order.type).length >= limit)
    refuse(`${what} limit exceeded`, "resource_limit_exceeded");
}

const labelName = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const labelPrefix = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** Hetzner Cloud API, Labels: keys [prefix/]name, names and values at most 63 of [A-Za-z0-9._-], ends alphanumeric. */
export function labelProblems(inputs: PlainObject): readonly Problem[] {
  return Object.entries(objectOf(inputs["labels"])).flatMap(([key, value]) => {
    const parts = key.split("/");
    const name = parts.at(-1) ?? "";
    const prefix = parts.length === 2 ? parts[0] : undefined;
    const path = `labels["${key}"]`;
    if (parts.length > 2 || !labelName.test(name) || (prefix !== undefined && !labelPrefix.test(prefix))) {
      return [
        {
          path,
          reason: `label key '${key}' is not correctly formatted: [prefix/]name, the name at most 63 letters, digits, ".", "_", "-"`,
        },
      ];
    }
    const text = textOf(value);
    if (text === undefined || text === "" || labelName.test(text)) return [];
    return [
      {
        path,
        reason: `label value '${text}' (key: ${key}) is not correctly formatted: at most 63 letters, digits, ".", "_", "-", and the ends alphanumeric`,
      },
    ];
  });
}

export function locationProblems(inputs: PlainObject, property = "location"): readonly Problem[] {
  const name = textOf(inputs[property]);
  if (name === undefined || locationNamed(name) !== undefined) return [];
  const known = locations.map((one) => one.name);
  return [
    {
      path: property,
      reason: `location ${name} does not exist. There are ${known.join(", ")}.${nearestName(name, known)}`,
    },
  ];
}

/** `datacenter` went from the API in 2026-07 (vps-providers.md 6, 26). */
export function datacenterProblems(inputs: PlainObject): readonly Problem[] {
  if (inputs["datacenter"] === undefined || inputs["datacenter"] === null) return [];
  return [
    { path: "datacenter", reason: "the datacenter argument is no longer supported by the API, use location instead" },
  ];
}

export function assigned(world: WorldView, account: string, serverId: string): readonly Holding[] {
  return world.of(account, primaryIp).filter((one) => String(one.state["assigneeId"]) === serverId);
}

export function numbersOf(value: Plain | undefined): readonly number[] {
  return listOf(value)
    .map(numberOf)
    .filter((one) => one !== undefined);
}
