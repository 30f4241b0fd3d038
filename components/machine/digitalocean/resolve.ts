import { oneOf, orDefault, record, textOrOutput, transforms, visibleLine, yesOrNo } from "../../core/argument-checks";
import type { ArgumentCheck } from "../../core/arguments";
import { nameForms } from "../../core/naming";
import { trafficPrice, volumePrice } from "../catalogue";
import { planFor } from "../plan-choice";
import { notHere, privateNetwork, type ResolvedNetwork } from "../private-network";
import type { Vendor, VendorChoice } from "../vendor";
import type { DigitalOceanTransform } from "./args";
import {
  type DigitalOceanRegion,
  type DigitalOceanSize,
  digitalOceanCatalogue,
  digitalOceanRegions,
} from "./catalogue";

/** DigitalOcean's own arguments, decided. */
export interface ResolvedDigitalOcean {
  readonly kind: "digitalocean";
  readonly region: DigitalOceanRegion;
  readonly size: DigitalOceanSize;
  readonly monitoring: boolean;
  readonly privateNetwork: ResolvedNetwork | undefined;
}

/** Every child at DigitalOcean that `vendor.transform` can reach. */
const children = [
  "sshKey",
  "machineTag",
  "sshExposureTag",
  "firewall",
  "ipv4",
  "volume",
  "server",
  "volumeAttachment",
  "ipv4Assignment",
  "network",
] as const satisfies readonly (keyof DigitalOceanTransform)[];

const keyAtVendor = { pattern: visibleLine, maxLength: 255, use: "the id or fingerprint of an SSH key there" };
const networkId = {
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  use: "the id of a VPC there, a UUID",
};
const volumeId = {
  pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  use: "the volume's id there, a UUID such as 506f78a4-e098-11e5-ad9f-000f53306ae1",
};
const octet = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const address = {
  pattern: new RegExp(`^${octet}(\\.${octet}){3}$`),
  use: "the reserved address itself, such as 203.0.113.7",
};

function resolve(check: ArgumentCheck, value: unknown): VendorChoice<ResolvedDigitalOcean> {
  const given = record(check, value, [
    "kind",
    "region",
    "size",
    "sshKey",
    "monitoring",
    "privateNetwork",
    "placementGroup",
    "transform",
  ]);
  if (given["sshKey"] !== undefined) textOrOutput(check.at("sshKey"), given["sshKey"], keyAtVendor);
  const region =
    oneOf(check.at("region"), given["region"], digitalOceanRegions, "a DigitalOcean region that takes new droplets") ??
    "fra1";
  const monitoring = yesOrNo(check.at("monitoring"), orDefault(given["monitoring"], false));
  const { name, plan, monthly } = planFor(
    check.at("size"),
    given["size"],
    digitalOceanCatalogue,
    region,
    "s-2vcpu-4gb",
  );
  const network = privateNetwork(check.at("privateNetwork"), given["privateNetwork"], networkId);
  notHere(
    check.at("placementGroup"),
    given["placementGroup"],
    "DigitalOcean tells nobody which hardware a droplet is on. Use another region for what must not fail together.",
  );
  transforms(check.at("transform"), given["transform"], children);
  return {
    vendor: { kind: "digitalocean", region, size: name, monitoring, privateNetwork: network },
    order: { place: region, plan: name },
    architecture: plan.architecture,
    memoryGib: plan.memoryGib,
    diskGib: plan.diskGib,
    cost: {
      currency: digitalOceanCatalogue.currency,
      pricesRead: digitalOceanCatalogue.pricesRead,
      planMonthly: monthly,
      volumePerGib: volumePrice(digitalOceanCatalogue, region),
      traffic: trafficPrice(digitalOceanCatalogue, plan, region),
    },
  };
}

export const digitalOcean: Vendor<ResolvedDigitalOcean> = {
  traits: {
    serverName: nameForms.digitalOcean,
    // DigitalOcean API, Create a Droplet: user_data is limited to 64 KiB.
    userDataBytes: 65_536,
    // Guests read it from a config drive, whose data source hands it on as it is (reference: vps-providers 3.1).
    userDataPacking: "none",
    // DigitalOcean API, Firewalls: 50 rules, of which five are SSH, ICMP and what goes out.
    mostOpenPorts: 45,
    // DigitalOcean documentation, Volumes, Limits: 1 GiB to 16 TiB.
    volumeGib: { min: 1, max: 16_384 },
    serverType: "digitalocean:index/droplet:Droplet",
    children,
    adoptable: { volume: volumeId, ipv4: address },
  },
  resolve,
};
