import { createHash } from "node:crypto";

/**
 * The UUID of the file system on a volume, derived from the volume's vendor id: the deployment can name it before the
 * volume is formatted, and finds it again on a volume that was adopted.
 */
export function filesystemUuid(vendor: string, volumeId: string): string {
  return uuidOf(`roadstead file system on ${vendor} volume ${volumeId}`);
}

/** The UUID of the LUKS container around that file system, which has to be another one. */
export function containerUuid(filesystem: string): string {
  return uuidOf(`roadstead container of ${filesystem}`);
}

function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  // Version 8 of RFC 9562: made by a rule of our own.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
