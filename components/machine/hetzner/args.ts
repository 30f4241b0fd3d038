import type * as hcloud from "@pulumi/hcloud";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../../core/children";
import type { PlanNeed } from "../nearest-plans";
import type { PlacementGroupArgs, PrivateNetworkArgs } from "../private-network";
import type { HetznerLocation, HetznerServerType } from "./catalogue";

/** A server of Hetzner Cloud. */
export interface HetznerVendor {
  kind: "hetzner";
  /** Data centre. Changing it is refused while volume or addresses hold it; the README says how to move. */
  location: HetznerLocation;
  /**
   * Plan, by its name or by what is needed: then the cheapest that has it. Changing it resizes in place with a power cycle;
   * the disk keeps its size, so that the way back stays open. Errors: not sold there, or nothing fits, naming the nearest.
   */
  serverType: HetznerServerType | PlanNeed;
  /**
   * Id or name of an SSH key that exists in the Hetzner project and holds `deployment.publicKey`. Unset makes one for this
   * machine. Hetzner refuses the same key twice in a project: machines that share a key pass the same one here.
   * Changing it makes or deletes the key of this machine's own; a running machine keeps what it was made with.
   */
  sshKey?: pulumi.Input<string>;
  /**
   * A private network besides the public addresses. Defaults to none. Changing it attaches, detaches or moves the machine in place, without a restart.
   * Errors: no private range, or an id of another form.
   */
  privateNetwork?: PrivateNetworkArgs;
  /** A placement group. Defaults to none. Counts from the next `generation`. Errors: an id of another form. */
  placementGroup?: PlacementGroupArgs;
  /**
   * Hetzner's protection of the server against deletion, besides that of volume and addresses. Defaults to false, since it stands
   * in the way of each rebuild too. Changing it is in place. Errors: another `generation` or place while it was true; the error
   * says how.
   */
  serverProtection?: boolean;
  /** Last say over each child at Hetzner before it is made. Defaults to none. Changing it has the effect that the child's own type has. */
  transform?: HetznerTransform;
}

/** One optional entry for each child at Hetzner; the arguments are the vendor's own. */
export interface HetznerTransform {
  sshKey?: Transform<hcloud.SshKeyArgs>;
  firewall?: Transform<hcloud.FirewallArgs>;
  ipv4?: Transform<hcloud.PrimaryIpArgs>;
  ipv6?: Transform<hcloud.PrimaryIpArgs>;
  volume?: Transform<hcloud.VolumeArgs>;
  server?: Transform<hcloud.ServerArgs>;
  volumeAttachment?: Transform<hcloud.VolumeAttachmentArgs>;
  reverseIpv4?: Transform<hcloud.RdnsArgs>;
  reverseIpv6?: Transform<hcloud.RdnsArgs>;
  network?: Transform<hcloud.NetworkArgs>;
  subnet?: Transform<hcloud.NetworkSubnetArgs>;
  networkAttachment?: Transform<hcloud.ServerNetworkArgs>;
  placementGroup?: Transform<hcloud.PlacementGroupArgs>;
}
