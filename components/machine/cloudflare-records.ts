import type * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Children } from "../core/children";
import { childUrnMark, type Ownership, ownershipKeys } from "../core/ownership";
import { neverTwice } from "../core/resource-options";
import type { DnsArgs, MachineTransform } from "./args";

function recordClass(): typeof import("@pulumi/cloudflare/dnsRecord") {
  return require("@pulumi/cloudflare/dnsRecord");
}

export interface RecordNodes {
  readonly recordIpv4: cloudflare.DnsRecord;
  readonly recordIpv6: cloudflare.DnsRecord | undefined;
}

/** Names that lead to the machine, at Cloudflare. Never proxied: its proxy carries neither Ames nor SSH. */
export function cloudflareRecords(
  children: Children,
  own: Ownership,
  dns: DnsArgs,
  addresses: { readonly ipv4: pulumi.Output<string>; readonly ipv6: pulumi.Output<string> | undefined },
  transform: MachineTransform | undefined,
): RecordNodes {
  const { DnsRecord } = recordClass();
  const record = (family: "ipv4" | "ipv6", content: pulumi.Output<string>) => {
    const role = `record-${family}`;
    // Records carry no labels on every plan, so that the ownership mark goes into the comment.
    const mark = childUrnMark(own, role, "cloudflare:index/dnsRecord:DnsRecord");
    return children.create(
      role,
      DnsRecord,
      {
        zoneId: dns.zoneId,
        name: dns.name,
        type: family === "ipv4" ? "A" : "AAAA",
        content,
        ttl: 300,
        proxied: false,
        comment: pulumi.interpolate`${ownershipKeys.urn}=${mark}`,
      },
      family === "ipv4" ? transform?.recordIpv4 : transform?.recordIpv6,
      neverTwice,
    );
  };
  return {
    recordIpv4: record("ipv4", addresses.ipv4),
    recordIpv6: addresses.ipv6 === undefined ? undefined : record("ipv6", addresses.ipv6),
  };
}
