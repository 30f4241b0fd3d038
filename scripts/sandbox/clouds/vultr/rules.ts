// What all Vultr resources share: how the API refuses, ids, regions, machines that are locked.
import type { Holding } from "../../holdings";
import { listOf, type Plain, type PlainObject, textOf } from "../../values";
import { isSet, knownProblems } from "../checks";
import { type Naming, type Order, type Problem, Refusal, type Scene } from "../cloud";
import { uuid } from "../inventing";
import { isForeignUuid } from "../there-already";
import { regionNamed, regions } from "./catalogue";

export { oneOfProblems, withState } from "../checks";

export const type = (name: string) => `vultr:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;

export const instance = type("instance");
// The class is spelled like this, and so is its token.
export const sshKey = "vultr:index/sSHKey:SSHKey";
export const firewallGroup = type("firewallGroup");
export const firewallRule = type("firewallRule");
export const blockStorage = type("blockStorage");
export const reservedIp = type("reservedIp");
export const reverseIpv4 = type("reverseIpv4");
export const reverseIpv6 = type("reverseIpv6");
export const vpc = type("vpc");
export const dnsDomain = type("dnsDomain");
export const dnsRecord = type("dnsRecord");
export const snapshot = type("snapshot");
export const startupScript = type("startupScript");

export const beginning = "2026-01-01T00:00:00+00:00";

/** Says a line where a user of the engine sees it. */
export type Inform = (message: string) => void;

export const bridgedName: Naming = { property: "name", deletesFirst: true };

/** As the provider prints an answer of the API: what it was about, and the body (vps-providers.md 5.1). */
export function refuse(doing: string, error: string, status = 400): never {
  throw new Refusal(`error ${doing}: ${JSON.stringify({ error, status })}`);
}

export function idFor(order: Pick<Order, "seed" | "type" | "number">): string {
  return uuid(order.seed, order.type, order.number);
}

export function find(scene: Scene, kind: string, id: Plain | undefined): Holding | undefined {
  const text = textOf(id);
  return text === undefined ? undefined : scene.world.find(scene.account, kind, text);
}

// vps-providers.md 5.5: what the API says of an id that names nothing; the provider looks for these very words.
const unknownIds: Readonly<Record<string, string>> = {
  [instance]: "invalid instance ID",
  [blockStorage]: "Invalid block storage ID",
  [reservedIp]: "Invalid reserved-ip ID",
  [sshKey]: "Invalid ssh key",
  [vpc]: "Invalid VPC ID",
  [firewallGroup]: "Firewall group not found",
  [dnsDomain]: "Invalid domain",
  [startupScript]: "Invalid startup script ID",
  [snapshot]: "Invalid snapshot ID",
};

export function mustExist(scene: Scene, kind: string, id: Plain | undefined, doing: string): Holding {
  return find(scene, kind, id) ?? refuse(doing, `${unknownIds[kind] ?? "Not found"} (${String(id ?? "")})`, 404);
}

/** Whether an id is of something that the account had before the sandbox. */
export function isForeign(scene: Scene, kind: string, id: Plain | undefined): boolean {
  return isForeignUuid(scene, id, (number) => idFor({ seed: scene.seed, type: kind, number }));
}

export function mustBeThere(scene: Scene, kind: string, id: Plain | undefined, doing: string): void {
  if (!isForeign(scene, kind, id)) mustExist(scene, kind, id, doing);
}

/** Provider issue 482: a machine that is still being worked on takes nothing else. */
export function notLocked(one: Holding, doing: string): void {
  if (one.state["serverStatus"] === "locked") refuse(doing, "Instance is locked");
}

export function regionProblems(inputs: PlainObject): readonly Problem[] {
  const lower = { region: textOf(inputs["region"])?.toLowerCase() ?? null };
  const takes = (id: string) => regionNamed(id) !== undefined;
  return knownProblems(lower, "region", { what: "region", known: regions.map(({ id }) => id), takes });
}

export function regionOf(inputs: PlainObject): string {
  return textOf(inputs["region"])?.toLowerCase() ?? "";
}

/** On which machine something hangs; empty where on none. */
export function holderOf(holding: Holding, property: "attachedToInstance" | "instanceId"): string {
  return textOf(holding.state[property]) ?? "";
}

/** API, attach of blocks and reserved addresses: within one region, to a machine that is free to take it. */
export function attachTo(scene: Scene, id: Plain | undefined, region: Plain | undefined, doing: string): Holding {
  const machine = mustExist(scene, instance, id, doing);
  notLocked(machine, doing);
  if (machine.state["region"] !== region) {
    refuse(doing, `Instance ${machine.id} is in region ${String(machine.state["region"])}, not in ${String(region)}`);
  }
  return machine;
}

export function givenIds(inputs: PlainObject, property: string): readonly string[] {
  return listOf(inputs[property])
    .map(String)
    .filter((one) => isSet(one));
}
