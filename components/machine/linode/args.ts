import type * as linode from "@pulumi/linode";
import type { Transform } from "../../core/children";
import type { PlanNeed } from "../nearest-plans";
import type { PlacementGroupArgs, PrivateNetworkArgs } from "../private-network";
import type { LinodeRegion, LinodeType } from "./catalogue";

/** A Linode of Akamai Cloud. Its IPv6 address is its own: another one after each rebuild. */
export interface LinodeVendor {
  kind: "linode";
  /** Data centre. Changing it is refused while a volume or a reserved address holds it; the README says how to move. */
  region: LinodeRegion;
  /**
   * Plan, by its name or by what is needed: then the cheapest that has it. Changing it resizes in place, with minutes of
   * standstill; the disk keeps its size, so that the way back stays open. Errors: nothing fits, naming the nearest.
   */
  type: LinodeType | PlanNeed;
  /**
   * Which IPv4 address the machine has. Defaults to its own. Changing it is refused for a machine that is there, unless
   * `generation` is raised with it. Errors: unknown `mode`.
   */
  address?: LinodeAddress;
  /**
   * A private network besides the public addresses. Defaults to none. Counts from the next `generation`, since Linode restarts a machine for it; taking out an own one counts with it.
   * Errors: no private range, or an id of another form.
   */
  privateNetwork?: PrivateNetworkArgs;
  /** A placement group. Defaults to none. Counts from the next `generation`. Errors: an id of another form. */
  placementGroup?: PlacementGroupArgs;
  /** Last say over each child at Linode before it is made. Defaults to none. Errors: vendor backups where they would copy a pier in use. */
  transform?: LinodeTransform;
}

/**
 * `own`: free, gone with the server; after a rebuild the machine has another one, names follow, and ships' peers learn it
 * anew. `reserved`: about 4.96 USD a month, protected and retained, stays through every rebuild. Reserved addresses are
 * given only to accounts to which Linode has opened them: ask its support first, or the deployment fails at this address.
 */
export type LinodeAddress = { mode: "own" } | { mode: "reserved" };

/** One optional entry for each child at Linode; the arguments are the vendor's own. */
export interface LinodeTransform {
  firewall?: Transform<linode.FirewallArgs>;
  ipv4?: Transform<linode.NetworkingIpArgs>;
  volume?: Transform<linode.VolumeArgs>;
  server?: Transform<linode.InstanceArgs>;
  reverseIpv4?: Transform<linode.RdnsArgs>;
  reverseIpv6?: Transform<linode.RdnsArgs>;
  network?: Transform<linode.VpcArgs>;
  subnet?: Transform<linode.VpcSubnetArgs>;
  placementGroup?: Transform<linode.PlacementGroupArgs>;
}
