// Private networks. DigitalOcean API, VPCs.
import { numberOf, type Plain, type PlainObject, textOf } from "../../values";
import { isGiven } from "../checks";
import type { Order, Problem, ResourceRules, Scene } from "../cloud";
import { digest, uuid } from "../inventing";
import { contains, dotted, overlap, privateRanges, rangeOf } from "../ip-ranges";
import { regions } from "./catalogue";
import * as ocean from "./rules";

export interface Network {
  readonly id: string;
  readonly region: string;
  readonly ipRange: string;
  readonly name: string;
  readonly description: string;
  readonly default: boolean;
}

/** Each region has a network of its own from the start. Its range is the vendor's choice. */
export function defaultNetwork(scene: Scene, region: string): Network {
  const place = regions.findIndex(({ slug }) => slug === region);
  return {
    id: uuid(scene.seed, "default-vpc", scene.account, region),
    region,
    ipRange: `10.${100 + place}.0.0/20`,
    name: `default-${region}`,
    description: "",
    default: true,
  };
}

export function networks(scene: Scene): readonly Network[] {
  const made = scene.world.of(scene.account, ocean.vpc).map((one) => ({
    id: one.id,
    region: textOf(one.state["region"]) ?? "",
    ipRange: textOf(one.state["ipRange"]) ?? "",
    name: textOf(one.state["name"]) ?? "",
    description: textOf(one.state["description"]) ?? "",
    default: false,
  }));
  return [...regions.filter((one) => one.available).map(({ slug }) => defaultNetwork(scene, slug)), ...made];
}

export function networkNamed(scene: Scene, id: Plain | undefined): Network | undefined {
  return networks(scene).find((one) => one.id === id);
}

/** The network a new droplet joins. API, Droplets, vpc_uuid: one of the droplet's region. */
export function vpcFor(order: Order, region: string, wanted: Plain | undefined): Network {
  if (!isGiven(wanted)) return defaultNetwork(order, region);
  const found = networkNamed(order, wanted);
  if (found === undefined && ocean.isForeign(order, ocean.vpc, wanted)) {
    return { ...defaultNetwork(order, region), id: String(wanted), name: String(wanted), default: false };
  }
  if (found === undefined) ocean.refuse("POST droplets", 422, `vpc ${String(wanted)} does not exist`);
  if (found.region !== region) {
    ocean.refuse("POST droplets", 422, `vpc ${found.id} is in region ${found.region}, the droplet in ${region}`);
  }
  return found;
}

export function privateAddress({ ipRange }: Network, number: number): string {
  const range = rangeOf(ipRange);
  // The first addresses are the vendor's own.
  return range === undefined ? "" : dotted(range.first + 2 + (number % (range.last - range.first - 2)));
}

function check(inputs: PlainObject): readonly Problem[] {
  const problems: Problem[] = [...ocean.regionProblems(inputs)];
  const name = textOf(inputs["name"]);
  // API, VPCs, name.
  if (name !== undefined && !/^[A-Za-z0-9.-]{1,255}$/.test(name)) {
    problems.push({
      path: "name",
      reason: `name ${name} may only contain alphanumeric characters, dashes, and periods`,
    });
  }
  const text = textOf(inputs["ipRange"]);
  const range = text === undefined ? undefined : rangeOf(text);
  if (text !== undefined && range === undefined) {
    problems.push({ path: "ipRange", reason: `${text} is not an IPv4 CIDR block with its host bits zero` });
  }
  // API, VPCs, ip_range: private, /16 to /28.
  if (
    range !== undefined &&
    (range.bits < 16 || range.bits > 28 || !privateRanges.some((one) => contains(one, range)))
  ) {
    problems.push({ path: "ipRange", reason: `${text} is not a private network between /16 and /28` });
  }
  if ((textOf(inputs["description"])?.length ?? 0) > 255) {
    problems.push({ path: "description", reason: "a description has at most 255 characters" });
  }
  return problems;
}

function freeRange(order: Order): string {
  const hash = numberOf(digest(order.seed, order.type, order.number).readUInt16BE(0)) ?? 0;
  return `10.${150 + (hash % 50)}.${(order.number % 16) * 16}.0/20`;
}

export const vpcRules: ResourceRules = {
  replaceOn: ["region", "ipRange"],
  keptWhenRemoved: ["ipRange"],
  naming: ocean.bridgedName,
  check,
  create(order) {
    ocean.nameIsFree(order, "POST vpcs", "a VPC with the same name already exists in your account");
    const ipRange = textOf(order.inputs["ipRange"]) ?? freeRange(order);
    const range = rangeOf(ipRange);
    const clash = networks(order).find((one) => {
      const other = rangeOf(one.ipRange);
      return range !== undefined && other !== undefined && overlap(range, other);
    });
    // API, VPCs: ranges do not overlap within an account.
    if (clash !== undefined) {
      ocean.refuse(
        "POST vpcs",
        422,
        `This range/size overlaps with another VPC network in your account: ${ipRange} and ${clash.ipRange}`,
      );
    }
    const id = ocean.uuidFor(order);
    return { id, outputs: { ipRange, createdAt: ocean.beginning, default: false, vpcUrn: `do:vpc:${id}` } };
  },
  update(order) {
    ocean.nameIsFree(
      order,
      `PUT vpcs/${order.old.id}`,
      "a VPC with the same name already exists in your account",
      order.old,
    );
    return { outputs: {} };
  },
  // vps-providers.md 2.2: the provider repeats on 403 and 409 for two minutes, then gives up.
  remove(holding, scene) {
    const used = scene.world.of(scene.account, ocean.droplet).some((one) => one.state["vpcUuid"] === holding.id);
    if (used) ocean.refuse(`DELETE vpcs/${holding.id}`, 409, "Can not delete VPC with members");
    return {};
  },
};
