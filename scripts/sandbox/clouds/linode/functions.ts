// Data sources. The provider lists everything of a kind and filters: by the API's own names, exact, substring or re.
import type { Holding } from "../../holdings";
import { booleanOf, listOf, numberOf, objectOf, type Plain, type PlainObject } from "../../values";
import { isSet } from "../checks";
import { type FunctionRules, liveState, Refusal, type ResourceRules, type Scene } from "../cloud";
import { camelCase, filtered, filtersOf } from "../filters";
import { hexDigits } from "../inventing";
import { isSlip } from "../open-catalogue";
import type { Assumed } from "../there-already";
import { networkingIpRules } from "./addresses";
import * as catalogue from "./catalogue-views";
import { firewallRules } from "./firewall";
import { addressesOf, instanceRules } from "./instance";
import { vpcSubnetRules } from "./networks";
import { placementGroupRules } from "./placement";
import * as linode from "./rules";
import * as already from "./there-already";

type Views = catalogue.Views;

function all(
  scene: Scene,
  kind: string,
  rules?: ResourceRules,
): readonly { readonly holding: Holding; readonly state: PlainObject }[] {
  return scene.world.of(scene.account, kind).flatMap((holding) => {
    const state = liveState(rules, holding, scene);
    return state === "gone" ? [] : [{ holding, state }];
  });
}

function picked(state: PlainObject, names: readonly string[], empty: PlainObject = {}): PlainObject {
  return Object.fromEntries(names.map((name) => [name, state[name] ?? empty[name] ?? ""]));
}

const time = { created: linode.beginning, updated: linode.beginning };

const slots = ["sdas", "sdbs", "sdcs", "sdds", "sdes", "sdfs", "sdgs", "sdhs"];

/** The same configuration, with lists where the resource has single values. */
function configView(config: PlainObject): PlainObject {
  const devices = objectOf(config["devices"]);
  const slot = (name: string): Plain => {
    const device = devices[name.slice(0, -1)];
    return device === undefined ? [] : [{ diskId: 0, volumeId: 0, diskLabel: "", ...objectOf(device) }];
  };
  return {
    ...config,
    devices: [Object.fromEntries(slots.map((name) => [name, slot(name)]))],
    helpers: [config["helpers"] ?? {}],
  };
}

const instances: Views = (scene) =>
  all(scene, linode.instance, instanceRules).map(({ holding, state }) => ({
    ...picked(
      state,
      [
        ...[
          "alerts",
          "backups",
          "bootConfigLabel",
          "capabilities",
          "diskEncryption",
          "group",
          "hasUserData",
          "hostUuid",
        ],
        ...[
          "image",
          "label",
          "lkeClusterId",
          "region",
          "specs",
          "status",
          "swapSize",
          "tags",
          "type",
          "watchdogEnabled",
        ],
      ],
      { tags: [] },
    ),
    ...addressesOf(holding, scene),
    id: Number(holding.id),
    disks: listOf(state["disks"]).map((one) => picked(objectOf(one), ["filesystem", "id", "label", "size"])),
    configs: listOf(state["configs"]).map((one) => configView(objectOf(one))),
    placementGroups: isSet(objectOf(state["placementGroup"])["id"])
      ? [picked(objectOf(state["placementGroup"]), ["id", "label", "placementGroupPolicy", "placementGroupType"])]
      : [],
  }));

const volumes: Views = (scene) =>
  all(scene, linode.volume).map(({ holding, state }) => ({
    ...picked(state, ["encryption", "filesystemPath", "label", "region", "size", "status", "tags"], { tags: [] }),
    ...time,
    id: Number(holding.id),
    linodeId: numberOf(state["linodeId"]) ?? 0,
  }));

const firewalls: Views = (scene) =>
  all(scene, linode.firewall, firewallRules).map(({ holding, state }) => ({
    ...picked(
      state,
      ["devices", "disabled", "inboundPolicy", "label", "linodes", "nodebalancers", "outboundPolicy", "status", "tags"],
      { devices: [], linodes: [], nodebalancers: [], tags: [] },
    ),
    inbounds: listOf(state["inbounds"]).map(ruleView),
    outbounds: listOf(state["outbounds"]).map(ruleView),
    ...time,
    id: Number(holding.id),
  }));

function ruleView(rule: Plain): PlainObject {
  return picked(objectOf(rule), ["action", "description", "ipv4s", "ipv6s", "label", "ports", "protocol"], {
    ipv4s: [],
    ipv6s: [],
  });
}

const noNat = { address: "", subnetId: 0, vpcId: 0 };

