import type { Socket } from "node:net";
import { ConnectionFault, type Reason, reasons } from "./faults";
import {
  type Frame,
  FrameReader,
  flags,
  frame,
  frameHeaderLength,
  frames,
  goAway,
  kinds,
  largestFrameSize,
  largestWindow,
  resetStream,
  settings,
  settingsFrame,
  unpadded,
  usualFrameSize,
  usualWindow,
  windowUpdate,
  writeFrameHead,
} from "./frames";
import { type HeaderField, HeaderReader } from "./header-fields";

/** What is answered: blocks of headers as `headerBlock` writes them. Without a body the head is all. */
export interface Answer {
  readonly head: Buffer;
  readonly rest?: { readonly body: Buffer; readonly trailers: Buffer };
}

/** Takes the message of one question as it comes, and answers at its end. */
export interface Question {
  take(piece: Buffer): void;
  end(): Answer;
}
export type Questioning = (fields: readonly HeaderField[]) => Question;

/** Headers of a question are some hundred bytes. */
const longestHeaders = 65_536;
/** Enough room that a caller never has to wait; given anew once half of it is used. */
const roomAtFirst = largestWindow;

interface Stream {
  readonly question: Question;
  /** What the caller still lets us send. */
  window: number;
  /** What waits for the caller to let us send it. */
  waiting: { readonly body: Buffer; sent: number; readonly trailers: Buffer } | undefined;
  isAnswered: boolean;
}

interface OpenHeaders {
  readonly stream: number;
  readonly endsStream: boolean;
  readonly pieces: Buffer[];
  length: number;
}

