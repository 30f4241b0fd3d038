import { type ClientHttp2Session, connect, constants } from "node:http2";
import { Client, credentials, type ServiceError } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Method, ofWhole, type Receiver, unread } from "./methods";
import { status } from "./statuses";
import { unaryServer } from "./unary-server";

const echo = "/roadstead.Trial/Echo";
const breaks = "/roadstead.Trial/Break";
const refuses = "/roadstead.Trial/Refuse";
const counts = "/roadstead.Trial/Count";
const breaksInside = "/roadstead.Trial/BreakInside";
const trouble = "Größe: 100 % – \u0000\n~zod";

/** Says how much came, and what was the longest piece: a message is never handed on whole. */
function countingReceiver(): Receiver {
  let [sum, longest] = [0, 0];
  return {
    take: (piece) => {
      sum += piece.length;
      longest = Math.max(longest, piece.length);
    },
    end: () => Buffer.from(`${sum} ${longest <= 65_536 ? "in pieces" : "at once"}`),
  };
}

const methods = new Map<string, Method>([
  [echo, ofWhole((request) => request)],
  [
    breaks,
    ofWhole(() => {
      throw new Error(trouble);
    }),
  ],
  [refuses, unread(() => ({ code: status.unimplemented, details: trouble }))],
  [counts, () => countingReceiver()],
  [
    breaksInside,
    () => ({
      take: () => {
        throw new Error(trouble);
      },
      end: () => Buffer.alloc(0),
    }),
  ],
]);
const server = unaryServer(methods);
let client: Client;
let session: ClientHttp2Session;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server listens nowhere.");
  const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  client = new Client(`127.0.0.1:${address.port}`, credentials.createInsecure(), unlimited);
  session = connect(`http://127.0.0.1:${address.port}`);
});
afterAll(async () => {
  client.close();
  session.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const bytes = (message: Buffer) => message;

function call(path: string, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, bytes, bytes, message, (error, answer) =>
      error === null && answer !== undefined ? resolve(answer) : reject(error),
    );
  });
}

const refusalOf = (path: string) =>
  call(path, Buffer.from("~zod")).then(
    () => undefined,
    ({ code, details }: ServiceError) => ({ code, details }),
  );

const framed = (message: string, flag = 0) => {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag);
  prefix.writeUInt32BE(Buffer.byteLength(message), 1);
  return Buffer.concat([prefix, Buffer.from(message)]);
};

interface Told {
  readonly http: number | undefined;
  readonly grpc: number;
  readonly says: string;
  readonly body: string;
}

/** Asks on bare HTTP/2, piece by piece: what no client library would send. */
function ask(pieces: readonly Buffer[], headers: Record<string, string> = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const usual = { ":method": "POST", ":path": echo, "content-type": "application/grpc", te: "trailers" };
    const stream = session.request({ ...usual, ...headers }, { endStream: false });
    let told: Told = { http: undefined, grpc: Number.NaN, says: "", body: "" };
    const hear = (heard: Record<string, unknown>) => {
      const { ":status": http = told.http, "grpc-status": grpc, "grpc-message": says = "" } = heard;
      told = { ...told, http: Number(http), grpc: Number(grpc), says: String(says) };
    };
    stream.on("response", hear);
    stream.on("trailers", hear);
    stream.on("data", (piece: Buffer) => {
      told = { ...told, body: told.body + piece.toString("latin1") };
    });
    stream.once("error", reject);
    stream.once("end", () => resolve(told));
    const send = (left: readonly Buffer[]): void => {
      const [next, ...others] = left;
      if (next === undefined) stream.end();
      else stream.write(next, () => setImmediate(() => send(others)));
    };
    send(pieces);
  });
}

