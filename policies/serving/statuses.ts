/** Statuses of gRPC, as far as a pack needs them. */
export const status = { unknown: 2, unimplemented: 12, internal: 13 } as const;

/** An answer without a message: a status other than OK, and what it says. */
export interface Refusal {
  readonly code: (typeof status)[keyof typeof status];
  readonly details: string;
}
