// Data sources. The provider lists everything of a kind and filters itself: by key in the provider's own spelling.
import type { Holding } from "../../holdings";
import { booleanOf, listOf, numberOf, type Plain, type PlainObject, textOf } from "../../values";
import { isSet } from "../checks";
import { type FunctionRules, liveState, Refusal, type ResourceRules, type Scene } from "../cloud";
import { camelCase, filtered, filtersOf } from "../filters";
import { hexDigits, uuid } from "../inventing";
import { isSlip } from "../open-catalogue";
import type { Assumed } from "../there-already";
import { projectRules, tagCounts } from "./account";
import { type Region, regionNamed, regions, regionsOf, smallestImage } from "./catalogue";
import { dropletRules } from "./droplet";
import { type Image, imageNamed, images } from "./images";
import * as ocean from "./rules";
import { hourly, type Size, sizes } from "./sizes";
import * as already from "./there-already";
import { defaultNetwork, networks } from "./vpc";

const noRules: ResourceRules = { create: () => ({ id: "", outputs: {} }) };
const kinds: Readonly<Record<string, ResourceRules>> = {
  [ocean.droplet]: dropletRules(() => {}),
  [ocean.project]: projectRules,
};

function all(scene: Scene, kind: string): readonly { readonly holding: Holding; readonly state: PlainObject }[] {
  return scene.world.of(scene.account, kind).flatMap((holding) => {
    const state = liveState(kinds[kind] ?? noRules, holding, scene);
    return state === "gone" ? [] : [{ holding, state }];
  });
}

function picked(state: PlainObject, names: readonly string[], empty: PlainObject): PlainObject {
  return Object.fromEntries(names.map((name) => [name, state[name] ?? empty[name] ?? ""]));
}

type Views = (scene: Scene, args: PlainObject) => readonly PlainObject[];

const droplets: Views = (scene) =>
  all(scene, ocean.droplet).map(({ holding, state }) => ({
    ...picked(
      state,
      [
        ...["backups", "createdAt", "disk", "gpuPartitionMode", "image", "ipv4Address", "ipv4AddressPrivate", "ipv6"],
        ...["ipv6Address", "locked", "memory", "monitoring", "name", "priceHourly", "priceMonthly"],
        ...["privateNetworking", "region", "size", "status", "tags", "vcpus", "volumeIds", "vpcUuid"],
      ],
      { backups: false, ipv6: false, monitoring: false, tags: [] },
    ),
    id: Number(holding.id),
    ipv6AddressPrivate: "",
    urn: `do:droplet:${holding.id}`,
  }));

const volumes: Views = (scene) =>
  all(scene, ocean.volume).map(({ holding, state }) => ({
    ...picked(
      state,
      ["description", "dropletIds", "filesystemLabel", "filesystemType", "name", "region", "size", "tags"],
      {
        tags: [],
      },
    ),
    id: holding.id,
    urn: `do:volume:${holding.id}`,
  }));

const keys: Views = (scene) =>
  all(scene, ocean.sshKey).map(({ holding, state }) => ({
    ...picked(state, ["fingerprint", "name", "publicKey"], {}),
    id: Number(holding.id),
  }));

const firewalls: Views = (scene) =>
  all(scene, ocean.firewall).map(({ holding, state }) => ({
    ...picked(
      state,
      ["createdAt", "dropletIds", "inboundRules", "name", "outboundRules", "pendingChanges", "status", "tags"],
      { dropletIds: [], inboundRules: [], outboundRules: [], tags: [] },
    ),
    id: holding.id,
    firewallId: holding.id,
  }));

/** Tags that somebody made, and those that things were just given. */
const tags: Views = (scene) => {
  const made = scene.world.of(scene.account, ocean.tag).map((one) => one.id);
  const given = [ocean.droplet, ocean.volume, ocean.volumeSnapshot].flatMap((kind) =>
    scene.world.of(scene.account, kind).flatMap(ocean.tagsOf),
  );
  const names = new Map([...given, ...made].map((name) => [name.toLowerCase(), name]));
  return [...names.values()].map((name) => ({ id: name, name, ...tagCounts(scene, name) }));
};

