// As in `wire-reader.ts`, for messages that come in pieces.
const varint = 0;
const fixed64 = 1;
const delimited = 2;
const fixed32 = 5;

/** Takes the bytes of one field, in whatever pieces they come, until its end. */
export interface FieldTaker {
  take(bytes: Buffer, from: number, to: number): void;
  end(): void;
}

/** Who takes the field of this number, if anyone looks at it. A field that holds no bytes of its own comes as an empty one. */
export type Choosing = (field: number) => FieldTaker | undefined;

/** Goes through the fields of one protobuf message while its bytes come. What nobody takes is passed over by its length. */
export class WireStream implements FieldTaker {
  readonly #choose: Choosing;
  #step: "tag" | "length" | "whole" | "content" = "tag";
  #field = 0;
  #number = 0;
  #scale = 1;
  #taker: FieldTaker | undefined;
  #left = 0;

  constructor(choose: Choosing) {
    this.#choose = choose;
  }

  take(bytes: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      if (this.#step === "content") {
        const until = Math.min(to, at + this.#left);
        this.#taker?.take(bytes, at, until);
        this.#left -= until - at;
        at = until;
        if (this.#left === 0) this.#endField();
        continue;
      }
      const byte = bytes[at++] ?? 0;
      this.#number += (byte & 127) * this.#scale;
      this.#scale *= 128;
      if (byte < 128) this.#hear(this.#number);
    }
  }

  end(): void {
    if (this.#step !== "tag" || this.#scale !== 1) throw new Error("A message of the engine is cut off.");
  }

  #hear(number: number): void {
    this.#number = 0;
    this.#scale = 1;
    if (this.#step === "tag") this.#beginField(number >>> 3, number & 7);
    else if (this.#step === "whole") this.#endField();
    else this.#expect(number);
  }

  #beginField(field: number, layout: number): void {
    this.#field = field;
    if (layout === delimited) this.#step = "length";
    else if (layout === varint) this.#step = "whole";
    else if (layout === fixed64) this.#passOver(8);
    else if (layout === fixed32) this.#passOver(4);
    else throw new Error(`A message of the engine has a field of layout ${layout}, which cannot be read.`);
    if (layout !== delimited) this.#choose(field)?.end();
  }

  #passOver(length: number): void {
    this.#step = "content";
    this.#left = length;
  }

  #expect(length: number): void {
    this.#taker = this.#choose(this.#field);
    this.#step = "content";
    this.#left = length;
    if (length === 0) this.#endField();
  }

  #endField(): void {
    const taker = this.#taker;
    this.#taker = undefined;
    this.#step = "tag";
    taker?.end();
  }
}
