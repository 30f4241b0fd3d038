import { ConnectionFault, reasons } from "./faults";
import { huffmanText } from "./huffman";

/** Names in small letters, texts with one character for each byte. */
export type HeaderField = readonly [name: string, value: string];

/** RFC 7541, appendix A: fields that both sides know by number. */
const known: readonly HeaderField[] = (
  ":authority, :method=GET, :method=POST, :path=/, :path=/index.html, :scheme=http, :scheme=https, :status=200, :status=204, " +
  ":status=206, :status=304, :status=400, :status=404, :status=500, accept-charset, accept-encoding=gzip; deflate, " +
  "accept-language, accept-ranges, accept, access-control-allow-origin, age, allow, authorization, cache-control, " +
  "content-disposition, content-encoding, content-language, content-length, content-location, content-range, content-type, " +
  "cookie, date, etag, expect, expires, from, host, if-match, if-modified-since, if-none-match, if-range, " +
  "if-unmodified-since, last-modified, link, location, max-forwards, proxy-authenticate, proxy-authorization, range, " +
  "referer, refresh, retry-after, server, set-cookie, strict-transport-security, transfer-encoding, user-agent, vary, via, " +
  "www-authenticate"
)
  .split(", ")
  .map((field) => {
    const [name = "", value = ""] = field.split("=");
    // The list above is parted by commas, and this one value holds one.
    return [name, value.replace(";", ",")];
  });

/** What a peer may keep in the table that both sides hold, as long as nothing else is agreed upon; in bytes. */
const tableLimit = 4_096;
/** What each field counts beside its own bytes. */
const fieldOverhead = 32;
/** Far more than any length here; above it sums would no longer be exact. */
const largestNumber = 2 ** 28;

/** Reads the headers of one connection, in the order in which they come: each may refer to those before it. */
export class HeaderReader {
  /** The newest first. */
  readonly #remembered: HeaderField[] = [];
  #size = 0;
  #limit = tableLimit;
  #block: Buffer = Buffer.alloc(0);
  #at = 0;

  read(block: Buffer): readonly HeaderField[] {
    this.#block = block;
    this.#at = 0;
    const fields: HeaderField[] = [];
    while (this.#at < block.length) {
      const first = block[this.#at] ?? 0;
      if (first >= 0x80) fields.push(this.#field(this.#number(7)));
      else if (first >= 0x40) fields.push(this.#remember(this.#literal(6)));
      else if (first >= 0x20) this.#resize(this.#number(5), fields.length > 0);
      else fields.push(this.#literal(4));
    }
    return fields;
  }

  #field(number: number): HeaderField {
    const field = number <= known.length ? known[number - 1] : this.#remembered[number - known.length - 1];
    if (field === undefined) throw compressionFault(`there is no header field ${number}`);
    return field;
  }

  #literal(bits: number): HeaderField {
    const number = this.#number(bits);
    const name = number === 0 ? this.#text() : this.#field(number)[0];
    return [name, this.#text()];
  }

  #remember(field: HeaderField): HeaderField {
    this.#remembered.unshift(field);
    this.#size += sizeOf(field);
    this.#shrink();
    return field;
  }

  #resize(limit: number, isLate: boolean): void {
    if (isLate || limit > tableLimit) throw compressionFault(`the header table cannot become ${limit} bytes here`);
    this.#limit = limit;
    this.#shrink();
  }

  #shrink(): void {
    while (this.#size > this.#limit) {
      const oldest = this.#remembered.pop();
      if (oldest === undefined) return;
      this.#size -= sizeOf(oldest);
    }
  }

  /** A number whose first bits share a byte with something else. */
  #number(bits: number): number {
    const most = 2 ** bits - 1;
    let number = this.#byte() & most;
    if (number < most) return number;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#byte();
      number += (byte & 127) * scale;
      if (number > largestNumber || scale > largestNumber) throw compressionFault("a number in a header is too large");
      if (byte < 128) return number;
    }
  }

  #text(): string {
    const isCoded = (this.#block[this.#at] ?? 0) >= 0x80;
    const length = this.#number(7);
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#block.length) throw compressionFault("a header is cut off");
    if (!isCoded) return this.#block.toString("latin1", from, this.#at);
    const text = huffmanText(this.#block.subarray(from, this.#at));
    if (text === undefined) throw compressionFault("a header is not in the code of HTTP/2");
    return text;
  }

  #byte(): number {
    const byte = this.#block[this.#at++];
    if (byte === undefined) throw compressionFault("a header is cut off");
    return byte;
  }
}

/** Headers as bytes that refer to nothing sent before, so that the same ones may be sent any number of times. */
export function headerBlock(fields: readonly HeaderField[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [literalWithoutIndex, textBytes(name), textBytes(value)]));
}

const literalWithoutIndex = Buffer.from([0]);

function textBytes(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  const prefix: number[] = [Math.min(bytes.length, 127)];
  for (let left = bytes.length - 127; left >= 0; left = left < 128 ? -1 : Math.floor(left / 128)) {
    prefix.push(left < 128 ? left : (left % 128) + 128);
  }
  return Buffer.concat([Buffer.from(prefix), bytes]);
}

function sizeOf([name, value]: HeaderField): number {
  return name.length + value.length + fieldOverhead;
}

function compressionFault(says: string): ConnectionFault {
  return new ConnectionFault(reasons.compression, `The headers cannot be read: ${says}.`);
}
