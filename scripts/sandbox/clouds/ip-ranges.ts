// Addresses and CIDR blocks, as far as vendors' rules look at them.
import { isIPv4, isIPv6 } from "node:net";

export interface Range {
  readonly first: number;
  readonly last: number;
  readonly bits: number;
}

/** First and last address of an IPv4 block, or undefined where it is none or its host bits are set. */
export function rangeOf(cidr: string): Range | undefined {
  const [address, length] = cidr.split("/");
  const bits = Number(length);
  if (address === undefined || !isIPv4(address) || !/^\d+$/.test(length ?? "") || bits > 32) return undefined;
  const first = numberFrom(address);
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1, bits } : undefined;
}

export function contains(outer: Range, inner: Range): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

export function overlap(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** RFC 1918. */
export const privateRanges: readonly Range[] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
  .map(rangeOf)
  .filter((one) => one !== undefined);

export function numberFrom(ip: string): number {
  return ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** An address and how many bits of it count; undefined where the text is no CIDR block. */
export function splitCidr(cidr: string): { readonly address: string; readonly bits: number } | undefined {
  const [address = "", length = "", ...more] = cidr.split("/");
  const bits = Number(length);
  const known = /^\d+$/.test(length) && more.length === 0;
  return known && (isIPv4(address) ? bits <= 32 : isIPv6(address) && bits <= 128) ? { address, bits } : undefined;
}

/** What is wrong with a block that must begin at its first address. */
export function cidrProblem(cidr: string): string | undefined {
  const parts = splitCidr(cidr);
  if (parts === undefined) return `${cidr} is not a CIDR block, such as 198.51.100.7/32 or 2001:db8::/64`;
  const clean = isIPv4(parts.address) ? rangeOf(cidr) !== undefined : lowBitsAreZero(parts.address, parts.bits);
  return clean ? undefined : `${cidr} has host bits set: it is not the start of the CIDR block`;
}

function lowBitsAreZero(address: string, bits: number): boolean {
  return (ipv6Value(address) & ((1n << BigInt(128 - bits)) - 1n)) === 0n;
}

export function ipv6Value(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const parts = (text: string | undefined) => (text === undefined || text === "" ? [] : text.split(":"));
  const [left, right] = [parts(head), parts(tail)];
  const middle =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  return [...left, ...middle, ...right].reduce(
    (sum, part) => (sum << 16n) | BigInt(Number.parseInt(part, 16) || 0),
    0n,
  );
}

/** RFC 5952: lower case, no leading zeros, the longest run of zeros as `::`. */
export function canonicalIpv6(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
}
