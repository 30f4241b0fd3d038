import { domain, oneOf, record, text, transforms } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";

/** Who can serve a machine's name. */
export const dnsVendors = ["cloudflare", "digitalocean", "hetzner", "linode", "vultr"] as const;
export type DnsVendor = (typeof dnsVendors)[number];

/** A machine's name, and where it is served. */
export type ResolvedDns =
  | { readonly vendor: "cloudflare"; readonly zoneId: string; readonly name: string }
  | { readonly vendor: Exclude<DnsVendor, "cloudflare">; readonly zone: string; readonly name: string };

/** A name as its zone knows it: without the zone, and empty for the zone's own. */
export function nameInZone(name: string, zone: string): string {
  return name === zone ? "" : name.slice(0, -(zone.length + 1));
}

/** Judges a machine's name. */
export function dnsArgs(check: ArgumentCheck, value: unknown): ResolvedDns | undefined {
  if (value === undefined) return undefined;
  const { vendor: given } = record(check, value, undefined);
  const vendor = oneOf(check.at("vendor"), given, dnsVendors, "a DNS vendor that this release knows") ?? "cloudflare";
  if (vendor === "cloudflare") {
    const { zoneId: id, name } = record(check, value, ["vendor", "zoneId", "name"]);
    const zoneId = text(check.at("zoneId"), id, {
      pattern: /^[0-9a-f]{32}$/,
      use: "the zone's id at Cloudflare, 32 hexadecimal digits",
    });
    return { vendor, zoneId, name: domain(check.at("name"), name) };
  }
  const fields = record(check, value, ["vendor", "zone", "name", "transform"]);
  const zone = domain(check.at("zone"), fields["zone"]);
  const name = domain(check.at("name"), fields["name"]);
  if (zone !== "" && name !== "" && name !== zone && !name.endsWith(`.${zone}`)) {
    check.at("name").problem(`"${name}" is no name in the zone ${zone}. Use one that ends with .${zone}.`);
  }
  transforms(check.at("transform"), fields["transform"], ["recordIpv4", "recordIpv6"]);
  return { vendor, zone, name };
}
