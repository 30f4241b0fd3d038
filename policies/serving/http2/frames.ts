import { ConnectionFault, type Reason, reasons } from "./faults";

/** What a client sends before its first frame. */
export const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

export const kinds = {
  data: 0,
  headers: 1,
  priority: 2,
  resetStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

/** Flags mean something else for each kind of frame. */
export const flags = { acknowledged: 0x1, endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;
export const settings = {
  headerTableSize: 1,
  enablePush: 2,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
  maxHeaderListSize: 6,
} as const;

export const frameHeaderLength = 9;
/** What either side may send in one frame unless the other one allows more. */
export const usualFrameSize = 16_384;
export const largestFrameSize = 2 ** 24 - 1;
export const largestWindow = 2 ** 31 - 1;
export const usualWindow = 65_535;

export interface Frame {
  readonly kind: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

const nothing = Buffer.alloc(0);

/** A frame of a message of which a part has come. */
interface OpenData {
  readonly flags: number;
  readonly stream: number;
  left: number;
}

/**
 * Takes what arrives apart into frames. Those of messages, unless they are padded, are handed on in the parts in which they
 * come, as so many frames of which the last alone ends the stream; what else is cut off by the end of a chunk waits.
 */
export class FrameReader {
  readonly #hear: (heard: Frame) => void;
  #rest: Buffer = nothing;
  #isGreeted = false;
  #open: OpenData | undefined;

  constructor(hear: (heard: Frame) => void) {
    this.#hear = hear;
  }

  read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = this.#isGreeted ? this.#goOn(bytes, 0) : this.#greet(bytes);
    while (this.#isGreeted && at + frameHeaderLength <= bytes.length) {
      const length = bytes.readUIntBE(at, 3);
      if (length > usualFrameSize) {
        throw new ConnectionFault(reasons.frameSize, `A frame of ${length} bytes is longer than allowed.`);
      }
      const from = at + frameHeaderLength;
      const kind = bytes[from - 6] ?? 0;
      const set = bytes[from - 5] ?? 0;
      // The first bit is reserved, and means nothing.
      const stream = bytes.readUInt32BE(from - 4) % 2 ** 31;
      if (from + length <= bytes.length) {
        at = from + length;
        this.#hear({ kind, flags: set, stream, payload: bytes.subarray(from, at) });
      } else if (kind === kinds.data && (set & flags.padded) === 0) {
        this.#open = { flags: set, stream, left: length };
        at = this.#goOn(bytes, from);
      } else break;
    }
    this.#rest = at === bytes.length ? nothing : bytes.subarray(at);
  }

  /** Where the first frame begins: nowhere yet as long as the greeting is not whole. */
  #greet(bytes: Buffer): number {
    const seen = Math.min(bytes.length, preface.length);
    if (preface.compare(bytes, 0, seen, 0, seen) !== 0) {
      throw new ConnectionFault(reasons.protocol, "The caller does not speak HTTP/2.");
    }
    this.#isGreeted = seen === preface.length;
    return this.#isGreeted ? seen : 0;
  }

  /** Hands on what has come of the open frame, and says where it ends. */
  #goOn(bytes: Buffer, from: number): number {
    const open = this.#open;
    if (open === undefined || from === bytes.length) return from;
    const to = Math.min(from + open.left, bytes.length);
    open.left -= to - from;
    const isLast = open.left === 0;
    if (isLast) this.#open = undefined;
    const set = isLast ? open.flags : open.flags & ~flags.endStream;
    this.#hear({ kind: kinds.data, flags: set, stream: open.stream, payload: bytes.subarray(from, to) });
    return to;
  }
}

/** Writes the head of a frame into bytes that have room for it, and says where its payload begins. */
export function writeFrameHead(
  into: Buffer,
  at: number,
  { kind, flags: set, stream, length }: Omit<Frame, "payload"> & { readonly length: number },
): number {
  // Byte by byte: what writes numbers of any length takes several times as long.
  into[at] = length >>> 16;
  into[at + 1] = length >>> 8;
  into[at + 2] = length;
  into[at + 3] = kind;
  into[at + 4] = set;
  return into.writeUInt32BE(stream, at + 5);
}

/** Frames one after another, in the bytes of one packet. */
export function frames(...each: readonly Frame[]): Buffer {
  let length = 0;
  for (const { payload } of each) length += frameHeaderLength + payload.length;
  const bytes = Buffer.allocUnsafe(length);
  let at = 0;
  for (const { kind, flags: set, stream, payload } of each) {
    at = writeFrameHead(bytes, at, { kind, flags: set, stream, length: payload.length });
    at += payload.copy(bytes, at);
  }
  return bytes;
}

export function frame(only: Frame): Buffer {
  return frames(only);
}

export function settingsFrame(values: Partial<Record<keyof typeof settings, number>>): Buffer {
  const entries = Object.entries(settings).flatMap(([name, number]) => {
    const value: unknown = Reflect.get(values, name);
    return typeof value === "number" ? [{ number, value }] : [];
  });
  const payload = Buffer.alloc(entries.length * 6);
  for (const [index, { number, value }] of entries.entries()) {
    payload.writeUInt16BE(number, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  }
  return frame({ kind: kinds.settings, flags: 0, stream: 0, payload });
}

export function windowUpdate(stream: number, by: number): Buffer {
  return numbersFrame(kinds.windowUpdate, stream, [by]);
}

export function resetStream(stream: number, reason: Reason): Buffer {
  return numbersFrame(kinds.resetStream, stream, [reason]);
}

export function goAway(lastStream: number, reason: Reason, says: string): Buffer {
  const numbers = numbersFrame(kinds.goAway, 0, [lastStream, reason]).subarray(frameHeaderLength);
  return frame({ kind: kinds.goAway, flags: 0, stream: 0, payload: Buffer.concat([numbers, Buffer.from(says)]) });
}

function numbersFrame(kind: number, stream: number, numbers: readonly number[]): Buffer {
  const payload = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) payload.writeUInt32BE(number, index * 4);
  return frame({ kind, flags: 0, stream, payload });
}

/** What a frame holds beside its filling, and without the priority that older callers give. */
export function unpadded({ kind, flags: set, payload }: Frame): Buffer {
  const isPadded = (set & flags.padded) !== 0;
  if (!isPadded && (kind !== kinds.headers || (set & flags.priority) === 0)) return payload;
  const filling = isPadded ? (payload[0] ?? Number.POSITIVE_INFINITY) : 0;
  const from = (isPadded ? 1 : 0) + (kind === kinds.headers && (set & flags.priority) !== 0 ? 5 : 0);
  if (from + filling > payload.length) {
    throw new ConnectionFault(reasons.protocol, "A frame has more filling than it is long.");
  }
  return payload.subarray(from, payload.length - filling);
}