describe("the server of a pack, asked by a client of gRPC", () => {
  it("answers messages of any size, and many calls at once", async () => {
    const sizes = [0, 1, 5, 16_384, 65_530, 65_536, 300_000];
    const messages = Array.from({ length: 300 }, (_, index) => Buffer.alloc(sizes[index % sizes.length] ?? 0, index));
    const answers = await Promise.all(messages.map((message) => call(echo, message)));
    for (const [index, message] of messages.entries()) expect(answers[index]?.equals(message), `${index}`).toBe(true);
  });

  it("answers a whole stack of many megabytes while others ask", { timeout: 60_000 }, async () => {
    const stack = Buffer.alloc(40 * 1024 * 1024, "~sampel-palnet ");
    const [answer, small] = await Promise.all([call(echo, stack), call(echo, Buffer.from("~zod"))]);
    expect([answer.equals(stack), small.toString()]).toEqual([true, "~zod"]);
  });

  it("hands a message on while it comes, to whoever takes it so", async () => {
    const stack = Buffer.alloc(5_000_000, "~sampel-palnet ");
    const answers = await Promise.all([call(counts, stack), call(counts, Buffer.from("~zod"))]);
    expect(answers.map(String)).toEqual(["5000000 in pieces", "4 in pieces"]);
  });

  it("says what broke, letter for letter, and goes on", async () => {
    const broken = await refusalOf(breaks);
    expect(broken?.code).toBe(status.unknown);
    expect(broken?.details).toContain(`The policy pack broke off: Error: ${trouble}`);
    expect((await refusalOf(breaksInside))?.details).toContain(`The policy pack broke off: Error: ${trouble}`);
    expect(await refusalOf(refuses)).toEqual({ code: status.unimplemented, details: trouble });
    expect((await refusalOf("/roadstead.Trial/Other"))?.code).toBe(status.unimplemented);
    expect((await call(echo, Buffer.from("~zod"))).toString()).toBe("~zod");
  });

  it("goes on where questions are taken back", async () => {
    const message = Buffer.alloc(3 * 1024 * 1024);
    const taken = Array.from(
      { length: 20 },
      () =>
        new Promise<number | undefined>((resolve) => {
          const asked = client.makeUnaryRequest(echo, bytes, bytes, message, (error) => resolve(error?.code));
          setImmediate(() => asked.cancel());
        }),
    );
    expect(new Set(await Promise.all(taken))).toEqual(new Set([1]));
    expect((await call(echo, Buffer.from("~zod"))).toString()).toBe("~zod");
  });
});

describe("the server of a pack, asked on bare HTTP/2", () => {
  it("puts together a message that comes byte by byte", async () => {
    const pieces = [...framed("~sampel-palnet")].map((byte) => Buffer.from([byte]));
    expect(await ask(pieces)).toEqual({ http: 200, grpc: 0, says: "", body: framed("~sampel-palnet").toString() });
  });

  it.each([
    ["shown whole", echo],
    ["taken in pieces", counts],
    ["not looked at", refuses],
    ["such that its method breaks off at once", breaksInside],
  ])("refuses what is not one whole, plain message, be it %s", async (_how, path) => {
    const whole = framed("~zod");
    const told = async (pieces: readonly Buffer[], headers: Record<string, string> = {}) => {
      const { grpc, says, body } = await ask(pieces, { ...headers, ":path": path });
      return [grpc, decodeURIComponent(says), body];
    };
    expect(await told([])).toEqual([12, "The call brings no message.", ""]);
    expect(await told([whole.subarray(0, 4)])).toEqual([13, "The message is cut off.", ""]);
    expect(await told([whole.subarray(0, 7)])).toEqual([13, "The message is cut off: 2 bytes are missing.", ""]);
    expect(await told([whole, whole])).toEqual([12, "The call brings more than one message.", ""]);
    const compressed = "The message is compressed with gzip; send it as it is.";
    expect(await told([framed("~zod", 1)], { "grpc-encoding": "gzip" })).toEqual([12, compressed, ""]);
  });

  it("refuses what is no call of gRPC", async () => {
    expect((await ask([], { "content-type": "application/json" })).http).toBe(415);
    expect((await ask([framed("~zod")], { "content-type": "application/grpcweb" })).http).toBe(415);
    expect((await ask([framed("~zod")], { ":method": "PUT" })).http).toBe(415);
    expect((await ask([framed("~zod")], { "content-type": "application/grpc+proto" })).grpc).toBe(0);
  });

  it("outlives callers that break off, in the middle or once they have asked, for whatever reason", async () => {
    const whole = framed("~sampel-palnet");
    for (const reason of [constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR]) {
      for (const sent of [whole.subarray(0, 9), whole]) {
        const stream = session.request({ ":method": "POST", ":path": echo, "content-type": "application/grpc" });
        stream.on("error", () => {});
        const closed = new Promise((resolve) => stream.once("close", resolve));
        if (sent === whole) stream.end(sent, () => stream.close(reason));
        else stream.write(sent, () => stream.close(reason));
        await closed;
      }
    }
    expect((await ask([framed("~zod")])).grpc).toBe(0);
  });
});
