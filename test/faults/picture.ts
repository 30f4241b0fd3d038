import { filesystemUuid } from "../../components/machine/filesystem-uuid";
import { volumeLabel } from "../../components/machine/vultr/held-labels";
import { type Json, jsonAt, listAt, textAt } from "../../scripts/recover/plain-json";
import type { Holding } from "../../scripts/sandbox/world";
import { readWorld } from "../../scripts/sandbox/world";
import type { Stage } from "./stage";
import { isOneOf, packagesOf, type SweptVendor } from "./vendors";

// What a stage looks like at its end, told without the ids that a vendor makes up, so that two runs can be compared.

export interface Picture {
  /** A line for each thing at the vendors and each entry of the state. */
  readonly lines: readonly string[];
  /** Ids of volumes and addresses. */
  readonly kept: readonly string[];
}

function titleOf(holding: Holding): string {
  const { type, urn = "", id } = holding;
  return `${type.slice(type.lastIndexOf(":") + 1)} ${urn === "" ? id : urn.slice(urn.lastIndexOf("::") + 2)}`;
}

// Where vendors tell an address or a network that they chose.
const addressKeys = [
  "ipAddress",
  "ipv4Address",
  "ipv4AddressPrivate",
  "ipv6",
  "ipv6Address",
  "address",
  "mainIp",
  "v6MainIp",
  "v6Network",
  "subnet",
  "vpcUuid",
];

/** The longest first, since some contain others; of two names for one thing always the same, whichever was made first. */
function byLengthThenName([one, itsName]: [string, string], [other, otherName]: [string, string]): number {
  if (one.length !== other.length) return other.length - one.length;
  return itsName < otherName ? -1 : 1;
}

/** Everything that a vendor invented, with the name that stands for it. */
function invented(world: readonly Holding[], vendor: SweptVendor): [string, string][] {
  const pairs = world.flatMap((holding): [string, string][] => {
    const { id, state, type } = holding;
    const title = titleOf(holding);
    const own: [string, string][] = isOneOf(type, ...vendor.withoutOwnId) ? [] : [[id, `<${title}>`]];
    for (const key of addressKeys) {
      // Linode writes the one address that a server has there as a network.
      const address = textAt(state, key)?.replace(/\/128$/, "");
      // The world itself, or nothing, is no address that a vendor chose.
      if (address !== undefined && address !== id && /[1-9a-f]/.test(address))
        own.push([address, `<${key} of ${title}>`]);
    }
    // Vultr's volumes bear the mark of the machine that they are on.
    if (isOneOf(type, ...vendor.servers)) own.push([volumeLabel("", id), ` on:<${title}>`]);
    if (isOneOf(type, ...vendor.volumes)) own.push([filesystemUuid(vendor.name, id), `<file system of ${title}>`]);
    return own;
  });
  // Tags cannot hold an address as it is written.
  const asTags = pairs.map(([from, to]): [string, string] => [from.replaceAll(/[.:]/g, "-"), `${to}, as a tag`]);
  return [...pairs, ...asTags].sort(byLengthThenName);
}

// What lives in the state only, under ids that are made up there; others may run afresh by them.
const inStateOnly = /^command:|^pulumi:index:Stash$/;

function inventedInState(entries: readonly Json[]): [string, string][] {
  return entries.flatMap((entry): [string, string][] => {
    const [type = "", id = "", urn = ""] = ["type", "id", "urn"].map((key) => textAt(entry, key));
    const title = `${type.slice(type.lastIndexOf(":") + 1)} ${urn.slice(urn.lastIndexOf("::") + 2)}`;
    return inStateOnly.test(type) && id !== "" ? [[id, `<${title}>`]] : [];
  });
}

function named(text: string, names: readonly [string, string][]): string {
  return names.reduce((told, [from, to]) => told.replaceAll(from, to), text);
}

