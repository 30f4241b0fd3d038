// Public SSH keys as every vendor takes them: a line of an authorized_keys file (RFC 4253, 6.6).
import { createHash } from "node:crypto";

const keyTypes = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"];

/** The decoded key of an authorized_keys line, or undefined where it is none. */
export function keyBlob(publicKey: string): Buffer | undefined {
  const [type = "", encoded = ""] = publicKey.trim().split(/\s+/);
  if (!keyTypes.includes(type) || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const blob = Buffer.from(encoded, "base64");
  if (blob.length < 4 + type.length || blob.readUInt32BE(0) !== type.length) return undefined;
  if (blob.subarray(4, 4 + type.length).toString() !== type) return undefined;
  return type !== "ssh-ed25519" || blob.length === 51 ? blob : undefined;
}

/** MD5 in pairs of digits, as the vendors still show it. */
export function fingerprintOf(publicKey: string): string {
  const blob = keyBlob(publicKey) ?? Buffer.alloc(0);
  return createHash("md5").update(blob).digest("hex").match(/../g)?.join(":") ?? "";
}
