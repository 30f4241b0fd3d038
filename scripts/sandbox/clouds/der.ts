// As much of ASN.1 in its distinguished form (X.690) as certificates need.
export function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...parts: readonly Buffer[]) => tlv(0x30, ...parts);
export const setOf = (...parts: readonly Buffer[]) => tlv(0x31, ...parts);
export const octets = (body: Buffer) => tlv(0x04, body);
export const bits = (body: Buffer, unused = 0) => tlv(0x03, Buffer.from([unused]), body);
export const text = (value: string) => tlv(0x0c, Buffer.from(value));
export const truth = tlv(0x01, Buffer.from([0xff]));
export const none = tlv(0x05);
/** `[n]`, around a whole value. */
export const tagged = (number: number, ...parts: readonly Buffer[]) => tlv(0xa0 | number, ...parts);

export function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return tlv(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const digits = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return tlv(0x06, Buffer.from(bytes));
}

/** UTCTime until 2049, as RFC 5280 4.1.2.5 wants it. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

export interface Element {
  readonly tag: number;
  /** With tag and length. */
  readonly whole: Buffer;
  readonly body: Buffer;
}

export function elementsIn(body: Buffer): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at < body.length; ) {
    const first = body[at + 1] ?? 0;
    const more = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + more;
    const length = more === 0 ? first : body.readUIntBE(at + 2, more);
    const end = start + length;
    found.push({ tag: body[at] ?? 0, whole: body.subarray(at, end), body: body.subarray(start, end) });
    at = end;
  }
  return found;
}

export function pemOfDer(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** Undefined where the text holds no such thing. */
export function derOfPem(label: string, pem: string): Buffer | undefined {
  const body = new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`).exec(pem)?.[1];
  return body === undefined ? undefined : Buffer.from(body, "base64");
}
