/** What a server is made of, in the vendor's own words. */
export interface PlanOrder {
  /** Data centre. */
  readonly place: string;
  /** Name of the plan. */
  readonly plan: string;
}

/** A server as its vendor lists it. */
export interface ListedServer {
  readonly id: string;
  readonly name: string;
  /** How the vendor calls the state that it is in. */
  readonly power: string;
  readonly off: boolean;
}

/** What a vendor is asked before a server is made, changed, or given up. */
export interface Inquiry {
  /** Why this plan cannot be ordered there now; undefined where it can, as far as the vendor tells. */
  readonly refusal: (order: PlanOrder) => Promise<string | undefined>;
  /** Every server that carries this URN mark. */
  readonly servers: (mark: string) => Promise<readonly ListedServer[]>;
}