// When something was made, what a vendor makes up at it, and what it takes at the making and never tells again, so that nobody can adopt it.
const passing = new Set([
  "createdOn",
  "modifiedOn",
  "commentModifiedOn",
  "proxiable",
  "userData",
  "sshKeys",
  "sshKeyIds",
  "defaultPassword",
  "kvm",
  "mountId",
  "macAddress",
  "authorizedKeys",
  "metadatas",
  // What a firewall guards is seen at the firewall.
  "firewallId",
  "dropletAgent",
]);

// What a vendor counts within a thing of its own: disks, configurations, what a firewall guards.
const counted = new Set(["id", "diskId"]);

function settled(state: Json): string {
  const entries = Object.entries(state).filter(([key]) => !passing.has(key));
  const sorted = Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  return JSON.stringify(sorted, (key, value) => (counted.has(key) && typeof value === "number" ? undefined : value));
}

function stateLine(entry: Json): string {
  const sorted = (value: unknown) => (Array.isArray(value) ? value.map(String).sort() : []);
  const told = {
    protect: entry["protect"] === true,
    retainOnDelete: entry["retainOnDelete"] === true,
    awaits: entry["pendingReplacement"] === true,
    condemned: entry["delete"] === true,
    trigger: entry["replacementTrigger"] ?? null,
    after: sorted(entry["dependencies"]),
  };
  return `state ${textAt(entry, "urn") ?? "?"}: ${JSON.stringify(told)}`;
}

/** A vendor has one thing under one id, and ties two things once: a reverse name that was set twice is one reverse name. */
function distinct(world: readonly Holding[], { withoutOwnId, makesIdsUp }: SweptVendor): Holding[] {
  const keyOf = ({ type, account, id, state }: Holding) =>
    `${type} ${account} ${isOneOf(type, ...withoutOwnId) && makesIdsUp ? settled(state) : id}`;
  return [...new Map(world.map((holding) => [keyOf(holding), holding])).values()];
}

/** `told` is what recovery said: what is left over and named there is a person's to delete, and no fault. */
export function pictureOf(stage: Stage, told = ""): Picture {
  const { vendor } = stage;
  const world = distinct(
    [...packagesOf(vendor), "cloudflare"].flatMap((each) => readWorld(stage.cloud, each)),
    vendor,
  );
  const parsed: unknown = JSON.parse(stage.stateText());
  const latest = jsonAt(parsed, "checkpoint", "latest");
  const entries = listAt(latest, "resources");
  const names = [...invented(world, vendor), ...inventedInState(entries)];
  const known = new Set(entries.map((each) => `${textAt(each, "type")} ${textAt(each, "id")}`));
  const atVendor = world.flatMap((holding) => {
    const recorded = known.has(`${holding.type} ${holding.id}`);
    if (!recorded && told.includes(holding.id)) return [];
    const words = `vendor ${titleOf(holding)} (${recorded ? "recorded" : "ORPHAN"}): ${settled(holding.state)}`;
    return [named(words, names)];
  });
  const inState = entries.map((each) => named(stateLine(each), names));
  const pending = listAt(latest, "pendingOperations").concat(listAt(latest, "pending_operations"));
  const unfinished = pending.map(
    (each) => `unfinished ${String(each["type"])} ${textAt(each, "resource", "urn") ?? ""}`,
  );
  return {
    lines: [...atVendor, ...inState, ...unfinished].sort(),
    kept: world
      .filter(({ type }) => isOneOf(type, ...vendor.volumes, ...vendor.addresses))
      .map(({ type, id }) => `${type} ${id}`)
      .sort(),
  };
}

/** What differs between two pictures; nothing where they show the same. */
export function differences(expected: readonly string[], found: readonly string[]): string[] {
  const missing = expected.filter((line) => !found.includes(line)).map((line) => `missing: ${line}`);
  const surplus = found.filter((line) => !expected.includes(line)).map((line) => `surplus: ${line}`);
  const doubled = found.filter(
    (line, at) => found.indexOf(line) !== at && !expected.includes(line, expected.indexOf(line) + 1),
  );
  return [...missing, ...surplus, ...doubled.map((line) => `twice: ${line}`)];
}