/** Every address of the account: of Linodes, and those that stand alone. */
const addresses: Views = (scene) => {
  const made = all(scene, linode.networkingIp, networkingIpRules).map(({ holding, state }) => ({
    ...picked(state, ["address", "gateway", "prefix", "public", "rdns", "region", "reserved", "subnetMask", "type"]),
    linodeId: numberOf(state["linodeId"]) ?? 0,
    vpcNat11: noNat,
    id: holding.id,
  }));
  const own = all(scene, linode.instance).flatMap(({ holding, state }) =>
    [holding.facts["ipv4"], holding.facts["private"]]
      .filter((address) => isSet(address))
      .map((address) => ({
        id: String(address),
        address: String(address),
        gateway: String(address).replace(/\.\d+$/, ".1"),
        prefix: 24,
        public: address === holding.facts["ipv4"],
        rdns: `${String(address).replaceAll(".", "-")}.ip.linodeusercontent.com`,
        region: state["region"] ?? "",
        reserved: false,
        subnetMask: "255.255.255.0",
        type: "ipv4",
        linodeId: Number(holding.id),
        vpcNat11: noNat,
      })),
  );
  return [...made, ...own];
};

const keys: Views = (scene) =>
  all(scene, linode.sshKey).map(({ holding, state }) => ({
    ...picked(state, ["label", "sshKey", "created"]),
    id: holding.id,
  }));

const domains: Views = (scene) =>
  all(scene, linode.domain).map(({ holding, state }) => ({
    ...picked(
      state,
      [
        "axfrIps",
        "description",
        "domain",
        "expireSec",
        "group",
        "masterIps",
        "refreshSec",
        "retrySec",
        "soaEmail",
        "status",
        "tags",
        "ttlSec",
        "type",
      ],
      { axfrIps: [], expireSec: 0, masterIps: [], refreshSec: 0, retrySec: 0, tags: [], ttlSec: 0 },
    ),
    id: Number(holding.id),
  }));

const domainRecords: Views = (scene) =>
  all(scene, linode.domainRecord).map(({ holding, state }) => ({
    ...picked(state, ["name", "port", "priority", "protocol", "service", "tag", "target", "ttlSec", "weight"], {
      port: 0,
      priority: 0,
      ttlSec: 0,
      weight: 0,
    }),
    type: state["recordType"] ?? "",
    domainId: numberOf(state["domainId"]) ?? 0,
    id: Number(holding.id),
  }));

const vpcs: Views = (scene) =>
  all(scene, linode.vpc).map(({ holding, state }) => ({
    ...picked(state, ["description", "label", "region"]),
    ...time,
    id: holding.id,
  }));

const subnets: Views = (scene, args) =>
  all(scene, linode.vpcSubnet, vpcSubnetRules)
    .filter(({ state }) => String(state["vpcId"]) === String(args["vpcId"]))
    .map(({ holding, state }) => ({
      ...picked(state, ["ipv4", "label", "linodes"], { linodes: [] }),
      ...time,
      id: Number(holding.id),
    }));

const groups: Views = (scene) =>
  all(scene, linode.placementGroup, placementGroupRules).map(({ holding, state }) => ({
    ...picked(state, ["isCompliant", "label", "members", "placementGroupPolicy", "placementGroupType", "region"], {
      members: [],
    }),
    id: Number(holding.id),
  }));

const ranges: Views = (scene) =>
  all(scene, linode.ipv6Range).map(({ holding, state }) => ({
    ...picked(state, ["range", "region", "routeTarget", "isBgp", "linodes"]),
    prefix: numberOf(state["prefixLength"]) ?? 64,
    id: holding.id,
  }));

/** The API's name of a property; the bridge makes plurals of lists. */
function at(item: PlainObject, name: string): Plain | undefined {
  return item[name === "ipv4" ? "ipv4s" : camelCase(name)];
}

function many(list: string, views: Views, without: readonly string[] = []): FunctionRules {
  return (args, scene) => {
    const items = views(scene, args);
    const filters = filtersOf(args, "name");
    const [first] = items;
    for (const { name } of filters) {
      if (first !== undefined && at(first, name) === undefined)
        throw new Refusal(
          `"${name}" is not a filterable attribute. Valid attributes: ${Object.keys(first).join(", ")}`,
        );
    }
    const found = ordered(filtered(items, { filters, at }), args);
    return { ...args, id: hexDigits(40, list, JSON.stringify(args)), [list]: found.map((one) => omit(one, without)) };
  };
}

function ordered(items: readonly PlainObject[], args: PlainObject): readonly PlainObject[] {
  const by = args["orderBy"];
  if (typeof by !== "string") return items;
  const sign = args["order"] === "desc" ? -1 : 1;
  return [...items].sort(
    (a, b) => sign * String(at(a, by)).localeCompare(String(at(b, by)), undefined, { numeric: true }),
  );
}

