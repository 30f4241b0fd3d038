import { describe, expect, it } from "vitest";
import { type Frame, FrameReader, flags, frame, kinds, preface } from "./frames";

const message = (text: string, set: number, stream = 1) =>
  frame({ kind: kinds.data, flags: set, stream, payload: Buffer.from(text) });

/** What is heard of bytes that come in chunks of this length. */
function heardOf(sent: readonly Buffer[], length: number): readonly Frame[] {
  const heard: Frame[] = [];
  const reader = new FrameReader((each) => heard.push(each));
  const bytes = Buffer.concat([preface, ...sent]);
  for (let at = 0; at < bytes.length; at += length) reader.read(bytes.subarray(at, at + length));
  return heard;
}

const textOf = (heard: readonly Frame[], stream: number) =>
  heard.flatMap((each) => (each.stream === stream ? [each.payload.toString("latin1")] : [])).join("");

describe("the reader of frames", () => {
  it("hands on a message as it comes, and ends the stream with its last part, wherever chunks end", () => {
    const sent = [message("~sampel-palnet", 0), message("~zod~nec", flags.endStream), message("", flags.endStream, 3)];
    for (let length = 1; length < 60; length += 1) {
      const heard = heardOf(sent, length);
      expect(textOf(heard, 1)).toBe("~sampel-palnet~zod~nec");
      const ends = heard.map(({ flags: set, stream }) => [set & flags.endStream, stream] as const);
      expect(ends.filter(([isEnd]) => isEnd === flags.endStream)).toEqual([
        [1, 1],
        [1, 3],
      ]);
      expect(ends.slice(-2)).toEqual([
        [1, 1],
        [1, 3],
      ]);
    }
  });

  it("keeps nothing back of a message that has not come whole", () => {
    const heard: Frame[] = [];
    const reader = new FrameReader((each) => heard.push(each));
    const bytes = Buffer.concat([preface, message("~sampel-palnet", flags.endStream)]);
    reader.read(bytes.subarray(0, -7));
    expect(heard.map(({ payload, flags: set }) => [payload.toString(), set])).toEqual([["~sampel", 0]]);
    const rest = bytes.subarray(-7);
    reader.read(rest);
    expect(heard[1]?.payload.buffer).toBe(rest.buffer);
    expect(heard.map(({ payload, flags: set }) => [payload.toString(), set])[1]).toEqual(["-palnet", flags.endStream]);
  });

  it("waits for the whole of what is padded, and of any other kind", () => {
    const padded = message("\u0002~zod\0\0", flags.padded);
    const ping = frame({ kind: kinds.ping, flags: 0, stream: 0, payload: Buffer.from("~zod~nec") });
    for (let length = 1; length < 40; length += 1) {
      const heard = heardOf([padded, ping], length);
      expect(heard.map(({ kind, payload }) => [kind, payload.toString()])).toEqual([
        [kinds.data, "\u0002~zod\0\0"],
        [kinds.ping, "~zod~nec"],
      ]);
    }
  });

  it("refuses a frame that is too long by its head, before anything of it comes", () => {
    const head = message("x".repeat(16_385), 0).subarray(0, 9);
    expect(() => heardOf([head], 1)).toThrow("16385 bytes is longer than allowed");
  });
});
