import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { amesAnswer, takesConnections, webAnswer } from "./probes";
import { answersRequest, bindingRequest } from "./stun";
import { amesVerdicts, closedVerdict, planetsIn, webVerdicts } from "./verdicts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** The answer of a ship: the asker's address in it is not read here. */
function shipsAnswer(request: Buffer): Buffer {
  const answered = Buffer.from(bindingRequest(request.subarray(8, 20)));
  answered.writeUInt16BE(0x0101, 0);
  // The head has changed, and with it the fingerprint.
  return fingerprinted(answered.subarray(0, 20));
}

function fingerprinted(head: Buffer): Buffer {
  // RFC 8489 14.7, by bits: an own reckoning, so that the one under test is not its own witness.
  let crc = 0xffffffff;
  for (const byte of head) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const tail = Buffer.from([0x80, 0x28, 0, 4, 0, 0, 0, 0]);
  tail.writeUInt32BE((crc ^ 0xffffffff ^ 0x5354554e) >>> 0, 4);
  return Buffer.concat([head, tail]);
}

async function ship(answer: (request: Buffer) => Buffer | undefined): Promise<{ port: number; socket: Socket }> {
  const socket = createSocket("udp4");
  socket.on("message", (request, from) => {
    const back = answer(request);
    if (back !== undefined) socket.send(back, from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  closing.push(() => socket.close());
  return { port: socket.address().port, socket };
}

const quickly = { tries: 2, waitMs: 200 };

describe("an Ames port", () => {
  it("is asked as a ship's runtime asks: 28 bytes with a fingerprint", () => {
    const request = bindingRequest(Buffer.alloc(12, 7));
    expect(request).toHaveLength(28);
    expect(request).toEqual(fingerprinted(request.subarray(0, 20)));
  });

  it("answers from where it is", async () => {
    const { port } = await ship(shipsAnswer);
    expect(await amesAnswer("127.0.0.1", port, quickly)).toBe(`127.0.0.1:${port}`);
  });

  it("is asked again where a packet is lost", async () => {
    let heard = 0;
    const { port } = await ship((request) => {
      heard += 1;
      return heard === 1 ? undefined : shipsAnswer(request);
    });
    expect(await amesAnswer("127.0.0.1", port, quickly)).toBe(`127.0.0.1:${port}`);
  });

  it("is not taken for a ship's where the answer is another's, or was changed on the way", async () => {
    const request = bindingRequest();
    const answer = shipsAnswer(request);
    expect(answersRequest(answer, request)).toBe(true);
    expect(answersRequest(answer, bindingRequest())).toBe(false);
    expect(answersRequest(Buffer.concat([answer, Buffer.of(0)]), request)).toBe(false);
    expect(answersRequest(request, request)).toBe(false);
    const { port } = await ship(() => Buffer.from("something else entirely, and long enough"));
    expect(await amesAnswer("127.0.0.1", port, quickly)).toBeUndefined();
  });
});

describe("a web interface and other ports", () => {
  it("are asked once, and nothing is followed", async () => {
    const server = createServer((_, response) => response.writeHead(301, { location: "https://x.example.org/" }).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => server.close());
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(await webAnswer(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 301, failure: undefined });
    expect(await takesConnections("127.0.0.1", port)).toBe(true);
    expect((await webAnswer(`https://127.0.0.1:${port}/`)).failure).toBeDefined();
  });

  it("are told to be closed where nobody listens", async () => {
    const { port } = await ship(shipsAnswer);
    expect(await takesConnections("127.0.0.1", port)).toBe(false);
  });
});

describe("what is said of a planet", () => {
  const planet = { name: "zod", address: "203.0.113.5", ames: "203.0.113.5:34543", web: undefined };
  const behind = { ...planet, ames: "198.51.100.7:34543" };

  it("comes from the outputs of its environment", () => {
    const outputs = { addresses: { zod: "203.0.113.5" }, ames: { zod: "203.0.113.5:34543" }, web: {} };
    expect(planetsIn(outputs)).toEqual([planet]);
    expect(planetsIn({ ...outputs, web: { zod: "https://zod.example.org" } })).toMatchObject([
      { web: "https://zod.example.org" },
    ]);
    expect(planetsIn({})).toEqual([]);
    expect(planetsIn(null)).toEqual([]);
  });

  it("is well where it answers from the published address and port", () => {
    expect(amesVerdicts(planet, "203.0.113.5:34543")).toEqual([
      { good: true, says: "udp 203.0.113.5:34543 answers from 203.0.113.5:34543" },
    ]);
  });

  it.each([
    [undefined, /does not answer: the ship is down, or a firewall or NAT/],
    ["203.0.113.5:61000", /answers from 203\.0\.113\.5:61000: something on the way changes address or port/],
    ["192.0.2.1:34543", /something on the way changes/],
  ])("is not well where the answer comes from %s", (from, says) => {
    expect(amesVerdicts(planet, from)).toEqual([{ good: false, says: expect.stringMatching(says) }]);
  });

  it("says where peers hear it, where that is another address", () => {
    expect(amesVerdicts(behind, "203.0.113.5:34543")).toEqual([
      { good: true, says: "udp 203.0.113.5:34543 answers from 203.0.113.5:34543" },
      {
        good: true,
        says: expect.stringMatching(/^peers hear it from 198\.51\.100\.7:34543, not from 203\.0\.113\.5:34543/),
      },
    ]);
  });

  it("is not well with an open control port", () => {
    expect(closedVerdict("203.0.113.5", [12_321])).toEqual({
      good: false,
      says: "tcp 203.0.113.5:12321 is open: whoever reaches it owns the ship",
    });
    expect(closedVerdict("203.0.113.5", []).good).toBe(true);
  });

  it("is well on the web only by TLS, with HSTS, and where plain HTTP leads there", () => {
    const url = "https://zod.example.org";
    const secure = { status: 200, headers: { "strict-transport-security": "max-age=1" }, failure: undefined };
    const plain = { status: 301, headers: { location: `${url}/` }, failure: undefined };
    expect(webVerdicts(url, secure, plain).map(({ good }) => good)).toEqual([true, true]);
    expect(webVerdicts(url, { ...secure, headers: {} }, plain).map(({ good }) => good)).toEqual([true, false, true]);
    expect(webVerdicts(url, { ...secure, status: 502 }, plain).map(({ good }) => good)).toEqual([false, true]);
    expect(webVerdicts(url, { status: 0, headers: {}, failure: "certificate has expired" }, plain)).toEqual([
      { good: false, says: `${url}: certificate has expired` },
    ]);
    expect(webVerdicts(url, secure, { ...plain, status: 200 }).map(({ good }) => good)).toEqual([true, false]);
  });
});
