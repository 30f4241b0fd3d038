import { oneOf, orDefault, record, textOrOutput, transforms, visibleLine, yesOrNo } from "../../core/argument-checks";
import type { ArgumentCheck } from "../../core/arguments";
import { nameForms } from "../../core/naming";
import { trafficPrice, volumePrice } from "../catalogue";
import { planFor } from "../plan-choice";
import { placementGroup, privateNetwork, type ResolvedGroup, type ResolvedNetwork } from "../private-network";
import type { Vendor, VendorChoice } from "../vendor";
import type { HetznerTransform } from "./args";
import {
  type HetznerLocation,
  type HetznerServerType,
  hetznerCatalogue,
  hetznerLocations,
  primaryIpv4Monthly,
} from "./catalogue";

/** Hetzner's own arguments, decided. */
export interface ResolvedHetzner {
  readonly kind: "hetzner";
  readonly location: HetznerLocation;
  readonly serverType: HetznerServerType;
  readonly privateNetwork: ResolvedNetwork | undefined;
  readonly placementGroup: ResolvedGroup | undefined;
}

/** Every child at Hetzner that `vendor.transform` can reach. */
const children = [
  "sshKey",
  "firewall",
  "ipv4",
  "ipv6",
  "volume",
  "server",
  "volumeAttachment",
  "reverseIpv4",
  "reverseIpv6",
  "network",
  "subnet",
  "networkAttachment",
  "placementGroup",
] as const satisfies readonly (keyof HetznerTransform)[];

const keyAtVendor = { pattern: visibleLine, maxLength: 255, use: "the id or name of an SSH key there" };
const vendorId = { pattern: /^[1-9][0-9]{0,18}$/, use: "the vendor's id, digits only" };

function resolve(check: ArgumentCheck, value: unknown): VendorChoice<ResolvedHetzner> {
  const given = record(check, value, [
    "kind",
    "location",
    "serverType",
    "privateNetwork",
    "placementGroup",
    "serverProtection",
    "sshKey",
    "transform",
  ]);
  if (given["sshKey"] !== undefined) textOrOutput(check.at("sshKey"), given["sshKey"], keyAtVendor);
  const location = oneOf(check.at("location"), given["location"], hetznerLocations, "a Hetzner location") ?? "fsn1";
  const { name, plan, monthly } = planFor(
    check.at("serverType"),
    given["serverType"],
    hetznerCatalogue,
    location,
    "cpx22",
  );
  const network = privateNetwork(check.at("privateNetwork"), given["privateNetwork"], vendorId);
  const group = placementGroup(check.at("placementGroup"), given["placementGroup"], vendorId);
  const serverProtection = yesOrNo(check.at("serverProtection"), orDefault(given["serverProtection"], false));
  transforms(check.at("transform"), given["transform"], children);
  return {
    vendor: { kind: "hetzner", location, serverType: name, privateNetwork: network, placementGroup: group },
    order: { place: location, plan: name, serverProtection },
    architecture: plan.architecture,
    memoryGib: plan.memoryGib,
    diskGib: plan.diskGib,
    cost: {
      currency: hetznerCatalogue.currency,
      pricesRead: hetznerCatalogue.pricesRead,
      planMonthly: monthly - primaryIpv4Monthly(location),
      addressMonthly: primaryIpv4Monthly(location),
      volumePerGib: volumePrice(hetznerCatalogue, location),
      traffic: trafficPrice(hetznerCatalogue, plan, location),
    },
  };
}

export const hetzner: Vendor<ResolvedHetzner> = {
  traits: {
    serverName: nameForms.hetznerServer,
    // Hetzner Cloud API, Create a Server: user_data is limited to 32 KiB.
    userDataBytes: 32_768,
    // Hetzner Cloud API, Create a Volume: size between 10 and 10240 GB.
    volumeGib: { min: 10, max: 10_240 },
    serverType: "hcloud:index/server:Server",
    children,
    adoptable: { volume: vendorId, ipv4: vendorId, ipv6: vendorId },
  },
  resolve,
};