const addresses =
  (kind: string, address: "ipAddress" | "ip", region: "region" | "regionSlug", urn: string): Views =>
  (scene) =>
    all(scene, kind).map(({ holding, state }) => ({
      id: holding.id,
      [address]: holding.id,
      [region]: state[region] ?? "",
      dropletId: numberOf(state["dropletId"]) ?? 0,
      urn: `do:${urn}:${holding.id}`,
    }));

const vpcs: Views = (scene) =>
  networks(scene).map((one) => ({ ...one, createdAt: ocean.beginning, urn: `do:vpc:${one.id}` }));

const domains: Views = (scene) =>
  all(scene, ocean.domain).map(({ holding }) => ({
    id: holding.id,
    name: holding.id,
    ttl: 1800,
    domainUrn: `do:domain:${holding.id}`,
    urn: `do:domain:${holding.id}`,
    zoneFile: `$ORIGIN ${holding.id}.\n$TTL 1800\n`,
  }));

const records: Views = (scene, args) =>
  all(scene, ocean.dnsRecord)
    .filter(({ state }) => state["domain"] === args["domain"])
    .map(({ holding, state }) => ({
      ...picked(state, ["domain", "flags", "name", "port", "priority", "tag", "ttl", "type", "value", "weight"], {
        flags: 0,
        port: 0,
        priority: 0,
        weight: 0,
      }),
      id: Number(holding.id),
    }));

const snapshots =
  (kind: string, of: "dropletId" | "volumeId"): Views =>
  (scene) =>
    all(scene, kind).map(({ holding, state }) => ({
      ...picked(state, ["createdAt", "minDiskSize", "name", "regions", "size", of], {}),
      ...(of === "volumeId" ? { tags: state["tags"] ?? [] } : {}),
      id: holding.id,
    }));

/** Documentation, Projects: what is assigned to no project is in the default one, so that it lists everything else. */
function unassigned(scene: Scene, assigned: ReadonlySet<string>): readonly string[] {
  const urns: Readonly<Record<string, string>> = {
    [ocean.droplet]: "droplet",
    [ocean.volume]: "volume",
    [ocean.reservedIp]: "reservedip",
    [ocean.domain]: "domain",
  };
  return Object.entries(urns)
    .flatMap(([kind, name]) => scene.world.of(scene.account, kind).map((one) => `do:${name}:${one.id}`))
    .filter((urn) => !assigned.has(urn));
}

const projects: Views = (scene) => {
  const made = madeProjects(scene);
  const assigned = new Set(made.flatMap((one) => listOf(one["resources"]).map(String)));
  return [
    {
      // Every account has one from the start.
      id: uuid(scene.seed, "default-project", scene.account),
      name: "first-project",
      description: "",
      purpose: "Just trying out DigitalOcean",
      environment: "",
      isDefault: true,
      resources: unassigned(scene, assigned),
      createdAt: ocean.beginning,
      updatedAt: ocean.beginning,
      ownerId: 1,
      ownerUuid: uuid(scene.seed, "owner", scene.account),
    },
    ...made,
  ];
};

const madeProjects = (scene: Scene): readonly PlainObject[] =>
  all(scene, ocean.project).map(({ holding, state }) => {
    const own = listOf(state["resources"]);
    const assigned = scene.world
      .of(scene.account, ocean.projectResources)
      .filter((one) => one.id === holding.id)
      .flatMap((one) => listOf(one.state["resources"]));
    return {
      ...picked(
        state,
        [
          "name",
          "description",
          "purpose",
          "environment",
          "isDefault",
          "createdAt",
          "updatedAt",
          "ownerId",
          "ownerUuid",
        ],
        { isDefault: false, purpose: "Web Application" },
      ),
      id: holding.id,
      resources: [...new Set([...own, ...assigned])],
    };
  });

const sizeView = (size: Size): PlainObject => ({
  slug: size.slug,
  available: true,
  disk: size.disk,
  memory: size.memory,
  vcpus: size.vcpus,
  transfer: size.transfer,
  priceMonthly: size.price,
  priceHourly: hourly(size.price),
  regions: regionsOf(size),
  gpuInfos: [],
});

// vps-providers.md 7: a region's `features` tell what it has. Places that take nothing new have none.
const regionView = ({ slug, name, available }: Region): PlainObject => ({
  id: slug,
  slug,
  name,
  available,
  features: available ? ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"] : [],
  sizes: available ? sizes.filter((size) => regionsOf(size).includes(slug)).map((size) => size.slug) : [],
});

