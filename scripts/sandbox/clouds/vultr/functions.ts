// Data sources. The provider lists everything of a kind and filters by the API's own names, exactly, and never by a list.
import type { Holding } from "../../holdings";
import { listOf, objectOf, type Plain, type PlainObject, textOf } from "../../values";
import { type FunctionRules, liveState, Refusal, type ResourceRules, type Scene } from "../cloud";
import { camelCase, filtered, filtersOf } from "../filters";
import { isSlip } from "../open-catalogue";
import { type Assumed, bearsMark } from "../there-already";
import { type Region, regionNamed, regions } from "./catalogue";
import { firewallGroupRules } from "./firewall";
import { type Plan, planNamed, plans, soldIn } from "./plans";
import * as vultr from "./rules";
import { type System, systemNumbered, systems } from "./systems";
import * as already from "./there-already";

type Views = (scene: Scene, args: PlainObject) => readonly PlainObject[];

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

const ofKind =
  (
    kind: string,
    names: readonly string[],
    { rules, empty = {} }: { rules?: ResourceRules; empty?: PlainObject } = {},
  ): Views =>
  (scene) =>
    all(scene, kind, rules).map(({ holding, state }) => ({
      ...Object.fromEntries(names.map((name) => [name, state[name] ?? empty[name] ?? ""])),
      id: holding.id,
    }));

const machineNames = [
  ...[
    "allowedBandwidth",
    "appId",
    "backups",
    "dateCreated",
    "disk",
    "features",
    "firewallGroupId",
    "gatewayV4",
    "hostname",
  ],
  ...[
    "imageId",
    "internalIp",
    "kvm",
    "label",
    "mainIp",
    "netmaskV4",
    "os",
    "osId",
    "plan",
    "powerStatus",
    "ram",
    "region",
  ],
  ...["serverStatus", "status", "tags", "v6MainIp", "v6Network", "v6NetworkSize", "vcpuCount", "vpcIds"],
];

const machines: Views = (scene) =>
  ofKind(vultr.instance, machineNames, { empty: { tags: [], vpcIds: [] } })(scene, {}).map((one) => {
    const state = vultr.find(scene, vultr.instance, one["id"])?.state ?? {};
    const schedule = { type: "", hour: 0, dow: 0, dom: 0, ...objectOf(state["backupsSchedule"]) };
    return {
      ...one,
      location: "",
      backupsSchedule: Object.fromEntries(Object.entries(schedule).map(([name, value]) => [name, String(value)])),
    };
  });

/** What is in no list is found by its own id. */
function withUnlisted<T extends { readonly assumed?: true }>(
  listed: readonly T[],
  named: (id: string) => T | undefined,
  view: (one: T) => PlainObject,
): Views {
  return (_, args) => {
    const asked = filtersOf(args, "name").find(({ name }) => name === "id")?.values ?? [];
    const unlisted = asked.map((id) => named(String(id))).filter((one) => one?.assumed === true);
    return [...listed, ...unlisted.filter((one) => one !== undefined)].map(view);
  };
}

const planView = (plan: Plan): PlainObject => ({
  id: plan.id,
  type: plan.type,
  vcpuCount: plan.vcpus,
  ram: plan.ram,
  disk: plan.disk,
  diskCount: 1,
  bandwidth: plan.bandwidth,
  monthlyCost: plan.price,
  locations: regions.map(({ id }) => id).filter((region) => soldIn(plan, region)),
  gpuType: plan.gpu?.type ?? "",
  gpuVram: plan.gpu?.gigabytes ?? 0,
});

const regionView = ({ assumed: _, ...one }: Region): PlainObject => ({
  ...one,
  options: ["ddos_protection", "block_storage_high_perf", "block_storage_storage_opt", "kubernetes"],
});

const systemView = ({ id, name, family }: System): PlainObject => ({ id: String(id), name, family, arch: "x64" });

/** Provider, data source filters: without any there is no answer; what is a list matches nothing. */
function selected(views: Views, inform: vultr.Inform): (args: PlainObject, scene: Scene) => readonly PlainObject[] {
  return (args, scene) => {
    const filters = filtersOf(args, "name");
    if (filters.length === 0) throw new Refusal("issue with filter: at least one filter is needed");
    const items = views(scene, args);
    const at = (item: PlainObject, name: string): Plain | undefined => {
      const value = item[camelCase(name)];
      return typeof value === "object" && value !== null ? [] : value;
    };
    const lists = filters.filter(({ name }) => items.some((item) => Array.isArray(item[camelCase(name)])));
    for (const { name } of lists) {
      inform(
        `sandbox: Vultr's provider never matches a filter by ${name}, which is a list: filter by label or region, then look at ${name} yourself`,
      );
    }
    return filtered(items, { filters, at });
  };
}

