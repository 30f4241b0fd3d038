import type * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import type { Children } from "../core/children";
import type { Ownership } from "../core/ownership";
import type { DnsArgs, MachineTransform } from "./args";
import { cloudflareRecord } from "./cloudflare-records";
import type { ResolvedDns } from "./dns";
import { type VendorRecord, vendorRecord } from "./vendor-records";

export interface RecordNodes {
  readonly recordIpv4: cloudflare.DnsRecord | VendorRecord;
  readonly recordIpv6: cloudflare.DnsRecord | VendorRecord | undefined;
}

/** Names that lead to the machine, wherever they are served. */
export function records(
  children: Children,
  own: Ownership,
  dns: ResolvedDns,
  addresses: { readonly ipv4: pulumi.Output<string>; readonly ipv6: pulumi.Output<string> | undefined },
  { dns: given, transform }: { readonly dns?: DnsArgs; readonly transform?: MachineTransform },
): RecordNodes {
  const record = (family: "ipv4" | "ipv6", address: pulumi.Output<string>) => {
    const role = `record-${family}` as const;
    const type = family === "ipv4" ? "A" : "AAAA";
    if (dns.vendor !== "cloudflare") return vendorRecord(children, own, dns, { role, type, address }, given);
    const say = family === "ipv4" ? transform?.recordIpv4 : transform?.recordIpv6;
    return cloudflareRecord(children, own, dns, { role, type, address }, say);
  };
  return {
    recordIpv4: record("ipv4", addresses.ipv4),
    recordIpv6: addresses.ipv6 === undefined ? undefined : record("ipv6", addresses.ipv6),
  };
}
