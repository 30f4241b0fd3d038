import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";

/** Statuses of gRPC, as far as a pack needs them. */
export const status = { unknown: 2, unimplemented: 12, internal: 13 } as const;

/** An answer without a message: a status other than OK, and what it says. */
export interface Refusal {
  readonly code: (typeof status)[keyof typeof status];
  readonly details: string;
}

/** Answers one question, bytes in and bytes out. */
export type Answering = (request: Buffer) => Buffer | Refusal;

/** Flow control lets this much come before anything is read: a server's user data needs no further permission. */
const streamWindow = 1024 * 1024;
const sessionWindow = 16 * streamWindow;
/** A length of four bytes, and before it one that says whether the message is compressed. */
const prefixLength = 5;
/** Headers have limits of their own, and nobody reads more. */
const longestDetails = 4_000;

const said = { ":status": 200, "content-type": "application/grpc+proto", "grpc-accept-encoding": "identity" } as const;

/**
 * Serves calls of gRPC with one question and one answer on Node's own HTTP/2, by path. A general server does for each call
 * what a pack has no use for: streams, deadlines, interceptors, statistics. `unary-server.test.ts` asks it what a client may.
 */
export function unaryServer(methods: ReadonlyMap<string, Answering>): Http2Server {
  const server = createServer({
    // A whole stack is one message of many megabytes; Node's own limit would refuse calls beside it.
    maxSessionMemory: Number.MAX_SAFE_INTEGER,
    settings: { initialWindowSize: streamWindow },
  });
  server.on("session", (session) => session.setLocalWindowSize(sessionWindow));
  server.on("stream", (stream, headers) => {
    const pieces: Buffer[] = [];
    // Whoever asked is gone, or took the question back: there is nobody to tell.
    stream.on("error", () => {});
    stream.on("data", (piece: Buffer) => pieces.push(piece));
    stream.once("end", () => {
      if (stream.destroyed || stream.closed || stream.aborted) return;
      if (isCall(headers)) reply(stream, answered(methods, headers, pieces));
      else stream.respond({ ":status": 415 }, { endStream: true });
    });
  });
  return server;
}

function isCall(headers: IncomingHttpHeaders): boolean {
  return headers[":method"] === "POST" && /^application\/grpc(?:[+;]|$)/.test(headers["content-type"] ?? "");
}

function answered(
  methods: ReadonlyMap<string, Answering>,
  headers: IncomingHttpHeaders,
  pieces: readonly Buffer[],
): Buffer | Refusal {
  const path = headers[":path"] ?? "";
  const answering = methods.get(path);
  if (answering === undefined) return { code: status.unimplemented, details: `There is no method ${path}.` };
  const message = onlyMessage(pieces, headers);
  if ("code" in message) return message;
  try {
    return answering(message);
  } catch (error) {
    const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { code: status.unknown, details: `The policy pack broke off: ${says}` };
  }
}

/** What is sent must be one whole message, plain. It is copied: what arrives lies in large buffers that all share. */
function onlyMessage(pieces: readonly Buffer[], headers: IncomingHttpHeaders): Buffer | Refusal {
  const bytes = Buffer.concat(pieces);
  if (bytes.length === 0) return { code: status.unimplemented, details: "The call brings no message." };
  if (bytes.length < prefixLength) return { code: status.internal, details: "The message is cut off." };
  if (bytes[0] !== 0) {
    const encoding = String(headers["grpc-encoding"] ?? "nothing that is named");
    return { code: status.unimplemented, details: `The message is compressed with ${encoding}; send it as it is.` };
  }
  const missing = prefixLength + bytes.readUInt32BE(1) - bytes.length;
  if (missing > 0) return { code: status.internal, details: `The message is cut off: ${missing} bytes are missing.` };
  if (missing < 0) return { code: status.unimplemented, details: "The call brings more than one message." };
  return bytes.subarray(prefixLength);
}

function reply(stream: ServerHttp2Stream, answer: Buffer | Refusal): void {
  if ("code" in answer) {
    const trailers = { "grpc-status": answer.code, "grpc-message": headerText(answer.details) };
    stream.respond({ ...said, ...trailers }, { endStream: true });
    return;
  }
  const framed = Buffer.allocUnsafe(prefixLength + answer.length);
  framed[0] = 0;
  framed.writeUInt32BE(answer.length, 1);
  answer.copy(framed, prefixLength);
  stream.respond(said, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": 0 }));
  stream.end(framed);
}

/** As gRPC writes text in a header: bytes that are not plain ASCII, and `%` itself, as `%` and two digits. */
function headerText(text: string): string {
  let written = "";
  for (const byte of Buffer.from(text.slice(0, longestDetails))) {
    const isPlain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    written += isPlain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return written;
}
