import type * as linode from "@pulumi/linode";
import * as pulumi from "@pulumi/pulumi";
import type { Children } from "../../core/children";
import { frozenAfterBoot, neverTwice, replacedWhen } from "../../core/resource-options";
import { describedRange, keepsItsRange } from "../network-range";
import { joined } from "../private-network";
import type { LinodeVendor } from "./args";
import type { ResolvedLinode } from "./resolve";

/** What a Linode's private network and its placement are made of. */
export interface LinodeNetworkNodes {
  readonly network: linode.Vpc | undefined;
  readonly subnet: linode.VpcSubnet | undefined;
  readonly placementGroup: linode.PlacementGroup | undefined;
}

/** Names and marks of the children by role. */
interface Naming {
  readonly named: (role: string) => string;
  readonly marked: (role: string, type: string) => Promise<string>;
}

/** Makes or joins a private network and a placement group, before the server that is made in them. */
export function linodeNetwork(
  sdk: typeof import("@pulumi/linode"),
  children: Children,
  { region, privateNetwork, placementGroup }: ResolvedLinode,
  given: LinodeVendor,
  { named, marked }: Naming,
): LinodeNetworkNodes & { readonly serverArgs: Pick<linode.InstanceArgs, "interfaces" | "placementGroup"> } {
  const { transform } = given;
  const group =
    placementGroup === "own"
      ? children.create(
          "placement-group",
          sdk.PlacementGroup,
          {
            label: named("placement-group"),
            region,
            placementGroupType: "anti_affinity:local",
            placementGroupPolicy: "flexible",
          },
          transform?.placementGroup,
          neverTwice,
        )
      : undefined;
  const network =
    privateNetwork?.mode === "own"
      ? children.create(
          "network",
          sdk.Vpc,
          {
            label: named("network"),
            region,
            description: marked("network", "vpc:Vpc").then((mark) => describedRange(mark, privateNetwork.range)),
          },
          transform?.network,
          neverTwice,
          keepsItsRange("Linode"),
        )
      : undefined;
  const subnet =
    network === undefined || privateNetwork?.mode !== "own"
      ? undefined
      : children.create(
          "subnet",
          sdk.VpcSubnet,
          { vpcId: network.id.apply(Number), label: named("subnet"), ipv4: privateNetwork.range },
          transform?.subnet,
          neverTwice,
          frozenAfterBoot("ipv4"),
          replacedWhen({ region }),
        );
  const subnetId = subnet?.id ?? joined(given.privateNetwork);
  const groupId = group?.id ?? joined(given.placementGroup);
  return {
    network,
    subnet,
    placementGroup: group,
    serverArgs: {
      // The public one first: their order is that of eth0, eth1.
      ...(subnetId === undefined
        ? {}
        : {
            interfaces: [
              { purpose: "public", primary: true },
              { purpose: "vpc", subnetId: pulumi.output(subnetId).apply(Number) },
            ],
          }),
      ...(groupId === undefined ? {} : { placementGroup: { id: pulumi.output(groupId).apply(Number) } }),
    },
  };
}

/** The machine's address in its private network. */
export function privateAddressOf(server: linode.Instance): pulumi.Output<string> {
  return server.interfaces.apply((all) => all?.find(({ purpose }) => purpose === "vpc")?.ipv4?.vpc ?? "");
}
