// An append-only file that several processes write at once without a lock, so no killed process can leave one behind.
// A record claims the next number; of two records with one number the first in the file counts, and the other writer
// sees that it lost and decides again. One write() with O_APPEND is never interleaved with another.
import {
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { isPlainObject, type PlainObject } from "./values";

const flush = promisify(fdatasync);
const newline = 10;

export interface ClaimedLog {
  /** Number of the last record that counts. */
  readonly last: number;
  /** Bytes read so far. */
  readonly size: number;
  /** Reads what other processes wrote. Records that count go to `accept` in order. */
  catchUp(): void;
  /**
   * Appends what `plan` makes of the present; asks it again where another process was first. Undefined appends nothing.
   * Returns its number. The record is in the file by then, but not yet on the disk: see `settled`.
   */
  append(plan: () => PlainObject | undefined): number | undefined;
  /** Resolves when all that was appended before is on the disk. */
  settled(): Promise<void>;
  close(): void;
}

export interface ClaimedLogOptions {
  readonly file: string;
  accept(record: PlainObject, number: number): void;
  /** A last line was cut off, by a full disk or a power cut: it was never answered, so it does not count. */
  dropped(bytes: number): void;
}

export function openClaimedLog(options: ClaimedLogOptions): ClaimedLog {
  const isNew = !existsSync(options.file);
  mkdirSync(dirname(options.file), { recursive: true });
  const descriptor = openSync(options.file, "a+", 0o600);
  if (isNew) syncFolder(dirname(options.file));
  let position = 0;
  let last = 0;
  let rest = Buffer.alloc(0);
  let pendingFlush: Promise<void> | undefined;
  let runningFlush: Promise<void> | undefined;
  let awaited: string | undefined;
  let awaitedCounts = false;

  const takeLine = (line: Buffer): void => {
    if (line.length === 0) return;
    const text = line.toString("utf8");
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch {
      return;
    }
    if (!isPlainObject(record)) return;
    const number = record["seq"];
    if (number !== last + 1) {
      // A compacted file starts at the number that it was compacted at.
      if (last !== 0 || typeof number !== "number" || record["start"] !== true) return;
    }
    last = typeof number === "number" ? number : last;
    if (text === awaited) awaitedCounts = true;
    options.accept(record, last);
  };

  const catchUp = (): void => {
    const size = fstatSync(descriptor).size;
    while (position < size) {
      const chunk = Buffer.allocUnsafe(Math.min(size - position, 1 << 20));
      const count = readSync(descriptor, chunk, 0, chunk.length, position);
      if (count === 0) break;
      position += count;
      const bytes = rest.length === 0 ? chunk.subarray(0, count) : Buffer.concat([rest, chunk.subarray(0, count)]);
      let from = 0;
      for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
        takeLine(bytes.subarray(from, end));
        from = end + 1;
      }
      rest = Buffer.from(bytes.subarray(from));
    }
  };

  const write = (text: string): void => {
    const bytes = Buffer.from(text, "utf8");
    if (writeSync(descriptor, bytes) !== bytes.length) {
      throw new Error(`The sandbox could not write ${options.file}: the disk is full.`);
    }
  };

  catchUp();
  if (rest.length > 0) {
    options.dropped(rest.length);
    write("\n");
    catchUp();
  }

  const append = (plan: () => PlainObject | undefined): number | undefined => {
    for (;;) {
      catchUp();
      const record = plan();
      if (record === undefined) return undefined;
      const claimed = last + 1;
      const body = JSON.stringify({ seq: claimed, ...record, by: process.pid });
      // A line that somebody left unfinished must not swallow this one.
      write(`${rest.length > 0 ? "\n" : ""}${body}\n`);
      awaited = body;
      awaitedCounts = false;
      catchUp();
      awaited = undefined;
      if (awaitedCounts) return claimed;
    }
  };

  return {
    get last() {
      return last;
    },
    get size() {
      return position;
    },
    catchUp,
    append,
    settled() {
      // One flush serves everybody who asked before it began.
      if (runningFlush === undefined) {
        runningFlush = flush(descriptor).finally(() => {
          runningFlush = undefined;
        });
        return runningFlush;
      }
      pendingFlush ??= runningFlush.then(() => {
        pendingFlush = undefined;
        runningFlush = flush(descriptor).finally(() => {
          runningFlush = undefined;
        });
        return runningFlush;
      });
      return pendingFlush;
    },
    close() {
      fsyncSync(descriptor);
      closeSync(descriptor);
    },
  };
}

/** A file is on the disk only once its folder says so. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
