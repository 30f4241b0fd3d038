import { Server, type Socket } from "node:net";
import { type Answer, Connection } from "./http2/connection";
import { type HeaderField, headerBlock } from "./http2/header-fields";

/** Statuses of gRPC, as far as a pack needs them. */
export const status = { unknown: 2, unimplemented: 12, internal: 13 } as const;

/** An answer without a message: a status other than OK, and what it says. */
export interface Refusal {
  readonly code: (typeof status)[keyof typeof status];
  readonly details: string;
}

/** Answers one question, bytes in and bytes out. */
export type Answering = (request: Buffer) => Buffer | Refusal;

/** A length of four bytes, and before it one that says whether the message is compressed. */
const prefixLength = 5;
/** Headers have limits of their own, and nobody reads more. */
const longestDetails = 4_000;

const said: readonly HeaderField[] = [
  [":status", "200"],
  ["content-type", "application/grpc+proto"],
  ["grpc-accept-encoding", "identity"],
];
const head = headerBlock(said);
const trailers = headerBlock([["grpc-status", "0"]]);
const noCall: Answer = { head: headerBlock([[":status", "415"]]) };

/** Sockets like any other; what stands before a pack knows by this name that calls of gRPC come in here. */
export class Http2Server extends Server {}

/**
 * Serves calls of gRPC with one question and one answer, by path, on an HTTP/2 of its own. A general server does for each
 * call what a pack has no use for: streams, deadlines, interceptors, statistics; and it sends each answer in two packets.
 * `unary-server.test.ts` asks it what a client may.
 */
export function unaryServer(methods: ReadonlyMap<string, Answering>): Http2Server {
  const server = new Http2Server({ noDelay: true });
  server.on("connection", (socket: Socket) => {
    // Whoever asked is gone: there is nobody to tell.
    socket.on("error", () => socket.destroy());
    const connection = new Connection(socket, (fields, pieces) => {
      if (!isCall(fields)) return noCall;
      return written(answered(methods, fields, pieces));
    });
    socket.on("data", (chunk: Buffer) => connection.take(chunk));
  });
  return server;
}

function valueIn(fields: readonly HeaderField[], name: string): string | undefined {
  return fields.find((field) => field[0] === name)?.[1];
}

function isCall(fields: readonly HeaderField[]): boolean {
  const isPost = valueIn(fields, ":method") === "POST";
  return isPost && /^application\/grpc(?:[+;]|$)/.test(valueIn(fields, "content-type") ?? "");
}

function answered(
  methods: ReadonlyMap<string, Answering>,
  fields: readonly HeaderField[],
  pieces: readonly Buffer[],
): Buffer | Refusal {
  const path = valueIn(fields, ":path") ?? "";
  const answering = methods.get(path);
  if (answering === undefined) return { code: status.unimplemented, details: `There is no method ${path}.` };
  const message = onlyMessage(pieces, fields);
  if ("code" in message) return message;
  try {
    return answering(message);
  } catch (error) {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { code: status.unknown, details: `The policy pack broke off: ${says}` };
  }
}

/** What is sent must be one whole message, plain. */
function onlyMessage(pieces: readonly Buffer[], fields: readonly HeaderField[]): Buffer | Refusal {
  const [only] = pieces;
  const bytes = only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces);
  if (bytes.length === 0) return { code: status.unimplemented, details: "The call brings no message." };
  if (bytes.length < prefixLength) return { code: status.internal, details: "The message is cut off." };
  if (bytes[0] !== 0) {
    const encoding = valueIn(fields, "grpc-encoding") ?? "nothing that is named";
    return { code: status.unimplemented, details: `The message is compressed with ${encoding}; send it as it is.` };
  }
  const missing = prefixLength + bytes.readUInt32BE(1) - bytes.length;
  if (missing > 0) return { code: status.internal, details: `The message is cut off: ${missing} bytes are missing.` };
  if (missing < 0) return { code: status.unimplemented, details: "The call brings more than one message." };
  return bytes.subarray(prefixLength);
}

function written(answer: Buffer | Refusal): Answer {
  if ("code" in answer) return { head: refusal(answer) };
  const body = Buffer.allocUnsafe(prefixLength + answer.length);
  body[0] = 0;
  body.writeUInt32BE(answer.length, 1);
  answer.copy(body, prefixLength);
  return { head, rest: { body, trailers } };
}

/** The same refusal again and again is written once. */
function refusal(answer: Refusal): Buffer {
  const before = refusals.get(answer);
  if (before !== undefined) return before;
  const { code, details } = answer;
  const block = headerBlock([...said, ["grpc-status", String(code)], ["grpc-message", headerText(details)]]);
  refusals.set(answer, block);
  return block;
}

const refusals = new WeakMap<Refusal, Buffer>();

/** As gRPC writes text in a header: bytes that are not plain ASCII, and `%` itself, as `%` and two digits. */
function headerText(text: string): string {
  let written = "";
  for (const byte of Buffer.from(text.slice(0, longestDetails))) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    written += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return written;
}
