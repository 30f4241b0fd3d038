// Placement groups. Linode API, Placement groups.
import type { Holding } from "../../holdings";
import { numberOf, objectOf, type PlainObject, textOf } from "../../values";
import type { Order, ResourceRules, Scene } from "../cloud";
import * as linode from "./rules";

// API, Regions, placement_group_limits: 5 Linodes in a group (recorded).
export const largestGroup = 5;

/** Linodes in a group: by their own argument, or by an assignment. */
export function membersOf(scene: Scene, groupId: string): readonly string[] {
  const own = scene.world
    .of(scene.account, linode.instance)
    .filter((one) => String(objectOf(one.state["placementGroup"])["id"] ?? "") === groupId)
    .map((one) => one.id);
  const assigned = scene.world
    .of(scene.account, linode.placementGroupAssignment)
    .filter((one) => String(one.state["placementGroupId"]) === groupId)
    .map((one) => String(one.state["linodeId"]));
  return [...new Set([...own, ...assigned])];
}

/** API, Placement groups, assign: groups are of one region and have room for five. */
export function hasRoom(order: Order, id: number | undefined, region: string, own?: Holding): PlainObject | undefined {
  if (id === undefined) return undefined;
  const group = linode.mustExist(order, linode.placementGroup, id, "placement_group.id");
  if (group.state["region"] !== region) {
    linode.refuse(
      `placement group ${id} is in region ${String(group.state["region"])}, the Linode in ${region}`,
      "placement_group.id",
    );
  }
  const others = membersOf(order, group.id).filter((one) => one !== own?.id);
  if (others.length >= largestGroup)
    linode.refuse(`placement group ${id} has ${largestGroup} Linodes, which is the limit`, "placement_group.id");
  return {
    ...objectOf(order.inputs["placementGroup"]),
    label: textOf(group.state["label"]) ?? "",
    placementGroupType: textOf(group.state["placementGroupType"]) ?? "",
    placementGroupPolicy: textOf(group.state["placementGroupPolicy"]) ?? "",
  };
}

export const placementGroupRules: ResourceRules = {
  // vps-providers.md 2.2; the policy too (provider).
  replaceOn: ["region", "placementGroupType", "placementGroupPolicy"],
  check: (inputs) => [
    ...linode.labelProblems(inputs, { least: 1, most: 64, also: "" }),
    ...linode.regionProblems(inputs),
    ...linode.oneOfProblems(inputs, "placementGroupType", ["anti_affinity:local"]),
    ...linode.oneOfProblems(inputs, "placementGroupPolicy", ["strict", "flexible"]),
  ],
  create(order) {
    linode.labelIsFree(order);
    linode.regionOffers(order.inputs["region"], "Placement Group", "region");
    const placementGroupPolicy = textOf(order.inputs["placementGroupPolicy"]) ?? "strict";
    return {
      id: linode.idFor(linode.placementGroup, order.number),
      outputs: { isCompliant: true, members: [], placementGroupPolicy },
    };
  },
  update(order) {
    linode.labelIsFree(order, order.old);
    return { outputs: {} };
  },
  read: (holding, scene) => ({
    members: membersOf(scene, holding.id).map((id) => ({ linodeId: Number(id), isCompliant: true })),
  }),
  remove(holding, scene) {
    if (membersOf(scene, holding.id).length > 0) linode.refuse("Placement group still has Linodes assigned to it");
    return {};
  },
};

export const placementGroupAssignmentRules: ResourceRules = {
  replaceOn: ["*"],
  create(order) {
    const one = linode.linodeOf(order, order.inputs["linodeId"]);
    hasRoom(order, numberOf(order.inputs["placementGroupId"]), textOf(one.state["region"]) ?? "");
    return { id: `${numberOf(order.inputs["placementGroupId"])},${one.id}`, outputs: {} };
  },
};
