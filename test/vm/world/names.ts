import { createSocket, type Socket } from "node:dgram";
import { world4 } from "./addresses";

const headerBytes = 12;
const ipv4Type = 1;

/** The end of the question that follows the header, or undefined where the message is cut off. */
function questionEnd(query: Buffer): number | undefined {
  let at = headerBytes;
  while (at < query.length) {
    const length = query[at] ?? 0;
    if (length === 0) return at + 5 <= query.length ? at + 5 : undefined;
    at += length + 1;
  }
  return undefined;
}

/** The answer to one query: the world's address for every name, and no IPv6 address for any. */
function answer(query: Buffer): Buffer | undefined {
  const end = questionEnd(query);
  if (query.length < headerBytes || end === undefined) return undefined;
  const isAddress = query.readUInt16BE(end - 4) === ipv4Type;
  const header = Buffer.from(query.subarray(0, headerBytes));
  header.writeUInt16BE(0x8580, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(isAddress ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  const record = Buffer.from([
    0xc0,
    headerBytes,
    0,
    ipv4Type,
    0,
    1,
    0,
    0,
    0,
    60,
    0,
    4,
    ...world4.split(".").map(Number),
  ]);
  return Buffer.concat([header, query.subarray(headerBytes, end), ...(isAddress ? [record] : [])]);
}

/** Answers every name with the world's own address. */
export async function serveNames(): Promise<Socket> {
  return listening(53, (query) => answer(query));
}

const secondsFrom1900To1970 = 2_208_988_800;

/** The time as NTP writes it: seconds since 1900 and their fraction, 32 bits each. */
function stamp(ms: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeUInt32BE((Math.floor(ms / 1000) + secondsFrom1900To1970) >>> 0, 0);
  buffer.writeUInt32BE(Math.floor(((ms % 1000) / 1000) * 2 ** 32) >>> 0, 4);
  return buffer;
}

/** Tells the host's own time, as a time server of the second stratum does. */
export async function serveTime(): Promise<Socket> {
  return listening(123, (query) => {
    if (query.length < 48) return undefined;
    const now = stamp(Date.now());
    const head = Buffer.from([0x24, 2, query[2] ?? 6, 0xec, 0, 0, 0, 1, 0, 0, 0, 1, ...world4.split(".").map(Number)]);
    return Buffer.concat([head, now, query.subarray(40, 48), now, now]);
  });
}

function listening(port: number, reply: (query: Buffer) => Buffer | undefined): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const text = reply(query);
    if (text !== undefined) socket.send(text, from.port, from.address);
  });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, world4, () => resolve(socket));
  });
}
