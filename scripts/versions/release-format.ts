/** What a release's sources say of what it writes to disk, as `versions.json` holds it. */
export interface ReleaseFormat {
  readonly wordWidth: 32;
  readonly loom: number;
  readonly bytecode: number;
  readonly patch: number;
  readonly log: number;
  readonly epoch: number;
  /** Null where the source does not say. */
  readonly zuse: number | null;
}

/** Names of the constants in `pkg/noun/version.h`. */
const constants = { loom: "U3V", bytecode: "U3N", patch: "U3P", log: "U3D", epoch: "U3E" } as const;

/** The text as the 32-bit build sees it: what is for 64 bits only is left out. */
function narrow(source: string): string {
  return source.replace(
    /^#ifdef VERE64\n[\s\S]*?(?:^#else\n([\s\S]*?))?^#endif[^\n]*$/gm,
    (_, otherwise?: string) => otherwise ?? "",
  );
}

function latest(source: string, prefix: string): number {
  const [, named] = new RegExp(`^#define\\s+${prefix}_VERLAT\\s+(${prefix}_VER\\d+)\\s*$`, "m").exec(source) ?? [];
  const value = new RegExp(`^#define\\s+${named}\\s+(?:\\(\\w+\\))?(\\d+)`, "m").exec(source)?.[1];
  if (named === undefined || value === undefined) throw new Error(`version.h does not say what ${prefix}_VERLAT is`);
  return Number(value);
}

/** Reads the constants of one release from its sources; throws where a constant cannot be found, rather than guess. */
export function releaseFormat(versionHeader: string, mars: string): ReleaseFormat {
  const source = narrow(versionHeader);
  const zuse = /^#define\s+VERE_ZUSE\s+(\d+)/m.exec(mars)?.[1];
  return {
    wordWidth: 32,
    loom: latest(source, constants.loom),
    bytecode: latest(source, constants.bytecode),
    patch: latest(source, constants.patch),
    log: latest(source, constants.log),
    epoch: latest(source, constants.epoch),
    zuse: zuse === undefined ? null : Number(zuse),
  };
}

/** Where the two sources of a release lie. */
export function sourceUrls(version: string): readonly [header: string, mars: string] {
  const root = `https://raw.githubusercontent.com/urbit/vere/vere-v${version}/pkg`;
  return [`${root}/noun/version.h`, `${root}/vere/mars.c`];
}