const imageView = ({ assumed: _, application, ...image }: Image): PlainObject => ({
  ...image,
  image: String(image.id),
  created: ocean.beginning,
  description: `${image.distribution} ${image.name}`,
  errorMessage: "",
  minDiskSize: smallestImage,
  private: false,
  regions: regions.filter(({ available }) => available).map(({ slug }) => slug),
  sizeGigabytes: 2,
  status: "available",
  tags: [],
  type: application === true ? "application" : "base",
});

/** Arguments of a list and what it is called in the answer. */
function many(list: string, views: Views, without: readonly string[] = []): FunctionRules {
  return (args, scene) => {
    const items = views(scene, args).map((one) => omit(one, without));
    const filters = filtersOf(args, "key");
    const known = Object.keys(items[0] ?? {});
    for (const { name } of filters) {
      if (items.length > 0 && !known.includes(camelCase(name)))
        throw new Refusal(`expected key to be one of ${known.join(", ")}, got ${name}`);
    }
    const found = filtered(items, { filters, at: (item, name) => item[camelCase(name)] });
    return { ...args, id: hexDigits(40, list, JSON.stringify(args)), [list]: sorted(found, args["sorts"]) };
  };
}

function omit(value: PlainObject, names: readonly string[]): PlainObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

function sorted(items: readonly PlainObject[], sorts: Plain | undefined): readonly PlainObject[] {
  const [first] = listOf(sorts);
  if (typeof first !== "object" || first === null || Array.isArray(first)) return items;
  const { key, direction } = { key: "", direction: "asc", ...first };
  const at = (one: PlainObject) => one[camelCase(String(key))] ?? "";
  const order = (a: Plain, b: Plain) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  return [...items].sort((a, b) => (direction === "desc" ? -1 : 1) * order(at(a), at(b)));
}

interface Single {
  readonly views: Views;
  readonly what: string;
  /** Arguments that pick, each by a property of its name unless said otherwise. */
  readonly by: Readonly<Record<string, string>>;
  readonly without?: readonly string[];
  /** The answer for what is not here but may well be in the account. */
  readonly assumed?: Assumed;
}

function one({ views, what, by, without = [], assumed }: Single): FunctionRules {
  return (args, scene) => {
    const given = Object.keys(by).filter((name) => isSet(args[name]));
    if (given.length === 0) throw new Refusal(`one of ${Object.keys(by).join(", ")} must be specified`);
    const matches = views(scene, args).filter((item) =>
      given.every((name) => {
        const value = item[by[name] ?? name];
        const wanted = String(args[name]);
        return Array.isArray(value) ? value.map(String).includes(wanted) : String(value) === wanted;
      }),
    );
    const said = given.map((name) => `${name} ${String(args[name])}`).join(", ");
    const names = views(scene, args).map((item) => String(item["name"]));
    const misspelt = isSlip(String(args["name"] ?? ""), names);
    const found = matches[0] ?? (misspelt ? undefined : assumed?.(args, scene));
    if (found === undefined) throw new Refusal(`no ${what} found with ${said}`);
    if (matches.length > 1)
      throw new Refusal(`too many ${what}s found with ${said} (found ${matches.length}, expected 1)`);
    return { ...args, ...omit(found, without) };
  };
}

function newest(views: Views, what: string): FunctionRules {
  return (args, scene) => {
    const [name, pattern, region] = [textOf(args["name"]), textOf(args["nameRegex"]), textOf(args["region"])];
    const matches = views(scene, args).filter(
      (item) =>
        (name === undefined || item["name"] === name) &&
        (pattern === undefined || new RegExp(pattern).test(String(item["name"]))) &&
        (region === undefined || listOf(item["regions"]).includes(region)),
    );
    const found = matches.at(-1);
    if (found === undefined) throw new Refusal(`no ${what} found with ${name ?? pattern ?? "these arguments"}`);
    if (matches.length > 1 && booleanOf(args["mostRecent"]) !== true) {
      throw new Refusal(`more than one ${what} found (${matches.length}); set mostRecent to take the newest`);
    }
    return { ...args, ...found };
  };
}

