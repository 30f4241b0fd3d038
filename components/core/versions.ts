import pinned from "./versions.json";

/** A pinned release of the Urbit runtime. No checksum is published, so each is computed once and committed. */
export interface RuntimePin {
  readonly version: string;
  readonly sha256: { readonly amd64: string | null; readonly arm64: string | null };
}

/** The runtime that this release of Roadstead was made for. */
export const pinnedRuntime: RuntimePin = pinned.vere;
