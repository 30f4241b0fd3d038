import { Server, type Socket } from "node:net";
import { type Answer, Connection, type Question } from "./http2/connection";
import { type HeaderField, headerBlock } from "./http2/header-fields";
import type { Method, Receiver } from "./methods";
import { OnlyMessage, prefixLength } from "./only-message";
import { type Refusal, status } from "./statuses";

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
export function unaryServer(methods: ReadonlyMap<string, Method>): Http2Server {
  const server = new Http2Server({ noDelay: true });
  server.on("connection", (socket: Socket) => {
    // Whoever asked is gone: there is nobody to tell.
    socket.on("error", () => socket.destroy());
    const connection = new Connection(socket, (fields) => {
      if (!isCall(fields)) return { take: () => {}, end: () => noCall };
      const path = valueIn(fields, ":path") ?? "";
      const method = methods.get(path);
      return method === undefined ? noMethod(path) : new Call(method(), fields);
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

function noMethod(path: string): Question {
  const refused = { code: status.unimplemented, details: `There is no method ${path}.` };
  return { take: () => {}, end: () => written(refused) };
}

/** One call, from its first byte to its answer. */
class Call implements Question {
  readonly #receiver: Receiver;
  readonly #fields: readonly HeaderField[];
  readonly #message: OnlyMessage;
  #broken: Refusal | undefined;

  constructor(receiver: Receiver, fields: readonly HeaderField[]) {
    this.#receiver = receiver;
    this.#fields = fields;
    this.#message = new OnlyMessage((piece) => this.#passOn(piece));
  }

  take(piece: Buffer): void {
    this.#message.take(piece);
  }

  end(): Answer {
    return written(this.#message.fault(valueIn(this.#fields, "grpc-encoding")) ?? this.#answered());
  }

  #passOn(piece: Buffer): void {
    if (this.#broken !== undefined) return;
    try {
      this.#receiver.take(piece);
    } catch (error) {
      this.#broken = brokenOff(error);
    }
  }

  #answered(): Buffer | Refusal {
    if (this.#broken !== undefined) return this.#broken;
    try {
      return this.#receiver.end();
    } catch (error) {
      return brokenOff(error);
    }
  }
}

function brokenOff(error: unknown): Refusal {
  const says = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: status.unknown, details: `The policy pack broke off: ${says}` };
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
