import type { Refusal } from "./statuses";

/** Takes one message piece by piece as it comes, and answers once it has come whole. */
export interface Receiver {
  take(piece: Buffer): void;
  end(): Buffer | Refusal;
}

/** A method of a server: for each call, what takes its message. */
export type Method = () => Receiver;

/** Answers one question, bytes in and bytes out. */
export type Answering = (request: Buffer) => Buffer | Refusal;

/** A method that is shown its message whole. */
export function ofWhole(answering: Answering): Method {
  return () => {
    const pieces: Buffer[] = [];
    return {
      take: (piece) => {
        pieces.push(piece);
      },
      end: () => {
        const [only] = pieces;
        return answering(only !== undefined && pieces.length === 1 ? only : Buffer.concat(pieces));
      },
    };
  };
}

/** A method whose answer does not depend on its message: no byte of it is kept. */
export function unread(answer: () => Buffer | Refusal): Method {
  const receiver: Receiver = { take: () => {}, end: answer };
  return () => receiver;
}
