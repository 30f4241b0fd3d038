// Data sources. Hetzner Cloud API, the GET of each kind: by id, by name, or by label selector.

import type { Holding } from "../../holdings";
import { listOf, numberOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { type FunctionRules, liveState, type ResourceRules, type Scene } from "../cloud";
import { hexDigits } from "../inventing";
import { isSlip } from "../open-catalogue";
import { parseSelector } from "../selector";
import { foreignNumber } from "../there-already";
import { floatingIpRules, primaryIpRules } from "./addresses";
import {
  imageNamed,
  images,
  type Location,
  locationNamed,
  locations,
  type ServerType,
  serverTypeNamed,
  serverTypes,
} from "./catalogue";
import { firewallRules } from "./firewall";
import { everyNetworkOf } from "./network-membership";
import { networkRules } from "./networks";
import { placementGroupRules, sshKeyRules } from "./project";
import * as hetzner from "./rules";
import { serverRules } from "./server";
import * as already from "./there-already";
import { volumeRules } from "./volume";
import { zoneRules } from "./zones";

interface Kind {
  readonly type: string;
  readonly rules: ResourceRules;
  readonly what: string;
  readonly single: string;
  readonly plural: string;
  readonly list: string;
  /** Arguments beside id and name that pick by an output of that name. */
  readonly by?: readonly string[];
  /** What every one of them has, where the program gave nothing. */
  readonly empty: PlainObject;
  /** What is told of it here and not by the resource. */
  readonly also?: (holding: Holding, scene: Scene) => PlainObject;
}

const kinds: readonly Kind[] = [
  {
    type: hetzner.server,
    rules: serverRules,
    what: "server",
    single: "getServer",
    plural: "getServers",
    list: "servers",
    empty: {
      backups: false,
      deleteProtection: false,
      rebuildProtection: false,
      iso: "",
      rescue: "",
      image: "",
      firewallIds: [],
      labels: {},
      placementGroupId: 0,
    },
    also: everyNetworkOf,
  },
  {
    type: hetzner.volume,
    rules: volumeRules,
    what: "volume",
    single: "getVolume",
    plural: "getVolumes",
    list: "volumes",
    empty: { deleteProtection: false, labels: {}, serverId: 0 },
  },
  {
    type: hetzner.primaryIp,
    rules: primaryIpRules,
    what: "primary IP",
    single: "getPrimaryIp",
    plural: "getPrimaryIps",
    list: "primaryIps",
    by: ["ipAddress"],
    empty: { labels: {} },
  },
  {
    type: hetzner.floatingIp,
    rules: floatingIpRules,
    what: "floating IP",
    single: "getFloatingIp",
    plural: "getFloatingIps",
    list: "floatingIps",
    by: ["ipAddress"],
    empty: { description: "", deleteProtection: false, labels: {} },
  },
  {
    type: hetzner.firewall,
    rules: firewallRules,
    what: "firewall",
    single: "getFirewall",
    plural: "getFirewalls",
    list: "firewalls",
    empty: { labels: {}, rules: [], applyTos: [] },
  },
  {
    type: hetzner.sshKey,
    rules: sshKeyRules,
    what: "SSH key",
    single: "getSshKey",
    plural: "getSshKeys",
    list: "sshKeys",
    by: ["fingerprint"],
    empty: { labels: {} },
  },
  {
    type: hetzner.network,
    rules: networkRules,
    what: "network",
    single: "getNetwork",
    plural: "getNetworks",
    list: "networks",
    empty: { labels: {}, deleteProtection: false, exposeRoutesToVswitch: false },
  },
  {
    type: hetzner.placementGroup,
    rules: placementGroupRules,
    what: "placement group",
    single: "getPlacementGroup",
    plural: "getPlacementGroups",
    list: "placementGroups",
    empty: { labels: {} },
  },
  {
    type: hetzner.zone,
    rules: zoneRules,
    what: "zone",
    single: "getZone",
    plural: "getZones",
    list: "zones",
    empty: { labels: {} },
  },
];

function view(kind: Kind, holding: Holding, scene: Scene): PlainObject {
  const live = liveState(kind.rules, holding, scene);
  const shown = Object.entries({
    ...kind.empty,
    ...(live === "gone" ? {} : live),
    ...kind.also?.(holding, scene),
  }).filter(([name, value]) => value !== undefined && !hidden.has(name));
  return { ...Object.fromEntries(shown.map(([name, value]) => [name, value ?? null])), id: Number(holding.id) };
}

/** Arguments of a resource that its data source does not show. */
const hidden = new Set([
  "userData",
  "sshKeys",
  "keepDisk",
  "allowDeprecatedImages",
  "ignoreRemoteFirewallIds",
  "shutdownBeforeDeletion",
  "publicNets",
  "automount",
  "format",
]);

function selected(kind: Kind, args: PlainObject, scene: Scene): readonly PlainObject[] {
  const all = scene.world.of(scene.account, kind.type).map((one) => view(kind, one, scene));
  const selector = textOf(args["withSelector"]) ?? textOf(args["selector"]);
  const statuses = listOf(args["withStatuses"]);
  const test = selector === undefined || selector === "" ? () => true : parseSelector(selector);
  if (test === undefined) hetzner.refuse(`invalid label selector: ${selector}`, "invalid_input");
  return all.filter(
    (one) =>
      test(objectOf(one["labels"])) &&
      (statuses.length === 0 || one["status"] === undefined || statuses.includes(one["status"])),
  );
}

function one(kind: Kind): FunctionRules {
  return (args, scene) => {
    const keys = ["id", "name", ...(kind.by ?? [])].filter((name) => given(args[name]));
    const selector = given(args["withSelector"]) || given(args["selector"]);
    if (keys.length === 0 && !selector) {
      hetzner.refuse(`please specify an id, a name or a selector to lookup the ${kind.what}`, "invalid_input");
    }
    const matches = selected(kind, args, scene).filter((shown) =>
      keys.every((name) => String(shown[name]) === String(args[name])),
    );
    const said =
      keys.map((name) => `${name} ${String(args[name])}`).join(", ") ||
      `selector ${String(args["withSelector"] ?? args["selector"])}`;
    const [own] = args["mostRecent"] === true ? matches.slice(-1) : matches;
    const found = own ?? assumedFor(kind, args, scene);
    if (found === undefined) hetzner.refuse(`no ${kind.what} found with ${said}`, "not_found");
    if (matches.length > 1 && args["mostRecent"] !== true) {
      hetzner.refuse(`more than one ${kind.what} found with ${said}`, "invalid_input");
    }
    return { ...pick(args, ["selector", "withSelector", "withStatuses", "mostRecent"]), ...found };
  };
}

/** What is not here but may well be in the project, unless it is something here misspelt. */
function assumedFor(kind: Kind, args: PlainObject, scene: Scene): PlainObject | undefined {
  const names = scene.world.of(scene.account, kind.type).map(hetzner.nameOf);
  if (isSlip(String(args["name"] ?? ""), names)) return undefined;
  if (given(args["id"]) && !hetzner.isForeign(scene, kind.type, args["id"])) return undefined;
  return already.assumed[kind.type]?.(args, scene);
}

function given(value: Plain | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && value !== 0;
}

function pick(args: PlainObject, names: readonly string[]): PlainObject {
  return Object.fromEntries(names.flatMap((name) => (args[name] === undefined ? [] : [[name, args[name]]])));
}

function many(kind: Kind): FunctionRules {
  return (args, scene) => ({
    ...args,
    id: hexDigits(40, kind.plural, JSON.stringify(args)),
    [kind.list]: selected(kind, args, scene),
  });
}

function locationView({ zone, assumed: _, ...location }: Location): PlainObject {
  return { ...location, description: `${location.city} DC Park 1`, networkZone: zone };
}

function serverTypeView(type: ServerType): PlainObject {
  return {
    id: type.id,
    name: type.name,
    description: type.name.toUpperCase(),
    cores: type.cores,
    memory: type.memory,
    disk: type.disk,
    architecture: type.architecture,
    cpuType: type.cpu,
    category: type.cpu === "shared" ? "Shared vCPU" : "General Purpose",
    storageType: "local",
    includedTraffic: 0,
    isDeprecated: !type.orderable,
    deprecationAnnounced: "",
    unavailableAfter: "",
    locations: locations
      .filter(({ name }) => type.locations.includes(name))
      .map(({ id, name }) => ({
        id,
        name,
        available: type.orderable,
        recommended: type.orderable,
        isDeprecated: !type.orderable,
        deprecationAnnounced: "",
        unavailableAfter: "",
      })),
  };
}

function catalogueEntry(
  all: readonly PlainObject[],
  what: string,
  unlisted: (name: string) => PlainObject | undefined,
): FunctionRules {
  return (args) =>
    all.find((entry) => (given(args["id"]) ? numberOf(args["id"]) === entry["id"] : args["name"] === entry["name"])) ??
    unlisted(textOf(args["name"]) ?? "") ??
    hetzner.refuse(
      `no ${what} found with ${given(args["id"]) ? `id ${String(args["id"])}` : `name ${String(args["name"])}`}`,
      "not_found",
    );
}

/** A snapshot of the project: by a selector, or by a number that is no image of the vendor's. */
function ownImage(args: PlainObject, asked: string): PlainObject | undefined {
  const selector = textOf(args["withSelector"]) ?? textOf(args["selector"]) ?? "";
  const bySelector = asked === "" && selector !== "";
  const byNumber = /^[1-9]\d*$/.test(asked) && imageNamed(asked) === undefined;
  if (!bySelector && !byNumber) return undefined;
  return {
    ...pick(args, ["includeDeprecated", "mostRecent", "selector", "withArchitecture", "withSelector", "withStatuses"]),
    id: byNumber ? Number(asked) : foreignNumber("snapshot", selector),
    name: "",
    architecture: args["withArchitecture"] === "arm" ? "arm" : "x86",
    description: selector,
    osFlavor: "unknown",
    osVersion: "",
    type: "snapshot",
    rapidDeploy: false,
    labels: {},
    created: "2026-01-01T00:00:00Z",
    deprecated: "",
  };
}

function imageEntry(args: PlainObject): PlainObject {
  const asked = given(args["id"]) ? String(args["id"]) : (textOf(args["name"]) ?? "");
  const own = ownImage(args, asked);
  if (own !== undefined) return own;
  const image = imageNamed(asked) ?? hetzner.refuse(`no image found with ${asked}`, "not_found");
  if (image.deprecated && args["includeDeprecated"] !== true && !given(args["id"])) {
    hetzner.refuse(`no image found with name ${asked}`, "not_found");
  }
  const byId = image.ids.arm === numberOf(args["id"]);
  const architecture = byId || args["withArchitecture"] === "arm" ? "arm" : "x86";
  return {
    ...pick(args, ["includeDeprecated", "mostRecent", "selector", "withArchitecture", "withSelector", "withStatuses"]),
    id: image.ids[architecture],
    name: image.name,
    architecture,
    description: image.description,
    osFlavor: image.flavor,
    osVersion: image.version,
    type: "system",
    rapidDeploy: true,
    labels: {},
    created: "2026-01-01T00:00:00Z",
    deprecated: image.deprecated ? "2026-01-01T00:00:00Z" : "",
  };
}

const token = (name: string) => `hcloud:index/${name}:${name}`;

export const functions: Readonly<Record<string, FunctionRules>> = {
  ...Object.fromEntries(
    kinds.flatMap((kind) => [
      [token(kind.single), one(kind)],
      [token(kind.plural), many(kind)],
    ]),
  ),
  [token("getLocation")]: catalogueEntry(locations.map(locationView), "location", (name) => {
    const found = locationNamed(name);
    return found === undefined ? undefined : locationView(found);
  }),
  [token("getLocations")]: () => ({
    id: "locations",
    locationIds: locations.map(({ id }) => String(id)),
    names: locations.map(({ name }) => name),
    descriptions: locations.map((one) => String(locationView(one)["description"])),
    locations: locations.map(locationView),
  }),
  // Provider, hcloud_zone_rrsets: the sets of one zone, by its name or id as it was given.
  [token("getZoneRrsets")]: (args, scene) => ({
    ...args,
    id: "rrsets",
    rrsets: scene.world
      .of(scene.account, hetzner.zoneRrset)
      .filter(({ state }) => state["zone"] === args["zone"])
      .map(({ id, state }) => ({
        ...Object.fromEntries(
          ["name", "type", "records", "labels", "changeProtection"].map((key) => [key, state[key] ?? null]),
        ),
        id,
        ttl: state["ttl"] ?? 0,
      })),
  }),
  [token("getServerType")]: catalogueEntry(serverTypes.map(serverTypeView), "server type", (name) => {
    const found = serverTypeNamed(name);
    return found === undefined ? undefined : serverTypeView(found);
  }),
  [token("getServerTypes")]: () => ({
    id: "server-types",
    serverTypeIds: serverTypes.map(({ id }) => String(id)),
    names: serverTypes.map(({ name }) => name),
    descriptions: serverTypes.map(({ name }) => name.toUpperCase()),
    serverTypes: serverTypes.map(serverTypeView),
  }),
  [token("getImage")]: imageEntry,
  [token("getImages")]: (args) => ({
    ...args,
    id: "images",
    images: images
      .filter((image) => !image.deprecated || args["includeDeprecated"] === true)
      .flatMap(({ ids }) => [ids.x86, ids.arm].map((id) => imageEntry({ id })))
      .filter(
        (image) =>
          listOf(args["withArchitectures"]).length === 0 ||
          listOf(args["withArchitectures"]).includes(image["architecture"] ?? ""),
      ),
  }),
};
