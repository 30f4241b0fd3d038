// Layouts of a field. Groups (3 and 4) are of an older protobuf, which the engine does not speak.
const varint = 0;
const fixed64 = 1;
const delimited = 2;
const fixed32 = 5;

/**
 * The fields of one protobuf message, one after another, straight from the bytes. Most of what the engine sends to a pack
 * is never looked at; here it costs no more than to step over it.
 */
export class WireReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #at: number;
  #layout = varint;
  #from = 0;
  #to = 0;
  #whole = 0;
  /** Number of the field that `next` came to. */
  field = 0;

  constructor(bytes: Buffer, from = 0, to = bytes.length) {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
  }

  /** Goes to the next field; false at the end. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const tag = this.#varint();
    this.field = tag >>> 3;
    this.#layout = tag & 7;
    if (this.#layout === varint) this.#whole = this.#varint();
    else if (this.#layout === delimited) this.#take(this.#varint());
    else if (this.#layout === fixed64) this.#take(8);
    else if (this.#layout === fixed32) this.#take(4);
    else throw new Error(`A message of the engine has a field of layout ${this.#layout}, which cannot be read.`);
    return true;
  }

  text(): string {
    return this.#layout === delimited ? this.#bytes.toString("utf8", this.#from, this.#to) : "";
  }

  flag(): boolean {
    return this.#layout === varint && this.#whole !== 0;
  }

  double(): number {
    return this.#layout === fixed64 ? this.#bytes.readDoubleLE(this.#from) : 0;
  }

  message(): WireReader {
    return this.#layout === delimited
      ? new WireReader(this.#bytes, this.#from, this.#to)
      : new WireReader(this.#bytes, 0, 0);
  }

  #take(length: number): void {
    this.#from = this.#at;
    this.#to = this.#at + length;
    this.#at = this.#to;
    if (this.#to > this.#end) throw new Error("A message of the engine is cut off.");
  }

  /** Exact to 53 bits: enough for lengths, tags and flags, which is all that is read as a whole number here. */
  #varint(): number {
    let value = 0;
    for (let scale = 1; this.#at < this.#end; scale *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new Error("A message of the engine is cut off.");
  }
}
