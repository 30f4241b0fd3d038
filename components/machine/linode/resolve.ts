import { oneOf, orDefault, record, transforms } from "../../core/argument-checks";
import type { ArgumentCheck } from "../../core/arguments";
import { nameForms } from "../../core/naming";
import { trafficPrice, volumePrice } from "../catalogue";
import { planFor } from "../plan-choice";
import { placementGroup, privateNetwork, type ResolvedGroup, type ResolvedNetwork } from "../private-network";
import type { Vendor, VendorChoice } from "../vendor";
import type { LinodeAddress, LinodeTransform } from "./args";
import {
  type LinodeRegion,
  type LinodeType,
  linodeCatalogue,
  linodeRegions,
  reservedAddressMonthly,
} from "./catalogue";

/** Linode's own arguments, decided. */
export interface ResolvedLinode {
  readonly kind: "linode";
  readonly region: LinodeRegion;
  readonly type: LinodeType;
  readonly address: LinodeAddress["mode"];
  readonly privateNetwork: ResolvedNetwork | undefined;
  readonly placementGroup: ResolvedGroup | undefined;
}

/** Every child at Linode that `vendor.transform` can reach. */
const children = [
  "firewall",
  "ipv4",
  "volume",
  "server",
  "reverseIpv4",
  "reverseIpv6",
  "network",
  "subnet",
  "placementGroup",
] as const satisfies readonly (keyof LinodeTransform)[];

const idThere = { pattern: /^[1-9][0-9]{0,18}$/, use: "the id there, digits only" };
const volumeId = { pattern: /^[1-9][0-9]{0,18}$/, use: "the volume's id there, digits only" };
const octet = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const address = {
  pattern: new RegExp(`^${octet}(\\.${octet}){3}$`),
  use: "the reserved address itself, such as 203.0.113.7",
};

function resolve(check: ArgumentCheck, value: unknown): VendorChoice<ResolvedLinode> {
  const given = record(check, value, [
    "kind",
    "region",
    "type",
    "address",
    "privateNetwork",
    "placementGroup",
    "transform",
  ]);
  const region = oneOf(check.at("region"), given["region"], linodeRegions, "a Linode region") ?? "de-fra-2";
  const { name, plan, monthly } = planFor(check.at("type"), given["type"], linodeCatalogue, region, "g6-standard-2");
  const addressAt = check.at("address");
  const { mode } = record(addressAt, orDefault(given["address"], { mode: "own" }), ["mode"]);
  const address = oneOf(addressAt.at("mode"), mode, ["own", "reserved"], "a kind of address") ?? "own";
  const network = privateNetwork(check.at("privateNetwork"), given["privateNetwork"], idThere);
  if (network?.mode === "own" && /^192\.168\.(12[89]|1[3-9]\d|2\d\d)\./.test(network.range)) {
    check
      .at("privateNetwork")
      .at("range")
      .problem(`"${network.range}" is in 192.168.128.0/17, which is Linode's own. Use one such as 10.20.0.0/24.`);
  }
  const group = placementGroup(check.at("placementGroup"), given["placementGroup"], idThere);
  transforms(check.at("transform"), given["transform"], children);
  return {
    vendor: { kind: "linode", region, type: name, address, privateNetwork: network, placementGroup: group },
    order: { place: region, plan: name },
    architecture: plan.architecture,
    memoryGib: plan.memoryGib,
    diskGib: plan.diskGib,
    ...(address === "own"
      ? {
          cannotAdopt: {
            ipv4: 'has no meaning for a Linode with its own address. Remove it, or use vendor.address { mode: "reserved" }.',
          },
        }
      : {}),
    cost: {
      currency: linodeCatalogue.currency,
      pricesRead: linodeCatalogue.pricesRead,
      planMonthly: monthly,
      ...(address === "reserved" ? { addressMonthly: reservedAddressMonthly } : {}),
      volumePerGib: volumePrice(linodeCatalogue, region),
      traffic: trafficPrice(linodeCatalogue, plan, region),
    },
  };
}

export const linode: Vendor<ResolvedLinode> = {
  traits: {
    serverName: nameForms.linodeInstance,
    // Linode API, Create a Linode: metadata.user_data is limited to 65535 bytes, decoded.
    userDataBytes: 65_535,
    // Linode API, Create a volume: size between 10 and 10240 GB.
    volumeGib: { min: 10, max: 10_240 },
    // Linode API, Firewalls: 25 rules, of which SSH and ICMP take two.
    mostOpenPorts: 23,
    serverType: "linode:index/instance:Instance",
    children,
    adoptable: { volume: volumeId, ipv4: address },
  },
  resolve,
};
