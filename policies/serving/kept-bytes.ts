import { WireReader } from "./wire-reader";

const slabLength = 256 * 1024;

/**
 * Keeps bytes of one field after another as copies of its own, so that what they came with can be forgotten. Thousands of
 * small ones share what is allocated: buffers of their own would cost more than what they hold.
 */
export class KeptBytes {
  #slab = Buffer.allocUnsafeSlow(slabLength);
  #from = 0;
  #to = 0;

  add(bytes: Buffer, from: number, to: number): void {
    if (this.#to + to - from > this.#slab.length) this.#moveOn(to - from);
    this.#to += bytes.copy(this.#slab, this.#to, from, to);
  }

  /** What was added since the last field, to be read at any time. */
  message(): WireReader {
    const message = new WireReader(this.#slab, this.#from, this.#to);
    this.#from = this.#to;
    return message;
  }

  /** What was added since the last field, as text; of the bytes nothing is kept. */
  text(): string {
    const text = this.#slab.toString("utf8", this.#from, this.#to);
    this.#to = this.#from;
    return text;
  }

  /** Takes along what has come of the open field, and as much room again, so that none is moved often. */
  #moveOn(more: number): void {
    const begun = this.#slab.subarray(this.#from, this.#to);
    this.#slab = Buffer.allocUnsafeSlow(Math.max(slabLength, 2 * (begun.length + more)));
    this.#from = 0;
    this.#to = begun.copy(this.#slab);
  }
}