/** A region or an image that is in no list is found by its own name. */
const regionViews: Views = (_, args) => {
  const asked = regionNamed(textOf(args["slug"]) ?? "");
  return [...regions, ...(asked?.assumed === true ? [asked] : [])].map(regionView);
};
function unlistedImages(args: PlainObject): readonly Image[] {
  const asked = imageNamed(textOf(args["slug"]) ?? "");
  return asked?.assumed === true ? [asked] : [];
}

const imageViews: Views = (scene, args) => [
  ...images.map(imageView),
  ...unlistedImages(args).map(imageView),
  ...snapshots(ocean.dropletSnapshot, "dropletId")(scene, {}).map((one) => ({
    ...imageView({ id: Number(one["id"]), slug: "", name: String(one["name"]), distribution: "" }),
    private: true,
    regions: one["regions"] ?? [],
    minDiskSize: one["minDiskSize"] ?? 1,
    type: "snapshot",
  })),
];
const reserved = addresses(ocean.reservedIp, "ipAddress", "region", "reservedip");
const reserved6 = addresses(ocean.reservedIpv6, "ip", "regionSlug", "reservedipv6");

const token = (name: string) => `digitalocean:index/${name}:${name}`;

export const functions: Readonly<Record<string, FunctionRules>> = {
  [token("getDroplets")]: many("droplets", droplets),
  [token("getDroplet")]: one({ views: droplets, what: "droplet", by: { id: "id", name: "name", tag: "tags" } }),
  [token("getVolume")]: one({ views: volumes, what: "volume", by: { name: "name", region: "region" } }),
  [token("getSshKeys")]: many("sshKeys", keys),
  [token("getSshKey")]: one({ views: keys, what: "SSH key", by: { name: "name" }, assumed: already.key }),
  [token("getFirewall")]: one({
    views: firewalls,
    what: "firewall",
    by: { firewallId: "id" },
    assumed: already.firewall,
  }),
  [token("getTags")]: many("tags", tags, ["id"]),
  [token("getTag")]: one({ views: tags, what: "tag", by: { name: "name" }, assumed: already.tag }),
  [token("getReservedIp")]: one({ views: reserved, what: "reserved IP", by: { ipAddress: "ipAddress" } }),
  [token("getReservedIpv6")]: one({ views: reserved6, what: "reserved IPv6", by: { ip: "ip" } }),
  [token("getVpc")]: (args, scene) => {
    // By its region alone, a VPC is the default one.
    const byRegion = isSet(args["region"]) && !isSet(args["id"]) && !isSet(args["name"]);
    const asked = byRegion ? { id: defaultNetwork(scene, String(args["region"])).id } : args;
    const by = { id: "id", name: "name", region: "region" };
    return one({ views: vpcs, what: "VPC", by, assumed: already.network })(asked, scene);
  },
  [token("getDomains")]: many("domains", domains, ["id", "domainUrn", "zoneFile"]),
  [token("getDomain")]: one({
    views: domains,
    what: "domain",
    by: { name: "name" },
    without: ["urn"],
    assumed: already.domain,
  }),
  [token("getRecords")]: many("records", records),
  [token("getRecord")]: (args, scene) => {
    const inDomain: Views = () => records(scene, args);
    const { value = "", id, ...found } = one({ views: inDomain, what: "record", by: { name: "name" } })(args, scene);
    return { ...found, id: String(id), data: value };
  },
  [token("getSizes")]: many("sizes", () => sizes.map(sizeView)),
  [token("getRegions")]: many("regions", regionViews, ["id"]),
  [token("getRegion")]: one({ views: regionViews, what: "region", by: { slug: "slug" } }),
  [token("getImages")]: many("images", imageViews),
  [token("getImage")]: one({ views: imageViews, what: "image", by: { id: "id", name: "name", slug: "slug" } }),
  [token("getProjects")]: many("projects", projects),
  [token("getProject")]: (args, scene) => {
    const asked = isSet(args["id"]) || isSet(args["name"]) ? args : { id: projects(scene, {})[0]?.["id"] ?? "" };
    const by = { id: "id", name: "name" };
    return one({ views: projects, what: "project", by, assumed: already.project })(asked, scene);
  },
  [token("getDropletSnapshot")]: newest(snapshots(ocean.dropletSnapshot, "dropletId"), "droplet snapshot"),
  [token("getVolumeSnapshot")]: newest(snapshots(ocean.volumeSnapshot, "volumeId"), "volume snapshot"),
};
