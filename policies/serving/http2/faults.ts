/** Codes by which HTTP/2 says why a stream or a whole connection ends (RFC 9113, section 7). */
export const reasons = {
  none: 0,
  protocol: 1,
  flowControl: 3,
  streamClosed: 5,
  frameSize: 6,
  compression: 9,
  calmDown: 11,
} as const;
export type Reason = (typeof reasons)[keyof typeof reasons];

/** What a peer must not do. The connection ends with it, since nothing that follows could be trusted. */
export class ConnectionFault extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, says: string) {
    super(says);
    this.reason = reason;
  }
}
