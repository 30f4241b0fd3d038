/** What a stopped pier can be put through. See the README, Maintenance, for what each is for and what it needs. */
export const maintenanceOperations = ["pack", "meld", "chop", "roll"] as const;
export type MaintenanceOperation = (typeof maintenanceOperations)[number];

/**
 * One operation on the pier while the ship is stopped. Memory and disk are asked for first; the ship comes back whatever becomes of it,
 * and the result is the output `maintenance`.
 */
export interface MaintenanceArgs {
  /** `pack` and `meld` make the state smaller, `roll` starts a new epoch of the event log, `chop` deletes all but the last two. Changing it alone is refused: raise `request` too. */
  operation: MaintenanceOperation;
  /** Counts the requests of this pier: each number is carried out once, on whatever machine. Raising it by one runs the operation. */
  request: number;
}

/** Whom the ship takes updates from. It keeps that itself, so it is told on request only, and then asked what it says (`+vats`). */
export type OtaArgs =
  | {
      mode: "follow";
      /** The ship whose updates are taken. Defaults to the sponsor: a moon's parent, a planet's star. Errors: a galaxy has none, so it must be named. */
      source?: string;
      /** Raise it by one to have the ship told. Defaults to 0: it is only asked, and the output `updates` says whether it agrees. */
      request?: number;
    }
  | {
      /** Stays at the system it has, until it is told to follow again. */
      mode: "hold";
      /** As above. Defaults to 0. */
      request?: number;
    };