/**
 * One caller on HTTP/2 (RFC 9113), as far as questions with one answer need it. All that a chunk of the caller's asks for is
 * sent in one write: on a busy machine each packet costs both sides more than what it says.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #questioning: Questioning;
  readonly #frames = new FrameReader((heard) => this.#hear(heard));
  readonly #headers = new HeaderReader();
  readonly #streams = new Map<number, Stream>();
  #outgoing: Buffer[] = [];
  #lastStream = 0;
  #openHeaders: OpenHeaders | undefined;
  #isSettled = false;
  /** What the caller lets us send on all streams together, on a new one, and in one frame. */
  #window = usualWindow;
  #streamWindow = usualWindow;
  #frameSize = usualFrameSize;
  /** What the caller has sent since it was last given room. */
  #received = 0;

  constructor(socket: Socket, questioning: Questioning) {
    this.#socket = socket;
    this.#questioning = questioning;
    this.#send(settingsFrame({ initialWindowSize: roomAtFirst, maxHeaderListSize: longestHeaders }));
    this.#send(windowUpdate(0, roomAtFirst - usualWindow));
    this.#flush();
  }

  take(chunk: Buffer): void {
    try {
      this.#frames.read(chunk);
    } catch (error) {
      if (!(error instanceof ConnectionFault)) throw error;
      this.#streams.clear();
      this.#send(goAway(this.#lastStream, error.reason, error.message));
      this.#flush();
      this.#socket.end();
      // What else comes is not read: the connection has lost its meaning.
      this.#socket.removeAllListeners("data").resume();
      return;
    }
    this.#flush();
  }

  #send(bytes: Buffer): void {
    this.#outgoing.push(bytes);
  }

  #flush(): void {
    const [only, ...more] = this.#outgoing;
    if (only === undefined) return;
    this.#outgoing = [];
    if (this.#socket.writable) this.#socket.write(more.length === 0 ? only : Buffer.concat([only, ...more]));
  }

  #hear(heard: Frame): void {
    const { kind } = heard;
    if (!this.#isSettled && kind !== kinds.settings) throw protocolFault("Before all else a caller sends settings.");
    if (this.#openHeaders !== undefined && kind !== kinds.continuation) {
      throw protocolFault("Headers that have begun come to their end before anything else.");
    }
    if (kind === kinds.headers) this.#hearHeaders(heard);
    else if (kind === kinds.data) this.#hearData(heard);
    else if (kind === kinds.windowUpdate) this.#hearWindow(heard);
    else if (kind === kinds.ping) this.#hearPing(heard);
    else if (kind === kinds.resetStream) this.#hearReset(heard);
    else if (kind === kinds.settings) this.#hearSettings(heard);
    else if (kind === kinds.continuation) this.#hearContinuation(heard);
    else if (kind === kinds.priority) this.#hearPriority(heard);
    else if (kind === kinds.pushPromise) throw protocolFault("A caller promises nothing.");
    else if (kind === kinds.goAway) onConnection(heard);
    // What else there may be belongs to extensions, and is passed over.
  }

  #hearHeaders(heard: Frame): void {
    const { stream } = heard;
    const payload = unpadded(heard);
    if (stream % 2 === 0) throw protocolFault(`A caller does not open stream ${stream}.`);
    const endsStream = (heard.flags & flags.endStream) !== 0;
    this.#openHeaders = { stream, endsStream, pieces: [], length: 0 };
    this.#continueHeaders(payload, (heard.flags & flags.endHeaders) !== 0);
  }

  #hearContinuation(heard: Frame): void {
    if (heard.stream !== this.#openHeaders?.stream) throw protocolFault("There are no headers to go on with.");
    this.#continueHeaders(heard.payload, (heard.flags & flags.endHeaders) !== 0);
  }

  #continueHeaders(piece: Buffer, isWhole: boolean): void {
    const open = this.#openHeaders;
    if (open === undefined) return;
    open.pieces.push(piece);
    open.length += piece.length;
    if (open.length > longestHeaders || open.pieces.length > longestHeaders / 256) {
      throw new ConnectionFault(reasons.calmDown, "These headers have no end.");
    }
    if (!isWhole) return;
    this.#openHeaders = undefined;
    const fields = this.#headers.read(open.pieces.length === 1 ? piece : Buffer.concat(open.pieces));
    this.#begin(open, fields);
  }

  #begin({ stream: number, endsStream }: OpenHeaders, fields: readonly HeaderField[]): void {
    if (number <= this.#lastStream) {
      // Headers after the message: nothing of them concerns us but that the question is whole.
      const stream = this.#streams.get(number);
      if (stream === undefined || stream.isAnswered) this.#send(resetStream(number, reasons.streamClosed));
      else if (endsStream) this.#answer(number, stream);
      else this.#refuse(number, reasons.protocol);
      return;
    }
    this.#lastStream = number;
    const question = this.#questioning(fields);
    const stream: Stream = { question, window: this.#streamWindow, waiting: undefined, isAnswered: false };
    this.#streams.set(number, stream);
    if (endsStream) this.#answer(number, stream);
  }

  #hearData(heard: Frame): void {
    const number = heard.stream;
    if (number === 0 || number > this.#lastStream) throw protocolFault(`Stream ${number} has no headers yet.`);
    const piece = unpadded(heard);
    this.#received += heard.payload.length;
    if (this.#received > roomAtFirst / 2) {
      this.#send(windowUpdate(0, this.#received));
      this.#received = 0;
    }
    const stream = this.#streams.get(number);
    // It may have been sent before the caller heard that the stream has ended.
    if (stream === undefined) return;
    if (stream.isAnswered) {
      this.#refuse(number, reasons.streamClosed);
      return;
    }
    if (piece.length > 0) stream.question.take(piece);
    if ((heard.flags & flags.endStream) !== 0) this.#answer(number, stream);
  }

  #hearWindow(heard: Frame): void {
    const { stream: number, payload } = heard;
    if (payload.length !== 4) throw lengthFault(heard);
    const by = payload.readUInt32BE(0) % 2 ** 31;
    if (number === 0) {
      this.#window += by;
      if (by === 0) throw protocolFault("No room more is nothing to tell.");
      if (this.#window > largestWindow) throw windowFault();
      for (const [each, stream] of this.#streams) this.#sendWaiting(each, stream);
      return;
    }
    if (number > this.#lastStream) throw protocolFault(`Stream ${number} has no headers yet.`);
    const stream = this.#streams.get(number);
    if (stream === undefined) return;
    stream.window += by;
    if (by === 0) this.#refuse(number, reasons.protocol);
    else if (stream.window > largestWindow) this.#refuse(number, reasons.flowControl);
    else this.#sendWaiting(number, stream);
  }

  #hearPing(heard: Frame): void {
    onConnection(heard);
    if (heard.payload.length !== 8) throw lengthFault(heard);
    if ((heard.flags & flags.acknowledged) !== 0) return;
    this.#send(frame({ ...heard, flags: flags.acknowledged }));
  }

  #hearReset(heard: Frame): void {
    if (heard.payload.length !== 4) throw lengthFault(heard);
    if (heard.stream === 0 || heard.stream > this.#lastStream) {
      throw protocolFault(`Stream ${heard.stream} has no headers yet.`);
    }
    this.#streams.delete(heard.stream);
  }

  #hearSettings(heard: Frame): void {
    onConnection(heard);
    const { payload } = heard;
    const isAcknowledged = (heard.flags & flags.acknowledged) !== 0;
    if (payload.length % 6 !== 0 || (isAcknowledged && payload.length > 0)) throw lengthFault(heard);
    if (isAcknowledged) {
      if (!this.#isSettled) throw protocolFault("Before all else a caller sends settings of its own.");
      return;
    }
    this.#isSettled = true;
    for (let at = 0; at < payload.length; at += 6) this.#set(payload.readUInt16BE(at), payload.readUInt32BE(at + 2));
    this.#send(frame({ kind: kinds.settings, flags: flags.acknowledged, stream: 0, payload: Buffer.alloc(0) }));
    for (const [number, stream] of this.#streams) this.#sendWaiting(number, stream);
  }

  #set(setting: number, value: number): void {
    if (setting === settings.initialWindowSize) {
      if (value > largestWindow) throw windowFault();
      for (const stream of this.#streams.values()) {
        stream.window += value - this.#streamWindow;
        if (stream.window > largestWindow) throw windowFault();
      }
      this.#streamWindow = value;
    } else if (setting === settings.maxFrameSize) {
      if (value < usualFrameSize || value > largestFrameSize)
        throw protocolFault(`Frames cannot be of ${value} bytes.`);
      this.#frameSize = value;
    } else if (setting === settings.enablePush && value > 1) throw protocolFault(`Pushing cannot be ${value}.`);
    // Nothing else binds us: our headers refer to nothing, and we open no streams.
  }

  #hearPriority(heard: Frame): void {
    if (heard.stream === 0) throw protocolFault("The connection itself has no priority.");
    if (heard.payload.length !== 5) this.#refuse(heard.stream, reasons.frameSize);
  }

  #refuse(number: number, reason: Reason): void {
    this.#streams.delete(number);
    this.#send(resetStream(number, reason));
  }

  #answer(number: number, stream: Stream): void {
    stream.isAnswered = true;
    const { head, rest } = stream.question.end();
    if (rest === undefined) {
      this.#send(
        frame({ kind: kinds.headers, flags: flags.endHeaders | flags.endStream, stream: number, payload: head }),
      );
      this.#streams.delete(number);
      return;
    }
    const { body, trailers } = rest;
    const begins = { kind: kinds.headers, flags: flags.endHeaders, stream: number, payload: head };
    if (body.length > 0 && body.length <= Math.min(this.#frameSize, this.#window, stream.window)) {
      const ends = {
        kind: kinds.headers,
        flags: flags.endHeaders | flags.endStream,
        stream: number,
        payload: trailers,
      };
      this.#send(frames(begins, { kind: kinds.data, flags: 0, stream: number, payload: body }, ends));
      this.#window -= body.length;
      this.#streams.delete(number);
      return;
    }
    this.#send(frame(begins));
    stream.waiting = { body, sent: 0, trailers };
    this.#sendWaiting(number, stream);
  }

  /** As much as the caller lets us. */
  #sendWaiting(number: number, stream: Stream): void {
    const { waiting } = stream;
    if (waiting === undefined) return;
    const { body, trailers } = waiting;
    while (waiting.sent < body.length) {
      const length = Math.min(this.#frameSize, this.#window, stream.window, body.length - waiting.sent);
      if (length <= 0) return;
      const bytes = Buffer.allocUnsafe(frameHeaderLength + length);
      const at = writeFrameHead(bytes, 0, { kind: kinds.data, flags: 0, stream: number, length });
      body.copy(bytes, at, waiting.sent, waiting.sent + length);
      this.#send(bytes);
      waiting.sent += length;
      this.#window -= length;
      stream.window -= length;
    }
    const ends = flags.endHeaders | flags.endStream;
    this.#send(frame({ kind: kinds.headers, flags: ends, stream: number, payload: trailers }));
    this.#streams.delete(number);
  }
}

function onConnection({ stream, kind }: Frame): void {
  if (stream !== 0) throw protocolFault(`A frame of kind ${kind} belongs to no stream.`);
}

function protocolFault(says: string): ConnectionFault {
  return new ConnectionFault(reasons.protocol, says);
}

function windowFault(): ConnectionFault {
  return new ConnectionFault(reasons.flowControl, "There is no room of that size.");
}

function lengthFault({ kind, payload }: Frame): ConnectionFault {
  return new ConnectionFault(reasons.frameSize, `A frame of kind ${kind} cannot have ${payload.length} bytes.`);
}
