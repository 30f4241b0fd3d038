import type * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import type { Children } from "../../core/children";
import { neverTwice } from "../../core/resource-options";
import { joined } from "../private-network";
import type { HetznerVendor } from "./args";
import type { HetznerLocation } from "./catalogue";
import type { ResolvedHetzner } from "./resolve";

/** What ties a server to a private network at Hetzner. */
export interface HetznerNetworkNodes {
  readonly network: hcloud.Network | undefined;
  readonly subnet: hcloud.NetworkSubnet | undefined;
  readonly networkAttachment: hcloud.ServerNetwork | undefined;
}

// Hetzner Cloud API, Locations: the network zone of each.
const zones: Readonly<Record<HetznerLocation, string>> = {
  ash: "us-east",
  fsn1: "eu-central",
  hel1: "eu-central",
  hil: "us-west",
  nbg1: "eu-central",
  sin: "ap-southeast",
};

/** Makes or joins a private network. The server is attached after it was made, so that it never restarts for it. */
export function hetznerNetwork(
  sdk: typeof import("@pulumi/hcloud"),
  children: Children,
  { location, privateNetwork }: ResolvedHetzner,
  { privateNetwork: given, transform }: HetznerVendor,
  server: hcloud.Server,
  named: { readonly name: string; readonly labels: Readonly<Record<string, pulumi.Input<string>>> },
): HetznerNetworkNodes {
  if (privateNetwork === undefined) return { network: undefined, subnet: undefined, networkAttachment: undefined };
  // By the network's id, not the subnet's: that is what an imported attachment is read back by.
  const attach = (networkId: pulumi.Input<number>, dependsOn: readonly pulumi.Resource[]) =>
    children.create(
      "network-attachment",
      sdk.ServerNetwork,
      // An empty list is told back where none is given, which would be a change.
      { serverId: server.id.apply(Number), networkId, aliasIps: [] },
      transform?.networkAttachment,
      neverTwice,
      { dependsOn: [...dependsOn] },
    );
  if (privateNetwork.mode === "join") {
    const networkId = pulumi.output(joined(given) ?? "").apply(Number);
    return { network: undefined, subnet: undefined, networkAttachment: attach(networkId, []) };
  }
  const network = children.create(
    "network",
    sdk.Network,
    { ...named, ipRange: privateNetwork.range },
    transform?.network,
    neverTwice,
  );
  const networkId = network.id.apply(Number);
  const subnet = children.create(
    "subnet",
    sdk.NetworkSubnet,
    {
      networkId,
      type: "cloud",
      networkZone: zones[location],
      ipRange: privateNetwork.range,
    },
    transform?.subnet,
    neverTwice,
  );
  return { network, subnet, networkAttachment: attach(networkId, [subnet]) };
}
