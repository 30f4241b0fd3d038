// What all Linode resources share: how the API refuses, ids, labels, tags, regions, busy machines.
import type { Holding } from "../../holdings";
import { listOf, numberOf, type Plain, type PlainObject, textOf } from "../../values";
import { isSet, knownProblems } from "../checks";
import { type Order, type Problem, Refusal, type Scene } from "../cloud";
import { isForeignNumber } from "../there-already";
import { regionNamed, regions } from "./catalogue";

export { oneOfProblems, withState } from "../checks";

export const type = (name: string) => `linode:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;

export const instance = type("instance");
export const sshKey = type("sshKey");
export const firewall = type("firewall");
export const firewallDevice = type("firewallDevice");
export const volume = type("volume");
export const networkingIp = type("networkingIp");
export const reservedIpAssignment = type("reservedIpAssignment");
export const ipv6Range = type("ipv6Range");
export const rdns = type("rdns");
export const vpc = type("vpc");
export const vpcSubnet = type("vpcSubnet");
export const placementGroup = type("placementGroup");
export const placementGroupAssignment = type("placementGroupAssignment");
export const domain = type("domain");
export const domainRecord = type("domainRecord");

export const beginning = "2026-01-01T00:00:00Z";

/** As linodego prints an answer of the API: status, the field where there is one, the reason (vps-providers.md 5.1). */
export function refuse(reason: string, field?: string, status = 400): never {
  throw new Refusal(`[${status}] ${field === undefined ? "" : `[${field}] `}${reason}`);
}

const firstIds: Readonly<Record<string, number>> = {
  [instance]: 78_000_000,
  [volume]: 9_100_000,
  [firewall]: 2_800_000,
  [firewallDevice]: 5_600_000,
  [vpc]: 310_000,
  [vpcSubnet]: 320_000,
  [placementGroup]: 21_000,
  [domain]: 3_100_000,
  [domainRecord]: 36_000_000,
  [sshKey]: 620_000,
};

export function idFor(kind: string, number: number): string {
  return String((firstIds[kind] ?? 900_000) + number);
}

export function find(scene: Scene, kind: string, id: Plain | undefined): Holding | undefined {
  const number = numberOf(id);
  return number === undefined ? undefined : scene.world.find(scene.account, kind, String(number));
}

export function mustExist(scene: Scene, kind: string, id: Plain | undefined, field: string): Holding {
  const what = kind.split(":").at(-1);
  return find(scene, kind, id) ?? refuse(`Not found: there is no ${what} ${String(id ?? "")}`, field, 404);
}

/** Kinds that have ids of their own; those of the others are made of what they tie together. */
export function hasOwnIds(kind: string): boolean {
  return firstIds[kind] !== undefined;
}

/** Whether an id is of something that the account had before the sandbox. */
export function isForeign(scene: Scene, kind: string, id: Plain | undefined): boolean {
  return isForeignNumber(scene, id, Number(idFor(kind, 0)));
}

export function linodeOf(scene: Scene, id: Plain | undefined, field = "linode_id"): Holding {
  return mustExist(scene, instance, id, field);
}

/** API, errors: a Linode does one thing at a time; linodego repeats on this answer (vps-providers.md 5.1). */
export function notBusy(linode: Holding): void {
  const status = textOf(linode.state["status"]);
  if (status !== "running" && status !== "offline") refuse("Linode busy.");
}

/** vps-providers.md 6, 17: labels are unique in an account, each kind for itself. */
export function labelIsFree(order: Order, own?: Holding): void {
  const label = textOf(order.inputs["label"]);
  const taken = order.world
    .of(order.account, order.type)
    .some((one) => one.state["label"] === label && one.number !== own?.number);
  if (label !== undefined && taken) refuse(`Label must be unique among your ${plural(order.type)}`, "label");
}

function plural(kind: string): string {
  return `${kind
    .split(":")
    .at(-1)
    ?.replaceAll(/(?!^)([A-Z])/g, " $1")
    .toLowerCase()}s`;
}

export interface LabelForm {
  readonly least: number;
  readonly most: number;
  /** What may stand in it besides letters, digits and dashes. */
  readonly also: string;
}

/** API, `label` of each kind: lengths, alphabet, alphanumeric ends, no sign twice in a row. */
export function labelProblems(inputs: PlainObject, form: LabelForm, property = "label"): readonly Problem[] {
  const label = textOf(inputs[property]);
  if (label === undefined) return [];
  const { least, most, also } = form;
  if (label.length < least || label.length > most) {
    const reason = `expected the length of ${property} to be in the range (${least} - ${most}), got ${label.length}: ${label}`;
    return [{ path: property, reason }];
  }
  const signs = also.replaceAll(".", "\\.");
  const right = new RegExp(`^[A-Za-z0-9]([A-Za-z0-9${signs}-]*[A-Za-z0-9])?$`).test(label) && !/--|__|\.\./.test(label);
  if (right) return [];
  const allowed = ["letters", "digits", ...[..."-", ...also].map((sign) => `"${sign}"`)].join(", ");
  return [
    { path: property, reason: `${label} is not allowed: ${allowed}; the ends alphanumeric, no sign twice in a row` },
  ];
}

export function regionProblems(inputs: PlainObject): readonly Problem[] {
  const takes = (id: string) => regionNamed(id) !== undefined;
  return knownProblems(inputs, "region", { what: "region", known: regions.map(({ id }) => id), takes });
}

/** API, Regions, capabilities. */
export function hasCapability(region: Plain | undefined, capability: string): boolean {
  return regionNamed(textOf(region) ?? "")?.capabilities.includes(capability) === true;
}

export function regionOffers(region: Plain | undefined, capability: string, field: string): void {
  if (!hasCapability(region, capability)) refuse(`${capability} is not supported in region ${String(region)}`, field);
}

/** API, Tags: 3 to 50 characters. */
export function tagProblems(inputs: PlainObject): readonly Problem[] {
  return listOf(inputs["tags"]).flatMap((one, index) => {
    const text = textOf(one);
    if (text === undefined || (text.length >= 3 && text.length <= 50)) return [];
    return [{ path: `tags[${index}]`, reason: `a tag has 3 to 50 characters, got ${text.length}: ${text}` }];
  });
}

export function numbersOf(value: Plain | undefined): readonly number[] {
  return listOf(value)
    .map(numberOf)
    .filter((one) => one !== undefined);
}

export function isOn(holding: Holding, linodeId: string): boolean {
  return isSet(holding.state["linodeId"]) && String(holding.state["linodeId"]) === linodeId;
}
