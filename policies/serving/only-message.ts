import { type Refusal, status } from "./statuses";

/** A length of four bytes, and before it one that says whether the message is compressed. */
export const prefixLength = 5;

/** Judges the bytes of a call as they come, and passes on what lies in its message: there must be one, whole and plain. */
export class OnlyMessage {
  readonly #passOn: (piece: Buffer) => void;
  #prefixed = 0;
  #isPlain = true;
  /** Bytes of the message that have not come yet; below zero, how many more than it have. */
  #missing = 0;

  constructor(passOn: (piece: Buffer) => void) {
    this.#passOn = passOn;
  }

  take(piece: Buffer): void {
    let from = 0;
    for (; this.#prefixed < prefixLength && from < piece.length; this.#prefixed += 1, from += 1) {
      const byte = piece[from] ?? 0;
      if (this.#prefixed === 0) this.#isPlain = byte === 0;
      else this.#missing = this.#missing * 256 + byte;
    }
    const to = Math.min(piece.length, from + this.#missing);
    if (this.#isPlain && to > from) this.#passOn(piece.subarray(from, to));
    this.#missing -= piece.length - from;
  }

  /** What is wrong with the call, once all of it has come; `encoding`: by which it says its message is compressed. */
  fault(encoding: string | undefined): Refusal | undefined {
    if (this.#prefixed === 0) return { code: status.unimplemented, details: "The call brings no message." };
    if (this.#prefixed < prefixLength) return { code: status.internal, details: "The message is cut off." };
    if (!this.#isPlain) {
      const by = encoding ?? "nothing that is named";
      return { code: status.unimplemented, details: `The message is compressed with ${by}; send it as it is.` };
    }
    if (this.#missing > 0)
      return { code: status.internal, details: `The message is cut off: ${this.#missing} bytes are missing.` };
    if (this.#missing < 0) return { code: status.unimplemented, details: "The call brings more than one message." };
    return undefined;
  }
}
