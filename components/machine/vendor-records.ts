import type * as vultr from "@ediri/vultr";
import type * as digitalocean from "@pulumi/digitalocean";
import type * as hcloud from "@pulumi/hcloud";
import type * as linode from "@pulumi/linode";
import type * as pulumi from "@pulumi/pulumi";
import type { Children, Transform } from "../core/children";
import { type Ownership, ownershipLabels } from "../core/ownership";
import { neverTwice } from "../core/resource-options";
import type { DnsArgs } from "./args";
import { nameInZone, type ResolvedDns } from "./dns";

export type VendorRecord = digitalocean.DnsRecord | hcloud.ZoneRrset | linode.DomainRecord | vultr.DnsRecord;

const ttl = 300;

/** What one family's record is to be. */
interface RecordWanted {
  readonly role: "record-ipv4" | "record-ipv6";
  readonly type: "A" | "AAAA";
  readonly address: pulumi.Output<string>;
}

type ServedByVendor = Exclude<ResolvedDns, { vendor: "cloudflare" }>;
type Given<Vendor extends ServedByVendor["vendor"]> = Extract<DnsArgs, { vendor: Vendor }>;

function transformOf<Args>(
  { role }: RecordWanted,
  given: { readonly transform?: { readonly recordIpv4?: Args; readonly recordIpv6?: Args } } | undefined,
): Args | undefined {
  return role === "record-ipv4" ? given?.transform?.recordIpv4 : given?.transform?.recordIpv6;
}

function digitalOceanRecord(
  children: Children,
  { zone, name }: ServedByVendor,
  wanted: RecordWanted,
  transform: Transform<digitalocean.DnsRecordArgs> | undefined,
): digitalocean.DnsRecord {
  const { DnsRecord }: typeof import("@pulumi/digitalocean") = require("@pulumi/digitalocean");
  const { role, type, address } = wanted;
  const args = { domain: zone, type, name: nameInZone(name, zone) || "@", value: address, ttl };
  return children.create(role, DnsRecord, args, transform, neverTwice);
}

function hetznerRecord(
  children: Children,
  own: Ownership,
  { zone, name }: ServedByVendor,
  wanted: RecordWanted,
  transform: Transform<hcloud.ZoneRrsetArgs> | undefined,
): hcloud.ZoneRrset {
  const { ZoneRrset }: typeof import("@pulumi/hcloud") = require("@pulumi/hcloud");
  const { role, type, address } = wanted;
  const labels = ownershipLabels(own, role, "hcloud:index/zoneRrset:ZoneRrset");
  const args = { zone, type, name: nameInZone(name, zone) || "@", records: [{ value: address }], ttl, labels };
  return children.create(role, ZoneRrset, args, transform, neverTwice);
}

function linodeRecord(
  children: Children,
  own: Ownership,
  { zone, name }: ServedByVendor,
  wanted: RecordWanted,
  transform: Transform<linode.DomainRecordArgs> | undefined,
): linode.DomainRecord {
  const { DomainRecord, getDomainOutput }: typeof import("@pulumi/linode") = require("@pulumi/linode");
  const { role, type, address } = wanted;
  const domainId = getDomainOutput({ domain: zone }, { parent: own.component }).apply(({ id }) => id ?? 0);
  const args = { domainId, recordType: type, name: nameInZone(name, zone), target: address, ttlSec: ttl };
  return children.create(role, DomainRecord, args, transform, neverTwice);
}

function vultrRecord(
  children: Children,
  { zone, name }: ServedByVendor,
  wanted: RecordWanted,
  transform: Transform<vultr.DnsRecordArgs> | undefined,
): vultr.DnsRecord {
  const { DnsRecord }: typeof import("@ediri/vultr") = require("@ediri/vultr");
  const { role, type, address } = wanted;
  const args = { domain: zone, type, name: nameInZone(name, zone), data: address, ttl };
  return children.create(role, DnsRecord, args, transform, neverTwice);
}

/** A record at a vendor that also rents machines, in a zone that is there. */
export function vendorRecord(
  children: Children,
  own: Ownership,
  dns: ServedByVendor,
  wanted: RecordWanted,
  given: DnsArgs | undefined,
): VendorRecord {
  const isAt = <Vendor extends ServedByVendor["vendor"]>(vendor: Vendor): Given<Vendor> | undefined => {
    const fits = (each: DnsArgs | undefined): each is Given<Vendor> => each?.vendor === vendor;
    return fits(given) ? given : undefined;
  };
  switch (dns.vendor) {
    case "digitalocean":
      return digitalOceanRecord(children, dns, wanted, transformOf(wanted, isAt("digitalocean")));
    case "hetzner":
      return hetznerRecord(children, own, dns, wanted, transformOf(wanted, isAt("hetzner")));
    case "linode":
      return linodeRecord(children, own, dns, wanted, transformOf(wanted, isAt("linode")));
    case "vultr":
      return vultrRecord(children, dns, wanted, transformOf(wanted, isAt("vultr")));
  }
}