function one(views: Views, inform: vultr.Inform, assumed?: Assumed): FunctionRules {
  const select = selected(views, inform);
  return (args, scene) => {
    const found = select(args, scene);
    const first = found[0] ?? assumedFor(views(scene, args), args, scene, assumed);
    if (first === undefined) throw new Refusal("no results were found");
    if (found.length > 1)
      throw new Refusal("your search returned too many results. Please refine your search to be more specific");
    return { ...args, ...first };
  };
}

/** What is not here but may well be in the account, unless it is something here misspelt, or marked by a deployment. */
function assumedFor(
  items: readonly PlainObject[],
  args: PlainObject,
  scene: Scene,
  assumed: Assumed | undefined,
): PlainObject | undefined {
  const wanted = filtersOf(args, "name").map(({ name, values }): [string, Plain] => [camelCase(name), values[0] ?? ""]);
  const isRefused = wanted.some(([name, value]) => {
    const known = items.map((item) => String(item[name]));
    return bearsMark(String(value)) || isSlip(String(value), known);
  });
  return isRefused ? undefined : assumed?.(Object.fromEntries(wanted), scene);
}

const token = (name: string) => `vultr:index/${name}:${name}`;

export function functionsOf(inform: vultr.Inform): Readonly<Record<string, FunctionRules>> {
  const dated = ["dateCreated"];
  const singles: Readonly<Record<string, Views>> = {
    getInstance: (scene, args) => machines(scene, args).map((item) => ({ ...item, vpc2Ids: [] })),
    getBlockStorage: ofKind(vultr.blockStorage, [
      ...["attachedToInstance", "blockType", "cost", "dateCreated", "label", "mountId", "region", "sizeGb", "status"],
    ]),
    getReservedIp: ofKind(vultr.reservedIp, ["instanceId", "ipType", "label", "region", "subnet", "subnetSize"]),
    getSshKey: ofKind(vultr.sshKey, [...dated, "name", "sshKey"]),
    getFirewallGroup: ofKind(
      vultr.firewallGroup,
      [...dated, "dateModified", "description", "instanceCount", "maxRuleCount", "ruleCount"],
      { rules: firewallGroupRules },
    ),
    getVpc: ofKind(vultr.vpc, [...dated, "description", "region", "v4Subnet", "v4SubnetMask"]),
    getSnapshot: ofKind(vultr.snapshot, [...dated, "appId", "description", "osId", "size", "status"]),
    getStartupScript: ofKind(vultr.startupScript, [...dated, "dateModified", "name", "script", "type"]),
    getReverseIpv4: ofKind(vultr.reverseIpv4, ["gateway", "instanceId", "ip", "netmask", "reverse"]),
    getReverseIpv6: ofKind(vultr.reverseIpv6, ["instanceId", "ip", "reverse"]),
    getPlan: withUnlisted(plans, planNamed, planView),
    getRegion: withUnlisted(regions, regionNamed, regionView),
    getOs: withUnlisted(systems, (id) => systemNumbered(Number(id)), systemView),
  };
  return {
    ...Object.fromEntries(
      Object.entries(singles).map(([name, views]) => [token(name), one(views, inform, already.assumed[name])]),
    ),
    [token("getInstances")]: (args, scene) => ({
      ...args,
      id: "instances",
      instances: selected(machines, inform)(args, scene).map((item) => ({
        ...item,
        privateNetworkIds: listOf(item["vpcIds"]),
      })),
    }),
    [token("getDnsDomain")]: (args, scene) => {
      const domain = textOf(args["domain"]) ?? "";
      const domains = scene.world.of(scene.account, vultr.dnsDomain).map((item) => item.id);
      if (isSlip(domain, domains)) vultr.mustExist(scene, vultr.dnsDomain, domain, "getting domain");
      const state = vultr.find(scene, vultr.dnsDomain, domain)?.state ?? { dateCreated: vultr.beginning };
      return {
        ...args,
        id: domain,
        domain,
        dnsSec: state["dnsSec"] ?? "disabled",
        dateCreated: state["dateCreated"] ?? "",
      };
    },
  };
}
