// Private networks. Linode API, VPCs and their subnets.
import { numberOf, textOf } from "../../values";
import type { ResourceRules, Scene } from "../cloud";
import { contains, overlap, privateRanges, rangeOf } from "../ip-ranges";
import { inSubnet } from "./interfaces";
import * as linode from "./rules";

// vps-providers.md 2.2: letters, digits, dashes.
const label = { least: 1, most: 64, also: "" };

export const vpcRules: ResourceRules = {
  replaceOn: ["region"],
  check: (inputs) => [...linode.labelProblems(inputs, label), ...linode.regionProblems(inputs)],
  create(order) {
    linode.labelIsFree(order);
    linode.regionOffers(order.inputs["region"], "VPCs", "region");
    return {
      id: linode.idFor(linode.vpc, order.number),
      outputs: { description: order.inputs["description"] ?? "", created: linode.beginning, updated: linode.beginning },
    };
  },
  update(order) {
    linode.labelIsFree(order, order.old);
    return { outputs: { description: order.inputs["description"] ?? "" } };
  },
  remove(holding, scene) {
    // API, VPCs, Delete: subnets with Linodes are in the way; the provider has deleted the others by then.
    if (subnetsOf(scene, holding.id).length > 0) linode.refuse(`VPC ${holding.id} still has subnets`);
    return {};
  },
};

function subnetsOf(scene: Scene, vpcId: string) {
  return scene.world.of(scene.account, linode.vpcSubnet).filter((one) => String(one.state["vpcId"]) === vpcId);
}

// API, VPC subnets: RFC 1918 without the range of Linode's own private network; /1 to /29.
const ownNetwork = rangeOf("192.168.128.0/17");

export const vpcSubnetRules: ResourceRules = {
  replaceOn: ["vpcId", "ipv4"],
  check(inputs) {
    const text = textOf(inputs["ipv4"]);
    const range = text === undefined ? undefined : rangeOf(text);
    const problems = [...linode.labelProblems(inputs, label)];
    const say = (reason: string) => problems.push({ path: "ipv4", reason });
    if (text === undefined) return problems;
    if (range === undefined) say(`${text} is not an IPv4 CIDR block with its host bits zero`);
    else if (!privateRanges.some((one) => contains(one, range)) || range.bits > 29)
      say(`${text} is not a private network of at most /29`);
    else if (ownNetwork !== undefined && overlap(ownNetwork, range))
      say(`${text} overlaps with 192.168.128.0/17, which is Linode's own`);
    return problems;
  },
  create(order) {
    const vpcId = order.inputs["vpcId"];
    if (!linode.isForeign(order, linode.vpc, vpcId)) linode.mustExist(order, linode.vpc, vpcId, "vpc_id");
    const range = rangeOf(textOf(order.inputs["ipv4"]) ?? "");
    for (const other of subnetsOf(order, String(vpcId))) {
      const beside = rangeOf(textOf(other.state["ipv4"]) ?? "");
      if (range !== undefined && beside !== undefined && overlap(range, beside)) {
        linode.refuse(`${String(order.inputs["ipv4"])} overlaps with subnet ${String(other.state["label"])}`, "ipv4");
      }
      if (other.state["label"] === order.inputs["label"])
        linode.refuse("Label must be unique among the subnets of a VPC", "label");
    }
    return {
      id: linode.idFor(linode.vpcSubnet, order.number),
      outputs: {
        vpcId: numberOf(order.inputs["vpcId"]) ?? 0,
        linodes: [],
        created: linode.beginning,
        updated: linode.beginning,
      },
    };
  },
  read: (holding, scene) => ({
    linodes: inSubnet(scene, holding.id).map(({ linode: one, ids }) => ({
      id: Number(one.id),
      interfaces: ids.map((id) => ({ id, active: true })),
    })),
  }),
  remove(holding, scene) {
    if (inSubnet(scene, holding.id).length > 0) linode.refuse(`Subnet ${holding.id} still has Linodes`);
    return {};
  },
  // Imported by `<VPC>,<subnet>`.
  importId: (id) => id.split(",").at(-1),
};
