import type { Architecture } from "../machine/args";

/** Everything that is decided about a ship before anything is created. Plain values only, no Outputs, no key. */
export interface ResolvedPlanet {
  /** The ship with its sig, as Urbit writes it: `~sampel-palnet`. */
  readonly ship: string;
  /** The ship without its sig: names the folder, the units and the licence. */
  readonly shipName: string;
  /** The ship's own system user, at most 32 characters: `ship-sampel-palnet`, shortened with a hash where that is too long. */
  readonly user: string;
  /** Names this one pier for life. Written into the pier at creation and compared at each start. */
  readonly pierId: string;
  /** UDP port that peers see; the same number inside and outside. */
  readonly amesPort: number;
  /** TCP port of the ship's web server, on loopback only. */
  readonly httpPort: number;
  /** The ship's state may take 2^loomExponent bytes. Never lowered. */
  readonly loomExponent: number;
  readonly snapTimeMinutes: number;
  readonly runtime: ResolvedRuntime;
  /** Where the data volume is mounted: `/srv/roadstead`. */
  readonly mountPoint: string;
}

/** The pinned Urbit runtime: what is fetched, and what the download must hash to. */
export interface ResolvedRuntime {
  /** `4.5`, as in the release tag `vere-v4.5`. */
  readonly version: string;
  readonly architecture: Architecture;
  /** Address of the release archive; `runtimeUrl` gives the official one. */
  readonly url: string;
  /** SHA-256 of the archive, 64 lower-case hex digits. */
  readonly sha256: string;
}
