// Interfaces of a Linode, and which generation of them an account gives to new ones.
import type { Holding } from "../../holdings";
import { booleanOf, listOf, numberOf, objectOf, type PlainObject, textOf } from "../../values";
import { isEmpty, isGiven } from "../checks";
import type { Order, Problem, Scene } from "../cloud";
import { dotted, rangeOf } from "../ip-ranges";
import * as linode from "./rules";

const settings = [
  "legacy_config_only",
  "legacy_config_default_but_linode_allowed",
  "linode_default_but_legacy_config_allowed",
  "linode_only",
] as const;

/** Set where an account of the newer kind is to be tried: LINODE_INTERFACES_FOR_NEW_LINODES=linode_only, for example. */
export const interfacesVariable = "LINODE_INTERFACES_FOR_NEW_LINODES";

/**
 * API, Account settings, `interfaces_for_new_linodes`. SDK 5.1 cannot choose (vps-providers.md 0, and 6, 12), so where
 * the account defaults to Linode Interfaces, every new Linode has them.
 */
function newGeneration(): boolean {
  const given = process.env[interfacesVariable] ?? "legacy_config_only";
  const known = settings.find((one) => one === given);
  if (known === undefined) linode.refuse(`${interfacesVariable} is ${given}; it can be ${settings.join(", ")}`);
  return known.startsWith("linode_");
}

/** The generation of a new Linode, or the API's refusal of legacy arguments (issues 2358 and 2457 of the provider). */
export function generationFor(order: Order): "linode" | "legacy_config" {
  if (!newGeneration()) return "legacy_config";
  if (!isEmpty(order.inputs["interfaces"]) || !isEmpty(order.inputs["configs"])) {
    linode.refuse("Option cannot be set on a Linode that is configured to use Linode Interfaces", "interfaces");
  }
  if (isGiven(order.inputs["firewallId"])) refuseDirectFirewall();
  return "linode";
}

export function takesFirewall(one: Holding): void {
  if (one.facts["interfaceGeneration"] === "linode") refuseDirectFirewall();
}

function refuseDirectFirewall(): never {
  linode.refuse(
    "Linode is using Linode Interfaces. Please apply Cloud Firewall to the interfaces of the Linode instead of directly to the Linode.",
  );
}

/** API, Linode configs, interfaces: at most three; VPC ones name a subnet, VLAN ones a label; one of each VPC. */
export function interfaceProblems(inputs: PlainObject): readonly Problem[] {
  const given = listOf(inputs["interfaces"]).map(objectOf);
  const problems: Problem[] = [];
  const say = (path: string, reason: string) => problems.push({ path, reason });
  if (given.length > 3) say("interfaces", `at most 3 interfaces are allowed, got ${given.length}`);
  given.forEach((one, index) => {
    const path = `interfaces[${index}]`;
    for (const { path: property, reason } of linode.oneOfProblems(one, "purpose", ["public", "vlan", "vpc"])) {
      say(`${path}.${property}`, reason);
    }
    const purpose = textOf(one["purpose"]);
    if (purpose === "vpc" && !isGiven(one["subnetId"])) say(`${path}.subnetId`, "required for VPC interfaces");
    if (purpose === "vlan" && !isGiven(one["label"])) say(`${path}.label`, "required for VLAN interfaces");
    if (purpose === "public" && isGiven(one["subnetId"])) say(`${path}.subnetId`, "only allowed for VPC interfaces");
  });
  const primaries = given.filter((one) => booleanOf(one["primary"]) === true).length;
  if (primaries > 1) say("interfaces", "only one interface can be primary");
  return problems;
}

/** The interfaces as the API tells them back. */
export function interfaceOutputs(order: Order, region: string, number: number): PlainObject {
  if (isEmpty(order.inputs["interfaces"])) return {};
  return {
    interfaces: listOf(order.inputs["interfaces"])
      .map(objectOf)
      .map((one, index) => {
        const known = { ...one, id: number * 10 + index, active: true, primary: one["primary"] ?? false };
        if (one["purpose"] !== "vpc") return { ...known, vpcId: 0, ipv4: { vpc: "", nat11: "" } };
        if (linode.isForeign(order, linode.vpcSubnet, one["subnetId"])) {
          return { ...known, vpcId: 1, ipv4: { vpc: "10.0.0.2", nat11: "", ...objectOf(one["ipv4"]) } };
        }
        const subnet = linode.mustExist(order, linode.vpcSubnet, one["subnetId"], "subnet_id");
        const network = linode.mustExist(order, linode.vpc, subnet.state["vpcId"], "vpc_id");
        if (network.state["region"] !== region) {
          linode.refuse(
            `VPC ${network.id} is in region ${String(network.state["region"])}, the Linode in ${region}`,
            "subnet_id",
          );
        }
        const ipv4 = objectOf(one["ipv4"]);
        return {
          ...known,
          vpcId: Number(network.id),
          ipv4: { vpc: textOf(ipv4["vpc"]) ?? addressIn(subnet, number), nat11: textOf(ipv4["nat11"]) ?? "" },
        };
      }),
  };
}

function addressIn(subnet: Holding, number: number): string {
  const range = rangeOf(textOf(subnet.state["ipv4"]) ?? "");
  return range === undefined ? "" : dotted(range.first + 2 + (number % Math.max(1, range.last - range.first - 2)));
}

/** Linodes with an interface in a subnet. */
export function inSubnet(
  scene: Scene,
  subnetId: string,
): readonly { readonly linode: Holding; readonly ids: readonly number[] }[] {
  return scene.world.of(scene.account, linode.instance).flatMap((one) => {
    const ids = listOf(one.state["interfaces"])
      .map(objectOf)
      .filter((entry) => String(entry["subnetId"]) === subnetId)
      .map((entry) => numberOf(entry["id"]) ?? 0);
    return ids.length === 0 ? [] : [{ linode: one, ids }];
  });
}
