import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

// Binding requests of RFC 8489 as a ship's runtime wants them: every ship answers one that ends with a fingerprint (vere, io/ames/stun.c).

const cookie = 0x2112a442;
const fingerprintMask = 0x5354554e;
const headLength = 20;

function withFingerprint(message: Buffer): Buffer {
  const attribute = Buffer.alloc(8);
  attribute.writeUInt16BE(0x8028, 0);
  attribute.writeUInt16BE(4, 2);
  attribute.writeUInt32BE((crc32(message) ^ fingerprintMask) >>> 0, 4);
  return Buffer.concat([message, attribute]);
}

/** A request, and the number by which its answer is known. */
export function bindingRequest(transaction: Buffer = randomBytes(12)): Buffer {
  const head = Buffer.alloc(headLength);
  head.writeUInt16BE(0x0001, 0);
  // What follows the head: the fingerprint.
  head.writeUInt16BE(8, 2);
  head.writeUInt32BE(cookie, 4);
  transaction.copy(head, 8);
  return withFingerprint(head);
}

/** Whether this answers that request, unaltered. */
export function answersRequest(answer: Buffer, request: Buffer): boolean {
  if (answer.length < headLength + 8 || answer.readUInt16BE(0) !== 0x0101) return false;
  const body = answer.subarray(0, answer.length - 8);
  return answer.subarray(4, headLength).equals(request.subarray(4, headLength)) && withFingerprint(body).equals(answer);
}
