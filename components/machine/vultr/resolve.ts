import { oneOf, record, transforms } from "../../core/argument-checks";
import type { ArgumentCheck } from "../../core/arguments";
import { nameForms } from "../../core/naming";
import { trafficPrice, volumePrice } from "../catalogue";
import { planFor } from "../plan-choice";
import { notHere, privateNetwork, type ResolvedNetwork } from "../private-network";
import type { Vendor, VendorChoice } from "../vendor";
import type { VultrTransform } from "./args";
import { reservedIpv4Monthly, type VultrPlan, type VultrRegion, vultrCatalogue, vultrRegions } from "./catalogue";

/** Vultr's own arguments, decided. */
export interface ResolvedVultr {
  readonly kind: "vultr";
  readonly region: VultrRegion;
  readonly plan: VultrPlan;
  readonly privateNetwork: ResolvedNetwork | undefined;
}

/** Every child at Vultr that `vendor.transform` can reach. */
const children = [
  "sshKey",
  "firewallGroup",
  "firewallRule",
  "ipv4",
  "server",
  "volume",
  "reverseIpv4",
  "reverseIpv6",
  "network",
] as const satisfies readonly (keyof VultrTransform)[];

const vendorId = {
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  use: "the vendor's id, such as 4f0f12e5-1f84-404f-aa84-85f431ea5ec2",
};

function resolve(check: ArgumentCheck, value: unknown): VendorChoice<ResolvedVultr> {
  const given = record(check, value, ["kind", "region", "plan", "privateNetwork", "placementGroup", "transform"]);
  const region = oneOf(check.at("region"), given["region"], vultrRegions, "a Vultr region") ?? "ewr";
  const { name, plan, monthly } = planFor(check.at("plan"), given["plan"], vultrCatalogue, region, "vc2-2c-4gb");
  const network = privateNetwork(check.at("privateNetwork"), given["privateNetwork"], vendorId);
  notHere(
    check.at("placementGroup"),
    given["placementGroup"],
    "Vultr has no groups. Use another region for what must not fail together.",
  );
  transforms(check.at("transform"), given["transform"], children);
  return {
    vendor: { kind: "vultr", region, plan: name, privateNetwork: network },
    order: { place: region, plan: name },
    architecture: plan.architecture,
    memoryGib: plan.memoryGib,
    diskGib: plan.diskGib,
    cost: {
      currency: vultrCatalogue.currency,
      pricesRead: vultrCatalogue.pricesRead,
      planMonthly: monthly,
      // No machine without a reserved address.
      addressMonthly: reservedIpv4Monthly,
      volumePerGib: volumePrice(vultrCatalogue, region),
      traffic: trafficPrice(vultrCatalogue, plan, region),
    },
  };
}

export const vultr: Vendor<ResolvedVultr> = {
  traits: {
    serverName: nameForms.vultr,
    // Vultr publishes no limit; this much is known to be taken. What is larger goes compressed.
    userDataBytes: 16_384,
    // cloud-init, DataSourceVultr: the user data is taken as the metadata service tells it.
    userDataPacking: "message",
    // Vultr API, Create Block Storage: high_perf has 10 to 10000 GB.
    volumeGib: { min: 10, max: 10_000 },
    serverType: "vultr:index/instance:Instance",
    children,
    // An IPv6 address is the server's own and goes with it.
    adoptable: { volume: vendorId, ipv4: vendorId },
  },
  resolve,
};
