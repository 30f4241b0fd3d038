import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Connection } from "./connection";
import { type Frame, FrameReader, flags, frame, kinds, preface, settingsFrame, windowUpdate } from "./frames";
import { headerBlock } from "./header-fields";

// Asked on bare bytes: what no client does, and what one may do that no client of ours does.

const said = headerBlock([[":status", "200"]]);
const done = headerBlock([["grpc-status", "0"]]);
const asks = headerBlock([[":method", "POST"]]);
const nothing = Buffer.alloc(0);
const opened: Socket[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  // Says again what it was asked; a question without a message is answered by headers alone.
  server = createServer((socket) => {
    const connection = new Connection(socket, () => {
      const pieces: Buffer[] = [];
      return {
        take: (piece) => pieces.push(piece),
        end: () =>
          pieces.length === 0 ? { head: said } : { head: said, rest: { body: Buffer.concat(pieces), trailers: done } },
      };
    });
    socket.on("data", (chunk: Buffer) => connection.take(chunk));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(async () => {
  for (const socket of opened) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const headers = (stream: number, more = 0, payload = asks) =>
  frame({ kind: kinds.headers, flags: flags.endHeaders | more, stream, payload });
const data = (stream: number, text: string | Buffer, more: number = flags.endStream) =>
  frame({ kind: kinds.data, flags: more, stream, payload: Buffer.from(text) });
const raw = (kind: number, stream: number, payload: Buffer, set = 0) => frame({ kind, flags: set, stream, payload });
const ping = raw(kinds.ping, 0, Buffer.from("~zod~nec"));
const settled = Buffer.concat([preface, settingsFrame({})]);

class Caller {
  readonly heard: Frame[] = [];
  readonly closed: Promise<unknown>;
  readonly #socket: Socket;
  #heardMore: () => void = () => {};

  constructor(...first: readonly Buffer[]) {
    this.#socket = connect({ host: "127.0.0.1", port });
    opened.push(this.#socket);
    const reader = new FrameReader((frame) => this.heard.push(frame));
    // A server greets with its settings alone.
    reader.read(preface);
    this.#socket.on("data", (chunk: Buffer) => {
      reader.read(chunk);
      this.#heardMore();
    });
    this.#socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.#socket.once("close", resolve));
    this.send(...first);
  }

  send(...frames: readonly Buffer[]): void {
    this.#socket.write(Buffer.concat(frames));
  }

  async until(kind: number, count = 1): Promise<readonly Frame[]> {
    for (;;) {
      const found = this.heard.filter((each) => each.kind === kind);
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => {
        this.#heardMore = resolve;
      });
    }
  }

  text(stream: number): string {
    const pieces = this.heard.filter((each) => each.kind === kinds.data && each.stream === stream);
    return Buffer.concat(pieces.map(({ payload }) => payload)).toString();
  }
}

/** The reason by which the connection ends, once it has. */
async function endOf(...sent: readonly Buffer[]): Promise<number | undefined> {
  const caller = new Caller(...sent);
  await caller.closed;
  return caller.heard.find(({ kind }) => kind === kinds.goAway)?.payload.readUInt32BE(4);
}

/** The reason by which one stream ends, while the connection goes on. */
async function resetOf(...sent: readonly Buffer[]): Promise<number | undefined> {
  const caller = new Caller(settled, ...sent, ping);
  await caller.until(kinds.ping);
  expect(caller.heard.some(({ kind }) => kind === kinds.goAway)).toBe(false);
  return caller.heard.find(({ kind }) => kind === kinds.resetStream)?.payload.readUInt32BE(0);
}

const numbers = (...each: readonly number[]) => {
  const payload = Buffer.alloc(each.length * 4);
  for (const [index, number] of each.entries()) payload.writeUInt32BE(number, index * 4);
  return payload;
};

describe("a connection", () => {
  it("answers in one go, whatever pieces the question comes in", async () => {
    const prioritised = Buffer.concat([
      Buffer.from([3]),
      numbers(0),
      Buffer.from([1]),
      asks.subarray(0, 4),
      Buffer.alloc(3),
    ]);
    const begun = raw(kinds.headers, 1, prioritised, flags.priority | flags.padded);
    const goesOn = raw(kinds.continuation, 1, asks.subarray(4, 6));
    const ends = raw(kinds.continuation, 1, asks.subarray(6), flags.endHeaders);
    const filled = raw(kinds.data, 1, Buffer.from("\u0002~zod\0\0"), flags.padded);
    const unknownKind = raw(0x2f, 1, Buffer.from("?"));
    const caller = new Caller();
    const sent = [settled, unknownKind, begun, goesOn, ends, filled, unknownKind, data(1, " ~nec"), ping];
    for (const byte of Buffer.concat(sent)) caller.send(Buffer.from([byte]));
    const [answered] = await caller.until(kinds.ping);
    expect(answered).toMatchObject({ flags: flags.acknowledged, payload: Buffer.from("~zod~nec") });
    expect(caller.text(1)).toBe("~zod ~nec");
    expect(caller.heard.map(({ kind, flags: set }) => [kind, set])).toEqual([
      [kinds.settings, 0],
      [kinds.windowUpdate, 0],
      [kinds.settings, flags.acknowledged],
      [kinds.headers, flags.endHeaders],
      [kinds.data, 0],
      [kinds.headers, flags.endHeaders | flags.endStream],
      [kinds.ping, flags.acknowledged],
    ]);
  });

  it("takes headers after the message as its end, and answers without one by headers alone", async () => {
    const trailers = headers(1, flags.endStream, headerBlock([["x-after", "all"]]));
    const caller = new Caller(settled, headers(1), data(1, "~zod", 0), trailers, headers(3, flags.endStream));
    const all = await caller.until(kinds.headers, 3);
    expect(caller.text(1)).toBe("~zod");
    expect(all.at(-1)).toMatchObject({ stream: 3, flags: flags.endHeaders | flags.endStream, payload: said });
  });

  it("sends no more than it may, on a stream and on all together, and goes on once it may", async () => {
    const little = Buffer.concat([preface, settingsFrame({ initialWindowSize: 3 })]);
    const caller = new Caller(little, headers(1), data(1, "~sampel-palnet"), headers(3), data(3, "~zod"), ping);
    await caller.until(kinds.ping);
    expect([caller.text(1), caller.text(3)]).toEqual(["~sa", "~zo"]);
    caller.send(windowUpdate(3, 1), ping);
    await caller.until(kinds.ping, 2);
    expect([caller.text(1), caller.text(3)]).toEqual(["~sa", "~zod"]);
    caller.send(settingsFrame({ initialWindowSize: 8 }), ping);
    await caller.until(kinds.ping, 3);
    expect(caller.text(1)).toBe("~sampel-");
    caller.send(windowUpdate(1, 100), ping);
    await caller.until(kinds.ping, 4);
    expect(caller.text(1)).toBe("~sampel-palnet");

    const open = new Caller(preface, settingsFrame({ initialWindowSize: 2 ** 30 }), headers(1));
    for (let sent = 0; sent < 80_000; sent += 16_000) open.send(data(1, Buffer.alloc(16_000, "~"), 0));
    open.send(data(1, ""), ping);
    await open.until(kinds.ping);
    expect(open.text(1)).toHaveLength(65_535);
    open.send(windowUpdate(0, 20_000), ping);
    await open.until(kinds.ping, 2);
    expect(open.text(1)).toHaveLength(80_000);
    expect(Math.max(...open.heard.map(({ payload }) => payload.length))).toBe(16_384);
  });

  it("counts short answers, too, towards what it may send on all streams together", async () => {
    const caller = new Caller(settled);
    const streams = [1, 3, 5, 7, 9];
    for (const stream of streams) caller.send(headers(stream), data(stream, Buffer.alloc(16_000, "~")));
    caller.send(ping);
    await caller.until(kinds.ping);
    expect(streams.map((stream) => caller.text(stream).length)).toEqual([16_000, 16_000, 16_000, 16_000, 1_535]);
    caller.send(windowUpdate(0, 14_465), ping);
    await caller.until(kinds.ping, 2);
    expect(caller.text(9)).toHaveLength(16_000);
  });

  it("forgets what a caller took back", async () => {
    const little = Buffer.concat([preface, settingsFrame({ initialWindowSize: 0 })]);
    const caller = new Caller(little, headers(1), data(1, "~zod"), raw(kinds.resetStream, 1, numbers(8)));
    caller.send(windowUpdate(1, 100), data(1, "~nec", 0), ping);
    await caller.until(kinds.ping);
    expect(caller.text(1)).toBe("");
  });

  it("ends a stream that is misused, and goes on with the others", async () => {
    const half = settingsFrame({ initialWindowSize: 0 });
    expect(await resetOf(headers(1), windowUpdate(1, 0))).toBe(1);
    expect(await resetOf(headers(1), windowUpdate(1, 2 ** 31 - 1))).toBe(3);
    expect(await resetOf(headers(1), headers(1))).toBe(1);
    expect(await resetOf(headers(1, flags.endStream), headers(1, flags.endStream))).toBe(5);
    expect(await resetOf(half, headers(1), data(1, "~zod"), data(1, "~nec"))).toBe(5);
    expect(await resetOf(raw(kinds.priority, 1, Buffer.alloc(4)))).toBe(6);
    expect(await resetOf(raw(kinds.priority, 1, Buffer.alloc(5)), headers(1), data(1, "~zod"))).toBeUndefined();
  });

  it.each<[string, number, () => readonly Buffer[]]>([
    ["speaks another protocol", 1, () => [Buffer.from("GET / HTTP/1.1\r\n\r\n")]],
    ["sends no settings first", 1, () => [preface, headers(1)]],
    ["acknowledges before it has sent any", 1, () => [preface, raw(kinds.settings, 0, nothing, flags.acknowledged)]],
    ["sends a frame that is too long", 6, () => [settled, data(1, Buffer.alloc(16_385))]],
    ["opens a stream of the server's", 1, () => [settled, headers(2)]],
    ["opens stream 0", 1, () => [settled, headers(0)]],
    ["sends a message before its headers", 1, () => [settled, data(1, "~zod")]],
    ["sends a message to no stream", 1, () => [settled, headers(1), data(0, "~zod")]],
    ["breaks into headers", 1, () => [settled, raw(kinds.headers, 1, nothing), ping]],
    [
      "goes on with another's headers",
      1,
      () => [settled, raw(kinds.headers, 1, nothing), raw(kinds.continuation, 3, nothing)],
    ],
    ["goes on with no headers", 1, () => [settled, raw(kinds.continuation, 1, nothing)]],
    ["promises", 1, () => [settled, raw(kinds.pushPromise, 1, numbers(2))]],
    [
      "fills a frame with more than it holds",
      1,
      () => [settled, headers(1), raw(kinds.data, 1, Buffer.from("\u0004~zo"), 8)],
    ],
    ["fills an empty frame", 1, () => [settled, headers(1), raw(kinds.data, 1, nothing, flags.padded)]],
    ["sends headers that cannot be read", 9, () => [settled, headers(1, 0, Buffer.from([0xbe]))]],
    [
      "sends headers without end",
      11,
      () => [settled, raw(kinds.headers, 1, nothing), ...Array(300).fill(raw(kinds.continuation, 1, nothing))],
    ],
    [
      "sends long headers",
      11,
      () => [settled, raw(kinds.headers, 1, asks), ...Array(5).fill(raw(kinds.continuation, 1, Buffer.alloc(16_000)))],
    ],
    ["gives room of nothing", 1, () => [settled, windowUpdate(0, 0)]],
    ["gives more room than there can be", 3, () => [settled, windowUpdate(0, 2 ** 31 - 1)]],
    ["gives room on a stream that is not there", 1, () => [settled, windowUpdate(1, 1)]],
    ["gives room in a frame of another length", 6, () => [settled, raw(kinds.windowUpdate, 0, Buffer.alloc(3))]],
    ["asks for windows that are too large", 3, () => [preface, settingsFrame({ initialWindowSize: 2 ** 31 })]],
    [
      "makes windows too large later",
      3,
      () => [settled, headers(1), windowUpdate(1, 2 ** 31 - 70_000), settingsFrame({ initialWindowSize: 2 ** 31 - 1 })],
    ],
    ["asks for frames that are too small", 1, () => [preface, settingsFrame({ maxFrameSize: 16_383 })]],
    ["asks for frames that are too large", 1, () => [preface, settingsFrame({ maxFrameSize: 2 ** 24 })]],
    ["pushes twice", 1, () => [preface, settingsFrame({ enablePush: 2 })]],
    ["sends settings that are cut off", 6, () => [preface, raw(kinds.settings, 0, Buffer.alloc(5))]],
    ["acknowledges with something", 6, () => [settled, raw(kinds.settings, 0, Buffer.alloc(6), flags.acknowledged)]],
    ["sends settings of a stream", 1, () => [preface, raw(kinds.settings, 1, nothing)]],
    ["pings with too little", 6, () => [settled, raw(kinds.ping, 0, Buffer.alloc(7))]],
    ["pings a stream", 1, () => [settled, raw(kinds.ping, 1, Buffer.alloc(8))]],
    ["takes back what it never asked", 1, () => [settled, raw(kinds.resetStream, 1, numbers(8))]],
    [
      "takes back in a frame of another length",
      6,
      () => [settled, headers(1), raw(kinds.resetStream, 1, Buffer.alloc(3))],
    ],
    ["gives the connection a priority", 1, () => [settled, raw(kinds.priority, 0, Buffer.alloc(5))]],
    ["ends a stream alone", 1, () => [settled, raw(kinds.goAway, 1, numbers(0, 0))]],
  ])("ends where the caller %s", async (_what, reason, sent) => {
    expect(await endOf(...sent())).toBe(reason);
  });

  it("says a caller's mistake in the frame by which it ends, after what it had answered", async () => {
    const caller = new Caller(settled, headers(1), data(1, "~zod"), windowUpdate(0, 0), headers(3, flags.endStream));
    await caller.closed;
    const [last] = await caller.until(kinds.goAway);
    expect(caller.text(1)).toBe("~zod");
    expect(last?.payload.subarray(8).toString()).toBe("No room more is nothing to tell.");
    expect(last?.payload.readUInt32BE(0)).toBe(1);
    expect(caller.heard.at(-1)?.kind).toBe(kinds.goAway);
  });
});
