import type * as vultr from "@ediri/vultr";
import type { Transform } from "../../core/children";
import type { PlanNeed } from "../nearest-plans";
import type { PrivateNetworkArgs } from "../private-network";
import type { VultrPlan, VultrRegion } from "./catalogue";

/** An instance of Vultr. */
export interface VultrVendor {
  kind: "vultr";
  /** Data centre. Changing it is refused while volume or address hold it; the README says how to move. */
  region: VultrRegion;
  /**
   * Plan, by its name or by what is needed: then the cheapest that has it. Changing it resizes in place with a restart. The
   * disk grows with the plan, so there is no way back: Vultr refuses a plan with a smaller disk. Errors: nothing fits, naming
   * the nearest.
   */
  plan: VultrPlan | PlanNeed;
  /**
   * A private network besides the public addresses. Defaults to none. Counts from the next `generation`, since an image sets its interfaces up when it is made; taking out an own one counts with it.
   * Errors: no private range, or an id of another form.
   */
  privateNetwork?: PrivateNetworkArgs;
  /** Last say over each child at Vultr before it is made. Defaults to none. Changing it has the effect that the child's own type has. */
  transform?: VultrTransform;
}

/** One optional entry for each child at Vultr; the arguments are the vendor's own. */
export interface VultrTransform {
  sshKey?: Transform<vultr.SSHKeyArgs>;
  firewallGroup?: Transform<vultr.FirewallGroupArgs>;
  /** Gets each rule of the firewall in turn. */
  firewallRule?: Transform<vultr.FirewallRuleArgs>;
  ipv4?: Transform<vultr.ReservedIpArgs>;
  server?: Transform<vultr.InstanceArgs>;
  volume?: Transform<vultr.BlockStorageArgs>;
  reverseIpv4?: Transform<vultr.ReverseIpv4Args>;
  reverseIpv6?: Transform<vultr.ReverseIpv6Args>;
  network?: Transform<vultr.VpcArgs>;
}
