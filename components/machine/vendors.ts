import { oneOf, record } from "../core/argument-checks";
import { type ArgumentCheck, argumentsOf } from "../core/arguments";
import { namesOf } from "./catalogue";
import { digitalOcean, type ResolvedDigitalOcean } from "./digitalocean/resolve";
import { existing, type ResolvedExisting } from "./existing/resolve";
import { hetzner, type ResolvedHetzner } from "./hetzner/resolve";
import { linode, type ResolvedLinode } from "./linode/resolve";
import type { Vendor, VendorChoice, VendorTraits } from "./vendor";
import { type ResolvedVultr, vultr } from "./vultr/resolve";

/** What is decided of the vendor, by its kind. */
export type ResolvedVendor = ResolvedDigitalOcean | ResolvedExisting | ResolvedHetzner | ResolvedLinode | ResolvedVultr;
export type VendorKind = ResolvedVendor["kind"];

const vendors: { readonly [Kind in VendorKind]: Vendor<Extract<ResolvedVendor, { kind: Kind }>> } = {
  digitalocean: digitalOcean,
  existing,
  hetzner,
  linode,
  vultr,
};

export const vendorKinds: readonly VendorKind[] = namesOf(vendors);

export function traitsOf(kind: VendorKind): VendorTraits {
  return vendors[kind].traits;
}

/** Judges `vendor`. Of an unknown kind nothing more is judged; the rest of the machine is, as if it were at Hetzner. */
export function resolveVendor(check: ArgumentCheck, value: unknown): VendorChoice<ResolvedVendor> {
  const { kind: given } = record(check, value, undefined);
  const kind = oneOf(check.at("kind"), given, vendorKinds, "a vendor that this release knows");
  return kind === undefined ? hetzner.resolve(argumentsOf(check.path), {}) : vendors[kind].resolve(check, value);
}
