// Names and contents of DNS records, as every vendor checks them, and what a name means in this sandbox.
import { isIPv4, isIPv6 } from "node:net";

const label = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?";
const hostname = new RegExp(`^(?=.{1,253}\\.?$)((${label}|\\*)\\.)*${label}\\.?$`);

export function isHostname(text: string): boolean {
  return hostname.test(text);
}

/** A domain of at least two labels, without a dot at its end. */
export function isDomain(text: string): boolean {
  return isHostname(text) && text.includes(".") && !text.endsWith(".");
}

const named = ["CNAME", "MX", "NS", "PTR"];

/** What is wrong with the content of a record of a type (RFC 1035, 3596). */
export function contentProblem(type: string, content: string): string | undefined {
  if (type === "A" && !isIPv4(content)) return `${content} is not an IPv4 address`;
  if (type === "AAAA" && !isIPv6(content)) return `${content} is not an IPv6 address`;
  if (named.includes(type) && content !== "@" && !isHostname(content)) return `${content} is not a host name`;
  return undefined;
}

/** The full name of a record of a zone, however the vendor writes the zone itself: "", "@" or its name. */
export function fullName(name: string, zone: string): string {
  const clean = name.replace(/\.$/, "");
  if (clean === "" || clean === "@" || clean === zone) return zone;
  return clean.endsWith(`.${zone}`) ? clean : `${clean}.${zone}`;
}
