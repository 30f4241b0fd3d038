import type * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../../core/children";
import type { PlanNeed } from "../nearest-plans";
import type { PrivateNetworkArgs } from "../private-network";
import type { DigitalOceanRegion, DigitalOceanSize } from "./catalogue";

/**
 * A droplet of DigitalOcean. Its `ipv4` is a reserved address, which stays through every rebuild. What the machine sends
 * leaves from the droplet's own address all the same, and that is what peers see: the output `outboundIpv4`.
 */
export interface DigitalOceanVendor {
  kind: "digitalocean";
  /** Data centre. Changing it is refused while volume or address hold it; the README says how to move. */
  region: DigitalOceanRegion;
  /**
   * Size, by its name or by what is needed: then the cheapest that has it. Changing it resizes in place with a power cycle;
   * the disk keeps its size, so that the way back stays open. Errors: not sold there, or nothing fits, naming the nearest.
   */
  size: DigitalOceanSize | PlanNeed;
  /**
   * Id or fingerprint of an SSH key that exists in the account and holds `deployment.publicKey`. Unset makes one for this
   * machine. DigitalOcean refuses the same key twice in an account: machines that share a key pass the same one here.
   * Changing it makes or deletes the key of this machine's own; a running machine keeps what it was made with.
   */
  sshKey?: pulumi.Input<string>;
  /** DigitalOcean's metrics agent, which sends the machine's load to the vendor. Defaults to false. Counts from the next `generation`. */
  monitoring?: boolean;
  /**
   * A private network besides the public addresses. Defaults to the region's own network of the account. Counts from the next `generation`; taking out an own one counts with it.
   * Errors: no private range, or an id of another form.
   */
  privateNetwork?: PrivateNetworkArgs;
  /** Last say over each child at DigitalOcean before it is made. Defaults to none. Changing it has the effect that the child's own type has. */
  transform?: DigitalOceanTransform;
}

/** One optional entry for each child at DigitalOcean; the arguments are the vendor's own. */
export interface DigitalOceanTransform {
  sshKey?: Transform<digitalocean.SshKeyArgs>;
  machineTag?: Transform<digitalocean.TagArgs>;
  sshExposureTag?: Transform<digitalocean.TagArgs>;
  firewall?: Transform<digitalocean.FirewallArgs>;
  ipv4?: Transform<digitalocean.ReservedIpArgs>;
  volume?: Transform<digitalocean.VolumeArgs>;
  /** Errors: vendor backups with volume mode `none`, which would copy the pier while the ship writes to it. */
  server?: Transform<digitalocean.DropletArgs>;
  volumeAttachment?: Transform<digitalocean.VolumeAttachmentArgs>;
  ipv4Assignment?: Transform<digitalocean.ReservedIpAssignmentArgs>;
  network?: Transform<digitalocean.VpcArgs>;
}