function omit(value: PlainObject, names: readonly string[]): PlainObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

interface Single {
  readonly views: Views;
  readonly what: string;
  readonly by: readonly string[];
  readonly without?: readonly string[];
  /** The answer for what is not here but may well be in the account. */
  readonly assumed?: Assumed;
}

function one({ views, what, by, without = [], assumed }: Single): FunctionRules {
  return (args, scene) => {
    const given = by.filter((name) => isSet(args[name]));
    if (given.length === 0) throw new Refusal(`one of ${by.join(", ")} must be specified`);
    const said = given.map((name) => `${name} ${String(args[name])}`).join(", ");
    const items = views(scene, args);
    const near = (name: string) =>
      isSlip(
        String(args[name] ?? ""),
        items.map((item) => String(item[name])),
      );
    const misspelt = given.some((name) => name !== "id" && near(name));
    const found =
      items.find((item) => given.every((name) => String(item[name]) === String(args[name]))) ??
      (misspelt ? undefined : assumed?.(args, scene));
    if (found === undefined) throw new Refusal(`[404] Not found: there is no ${what} with ${said}`);
    return { ...args, ...omit(found, without) };
  };
}

const token = (name: string) => `linode:index/${name}:${name}`;

export const functions: Readonly<Record<string, FunctionRules>> = {
  [token("getInstances")]: many("instances", instances),
  [token("getVolumes")]: many("volumes", volumes),
  [token("getVolume")]: one({ views: volumes, what: "volume", by: ["id"] }),
  [token("getFirewalls")]: (args, scene) => {
    // The list leaves out the rules' descriptions.
    const bare = (rule: Plain) => omit(objectOf(rule), ["description"]);
    const views: Views = (here) =>
      firewalls(here, args).map((item) => ({
        ...item,
        inbounds: listOf(item["inbounds"]).map(bare),
        outbounds: listOf(item["outbounds"]).map(bare),
      }));
    return many("firewalls", views)(args, scene);
  },
  [token("getFirewall")]: one({ views: firewalls, what: "firewall", by: ["id"], assumed: already.firewall }),
  [token("getNetworkingIps")]: many("ipAddresses", addresses, ["id"]),
  [token("getNetworkingIp")]: one({ views: addresses, what: "IP address", by: ["address"] }),
  [token("getSshkeys")]: many("sshkeys", keys),
  [token("getSshKey")]: one({ views: keys, what: "SSH key", by: ["label", "id"], assumed: already.key }),
  [token("getDomains")]: many("domains", domains),
  [token("getDomain")]: one({ views: domains, what: "domain", by: ["domain", "id"], assumed: already.domain }),
  [token("getDomainRecord")]: (args, scene) => {
    const views: Views = () =>
      domainRecords(scene, args).filter((item) => item["domainId"] === numberOf(args["domainId"]));
    return one({ views, what: "record", by: ["id", "name"] })(args, scene);
  },
  [token("getVpcs")]: many("vpcs", vpcs),
  [token("getVpc")]: one({ views: vpcs, what: "VPC", by: ["id"], assumed: already.network }),
  [token("getVpcSubnets")]: many("vpcSubnets", subnets),
  [token("getVpcSubnet")]: (args, scene) => {
    const found = one({ views: subnets, what: "subnet", by: ["id"] })(args, scene);
    return { ...found, id: String(found["id"]) };
  },
  [token("getPlacementGroups")]: many("placementGroups", groups),
  [token("getPlacementGroup")]: one({ views: groups, what: "placement group", by: ["id"] }),
  [token("getIpv6Ranges")]: many("ranges", ranges, ["id", "isBgp", "linodes"]),
  [token("getIpv6Range")]: (args, scene) => {
    const asked = { range: String(args["range"]).split("/")[0] ?? "" };
    return {
      ...one({ views: ranges, what: "range", by: ["range"], without: ["routeTarget"] })(asked, scene),
      range: args["range"] ?? "",
    };
  },
  [token("getInstanceTypes")]: many("types", catalogue.types),
  [token("getInstanceType")]: one({ views: catalogue.types, what: "type", by: ["id"] }),
  [token("getRegions")]: many("regions", catalogue.regions),
  [token("getRegion")]: one({ views: catalogue.regions, what: "region", by: ["id"] }),
  [token("getImages")]: (args, scene) => {
    const found = many("images", catalogue.images)(args, scene);
    return booleanOf(args["latest"]) === true ? { ...found, images: listOf(found["images"]).slice(-1) } : found;
  },
  [token("getImage")]: one({ views: catalogue.images, what: "image", by: ["id"] }),
};
