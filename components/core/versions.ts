import pinned from "./versions.json";

/** A pinned release of the Urbit runtime. No checksum is published, so each is computed once and committed. */
export interface RuntimePin {
  readonly version: string;
  readonly sha256: { readonly amd64: string | null; readonly arm64: string | null };
}

/** What a release of the runtime writes to disk: two that are equal in all of it can open each other's piers. */
export interface RuntimeFormat {
  /** 32 or 64 bits. */
  readonly wordWidth: number;
  /** Layout of the state: U3V_VERLAT. */
  readonly loom: number;
  /** Compiled code inside it: U3N_VERLAT. */
  readonly bytecode: number;
  /** Changes on their way into the snapshot: U3P_VERLAT. */
  readonly patch: number;
  /** Event log: U3D_VERLAT. */
  readonly log: number;
  /** Layout of an epoch: U3E_VERLAT. */
  readonly epoch: number;
}

interface KnownRelease extends RuntimeFormat {
  /** The newest kernel that it supports, counted down: VERE_ZUSE. Null while nobody has looked. */
  readonly zuse: number | null;
}

/** The runtime that this release of Roadstead was made for. */
export const pinnedRuntime: RuntimePin = pinned.vere;

/** What each release is known to write, and to support. */
export const knownReleases: ReadonlyMap<string, KnownRelease> = new Map(
  Object.entries<KnownRelease>(pinned.vere.formats),
);
