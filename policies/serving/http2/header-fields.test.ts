import { describe, expect, it } from "vitest";
import { ConnectionFault } from "./faults";
import { HeaderReader, headerBlock } from "./header-fields";

const bytes = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");
const location = ["location", "https://www.example.com"];
const authority = [":authority", "www.example.com"];

describe("headers of one connection", () => {
  it("are read as RFC 7541 shows it (C.4), each block by what those before it taught", () => {
    const reader = new HeaderReader();
    const get = [":method", "GET"];
    expect(reader.read(bytes("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))).toEqual([
      get,
      [":scheme", "http"],
      [":path", "/"],
      authority,
    ]);
    expect(reader.read(bytes("8286 84be 5886 a8eb 1064 9cbf"))).toEqual([
      get,
      [":scheme", "http"],
      [":path", "/"],
      authority,
      ["cache-control", "no-cache"],
    ]);
    expect(reader.read(bytes("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))).toEqual([
      get,
      [":scheme", "https"],
      [":path", "/index.html"],
      authority,
      ["custom-key", "custom-value"],
    ]);
  });

  it("forget the oldest where the table is full (C.6)", () => {
    const reader = new HeaderReader();
    const small = "3fe1 01";
    const first = "4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad";
    const date = (second: number) => ["date", `Mon, 21 Oct 2013 20:13:${second} GMT`];
    const kept = ["cache-control", "private"];
    expect(reader.read(bytes(`${small} ${first} 1718 63c7 8f0b 97c8 e9ae 82ae 43d3`))).toEqual([
      [":status", "302"],
      kept,
      date(21),
      location,
    ]);
    expect(reader.read(bytes("4883 640e ffc1 c0bf"))).toEqual([[":status", "307"], kept, date(21), location]);
    const last =
      "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 " +
      "dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07";
    expect(reader.read(bytes(last))).toEqual([
      [":status", "200"],
      kept,
      date(22),
      location,
      ["content-encoding", "gzip"],
      ["set-cookie", "foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1"],
    ]);
    expect(() => reader.read(bytes("c2"))).toThrow("there is no header field 66");
  });

  it("are written so that they read the same whatever came before, and however long they are", () => {
    const reader = new HeaderReader();
    const fields = [0, 1, 126, 127, 128, 254, 255, 256, 4_000, 70_000].map((length) => [
      `x-${length}`,
      "~".repeat(length),
    ]);
    const told = fields.map(([name = "", value = ""]) => [name, value] as const);
    expect(reader.read(headerBlock(told))).toEqual(fields);
    expect(reader.read(headerBlock(told))).toEqual(fields);
  });

  it.each([
    ["80", "there is no header field 0"],
    ["be", "there is no header field 62"],
    ["41", "a header is cut off"],
    ["4105 7777", "a header is cut off"],
    ["ff", "a header is cut off"],
    ["ff ffff ffff ffff", "a number in a header is too large"],
    ["3fe2 1f", "the header table cannot become 4097 bytes here"],
    ["82 20", "the header table cannot become 0 bytes here"],
    // A rest of the last byte that is not all ones, a whole byte of ones, and the end mark itself.
    ["4181 00", "a header is not in the code of HTTP/2"],
    ["4182 1fff", "a header is not in the code of HTTP/2"],
    ["4184 ffff ffff", "a header is not in the code of HTTP/2"],
  ])("are refused as %s", (block, says) => {
    const read = () => new HeaderReader().read(bytes(block));
    expect(read).toThrow(ConnectionFault);
    expect(read).toThrow(`The headers cannot be read: ${says}.`);
  });
});
