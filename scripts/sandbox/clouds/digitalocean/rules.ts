// What all DigitalOcean resources share: how the API refuses, ids and URNs, tags, regions, pending events.
import type { Holding } from "../../holdings";
import { isUnknown } from "../../types/wire-values";
import { listOf, numberOf, type Plain, type PlainObject, textOf } from "../../values";
import { type Naming, type Order, type Problem, Refusal, type Scene } from "../cloud";
import { uuid } from "../inventing";
import { nearestName } from "../nearest";
import { isForeignNumber, isForeignUuid } from "../there-already";
import { regionNamed, regions } from "./catalogue";

export { oneOfProblems, withState } from "../checks";

export const type = (name: string) => `digitalocean:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;

export const droplet = type("droplet");
export const sshKey = type("sshKey");
export const firewall = type("firewall");
export const tag = type("tag");
export const volume = type("volume");
export const volumeAttachment = type("volumeAttachment");
export const volumeSnapshot = type("volumeSnapshot");
export const dropletSnapshot = type("dropletSnapshot");
export const reservedIp = type("reservedIp");
export const reservedIpAssignment = type("reservedIpAssignment");
export const reservedIpv6 = type("reservedIpv6");
export const reservedIpv6Assignment = type("reservedIpv6Assignment");
export const vpc = type("vpc");
export const domain = type("domain");
export const dnsRecord = type("dnsRecord");
export const project = type("project");
export const projectResources = type("projectResources");
export const monitorAlert = type("monitorAlert");

export const beginning = "2026-01-01T00:00:00Z";

/** Bridged resources: a name of one's own makes replacements delete first (vps-providers.md 0). */
export const bridgedName: Naming = { property: "name", deletesFirst: true };

/** As godo prints an answer of the API: call, status, message. */
export function refuse(call: string, status: number, message: string): never {
  const [method = "", path = ""] = call.split(" ");
  throw new Refusal(`${method} https://api.digitalocean.com/v2/${path}: ${status} (request "sandbox") ${message}`);
}

const firstIds: Readonly<Record<string, number>> = {
  [droplet]: 530_000_000,
  [sshKey]: 46_000_000,
  [dnsRecord]: 1_790_000_000,
  [dropletSnapshot]: 210_000_000,
};

export function idFor(kind: string, number: number): string {
  return String((firstIds[kind] ?? 90_000_000) + number);
}

/** Volumes, firewalls, VPCs, snapshots of volumes, projects and alerts have UUIDs (vps-providers.md 1). */
export function uuidFor(order: Pick<Order, "seed" | "type" | "number">): string {
  return uuid(order.seed, order.type, order.number);
}

export function find(scene: Scene, kind: string, id: Plain | undefined): Holding | undefined {
  return isUnknown(id) ? undefined : scene.world.find(scene.account, kind, String(id ?? ""));
}

/** Whether an id is of something that the account had before the sandbox. */
export function isForeign(scene: Scene, kind: string, id: Plain | undefined): boolean {
  const first = kind === "" ? Number(idFor("", 0)) : firstIds[kind];
  if (first !== undefined) return isForeignNumber(scene, id, first);
  return isForeignUuid(scene, id, (number) => uuidFor({ seed: scene.seed, type: kind, number }));
}

const modelled = [volume, firewall, vpc, volumeSnapshot, project, monitorAlert, projectResources];

/** Types without rules have numbers here, and may have UUIDs at the vendor. */
export function isGeneric(kind: string): boolean {
  return firstIds[kind] === undefined && !modelled.includes(kind);
}

export function isThere(scene: Scene, kind: string, id: Plain | undefined): boolean {
  return find(scene, kind, id) !== undefined || isForeign(scene, kind, id);
}

/** vps-providers.md 5.1: 404 `not_found` where an id in a path names nothing, 422 where one in a body does. */
export function mustExist(scene: Scene, kind: string, id: Plain | undefined, call: string): Holding {
  const what = kind.split(":").at(-1)?.toLowerCase();
  return (
    find(scene, kind, id) ?? refuse(call, 404, `The resource you were accessing could not be found (${what} ${id}).`)
  );
}

/** vps-providers.md 5.2 and 6, 9: while an action runs on a droplet, it is `locked` and no second one begins. */
export function noPendingEvent(one: Holding): void {
  if (one.state["locked"] === true) {
    refuse(`POST droplets/${one.id}/actions`, 422, "Droplet already has a pending event.");
  }
}

export function others(order: Order, own?: Holding): readonly Holding[] {
  return order.world.of(order.account, order.type).filter((one) => one.number !== own?.number);
}

export function nameIsFree(order: Order, call: string, message: string, own?: Holding): void {
  const name = textOf(order.inputs["name"]);
  if (others(order, own).some((one) => one.state["name"] === name)) refuse(call, 409, message);
}

/** vps-providers.md 4.3. */
export function regionProblems(inputs: PlainObject, property = "region"): readonly Problem[] {
  const slug = textOf(inputs[property]);
  if (slug === undefined) return [];
  const known = regions.map((one) => one.slug);
  const region = regionNamed(slug);
  if (region === undefined) {
    const reason = `region ${slug} does not exist. There are ${known.join(", ")}.${nearestName(slug, known)}`;
    return [{ path: property, reason }];
  }
  return region.available ? [] : [{ path: property, reason: `region ${slug} takes nothing new` }];
}

// API, Tags: letters, numbers, colons, dashes and underscores, at most 255 characters.
const tagName = /^[A-Za-z0-9:_-]{1,255}$/;

export function tagProblem(name: string): string | undefined {
  if (tagName.test(name)) return undefined;
  return `tag ${name} is not allowed: a tag has 1 to 255 letters, digits, ":", "-" and "_"`;
}

export function tagProblems(inputs: PlainObject, property = "tags"): readonly Problem[] {
  return listOf(inputs[property]).flatMap((one, index) => {
    const reason = textOf(one) === undefined ? undefined : tagProblem(String(one));
    return reason === undefined ? [] : [{ path: `${property}[${index}]`, reason }];
  });
}

export function tagsOf(holding: Holding): readonly string[] {
  return listOf(holding.state["tags"]).map(String);
}

/** API, Tags: names keep their first spelling and are compared without regard to case. */
export function hasTag(holding: Holding, name: string): boolean {
  return tagsOf(holding).some((one) => one.toLowerCase() === name.toLowerCase());
}

export function dropletOf(scene: Scene, id: Plain | undefined, call: string): Holding {
  return mustExist(scene, droplet, numberOf(id) ?? id, call);
}
