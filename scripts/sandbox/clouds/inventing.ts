// Values nobody gave: always the same for the same seed, and plain to see as invented.
import { createHash } from "node:crypto";

export function digest(...parts: readonly (string | number)[]): Buffer {
  return createHash("sha256").update(parts.join("\u0000")).digest();
}

export function hexDigits(count: number, ...parts: readonly (string | number)[]): string {
  let text = "";
  for (let round = 0; text.length < count; round += 1) text += digest(...parts, round).toString("hex");
  return text.slice(0, count);
}

/** Bytes without end that look random and repeat with the seed. */
export function* bytesOf(...parts: readonly (string | number)[]): Generator<number, never> {
  for (let round = 0; ; round += 1) yield* digest(...parts, round);
}

export function uuid(...parts: readonly (string | number)[]): string {
  const hex = hexDigits(32, ...parts);
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Who gives out addresses: each has a part of them to itself, so that no two vendors ever give the same one. */
const givers = ["hcloud", "digitalocean", "linode", "vultr", "kubernetes"] as const;
export type AddressGiver = (typeof givers)[number];

const testAddresses = 1 << 17;
const share = Math.floor(testAddresses / givers.length);

/** From 198.18.0.0/15, set aside for tests of equipment (RFC 2544): never anybody's address. */
export function testAddress(giver: AddressGiver, number: number): string {
  const at = givers.indexOf(giver) * share + (number % share);
  return `198.${18 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`;
}

export function isTestAddress(address: string): boolean {
  return /^198\.(18|19)\./.test(address);
}

/** A /64 from 2001:db8::/32, set aside for documentation (RFC 3849). */
export function testPrefix(giver: AddressGiver, number: number): string {
  const upper = (givers.indexOf(giver) << 12) + (number >> 16);
  return `2001:db8:${upper.toString(16)}:${(number & 0xffff).toString(16)}::`;
}
