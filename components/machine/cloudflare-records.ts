import type * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Children, Transform } from "../core/children";
import { childUrnMark, type Ownership, ownershipKeys } from "../core/ownership";
import { neverTwice } from "../core/resource-options";
import type { ResolvedDns } from "./dns";

function recordClass(): typeof import("@pulumi/cloudflare/dnsRecord") {
  return require("@pulumi/cloudflare/dnsRecord");
}

/** A name that leads to the machine, at Cloudflare. Never proxied: its proxy carries neither Ames nor SSH. */
export function cloudflareRecord(
  children: Children,
  own: Ownership,
  { zoneId, name }: Extract<ResolvedDns, { vendor: "cloudflare" }>,
  {
    role,
    type,
    address,
  }: { readonly role: string; readonly type: "A" | "AAAA"; readonly address: pulumi.Output<string> },
  transform: Transform<cloudflare.DnsRecordArgs> | undefined,
): cloudflare.DnsRecord {
  const { DnsRecord } = recordClass();
  // Records carry no labels on every plan, so that the ownership mark goes into the comment.
  const mark = childUrnMark(own, role, "cloudflare:index/dnsRecord:DnsRecord");
  return children.create(
    role,
    DnsRecord,
    {
      zoneId,
      name,
      type,
      content: address,
      ttl: 300,
      proxied: false,
      comment: pulumi.interpolate`${ownershipKeys.urn}=${mark}`,
    },
    transform,
    neverTwice,
  );
}
