import type * as pulumi from "@pulumi/pulumi";
import type { MachineVendor } from "./args";
import { type DigitalOceanNodes, digitalOceanMachine } from "./digitalocean/digitalocean";
import { digitalOceanInquiry } from "./digitalocean/inquiry";
import { type ExistingNodes, existingMachine } from "./existing/existing";
import { type HetznerNodes, hetznerMachine } from "./hetzner/hetzner";
import { hetznerInquiry } from "./hetzner/inquiry";
import type { Inquiry } from "./inquiry";
import { linodeInquiry } from "./linode/inquiry";
import { type LinodeNodes, linodeMachine } from "./linode/linode";
import type { Hosted, Hosting } from "./vendor";
import type { VendorKind } from "./vendors";
import { vultrInquiry } from "./vultr/inquiry";
import { type VultrNodes, vultrMachine } from "./vultr/vultr";

/** The children at the vendor; `kind` tells which they are. */
export type VendorNodes = DigitalOceanNodes | ExistingNodes | HetznerNodes | LinodeNodes | VultrNodes;

/** The user's own vendor arguments, which were judged together with what was decided of them. */
function given<Kind extends VendorKind>(vendor: MachineVendor, kind: Kind): Extract<MachineVendor, { kind: Kind }> {
  const isOfKind = (each: MachineVendor): each is Extract<MachineVendor, { kind: Kind }> => each.kind === kind;
  if (isOfKind(vendor)) return vendor;
  throw new Error(`The vendor was judged as ${kind} and is ${vendor.kind}.`);
}

/** Makes the machine at the vendor that was chosen. */
export function hostedMachine(hosting: Hosting, vendor: MachineVendor): Hosted<VendorNodes> {
  const resolved = hosting.machine.vendor;
  switch (resolved.kind) {
    case "digitalocean":
      return digitalOceanMachine(hosting, resolved, given(vendor, resolved.kind));
    case "existing":
      return existingMachine(hosting, resolved, given(vendor, resolved.kind));
    case "hetzner":
      return hetznerMachine(hosting, resolved, given(vendor, resolved.kind));
    case "linode":
      return linodeMachine(hosting, resolved, given(vendor, resolved.kind));
    case "vultr":
      return vultrMachine(hosting, resolved, given(vendor, resolved.kind));
  }
}

/** Whom to ask about a server before it is made or changed; undefined where nothing is rented. */
export function inquiryAt(kind: VendorKind, asking: pulumi.InvokeOptions): Inquiry | undefined {
  switch (kind) {
    case "digitalocean":
      return digitalOceanInquiry(asking);
    case "existing":
      return undefined;
    case "hetzner":
      return hetznerInquiry(asking);
    case "linode":
      return linodeInquiry(asking);
    case "vultr":
      return vultrInquiry(asking);
  }
}
