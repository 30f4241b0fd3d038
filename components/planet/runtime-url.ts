import type { Architecture } from "../machine/args";

const releasePlatforms: Readonly<Record<Architecture, string>> = { amd64: "linux-x86_64", arm64: "linux-aarch64" };

/** Name of the file inside the release archive: `vere-v4.5-linux-x86_64`. */
export function runtimeMember(version: string, architecture: Architecture): string {
  return `vere-v${version}-${releasePlatforms[architecture]}`;
}

/** The official, immutable address of one release of the Urbit runtime. */
export function runtimeUrl(version: string, architecture: Architecture): string {
  return `https://github.com/urbit/vere/releases/download/vere-v${version}/${releasePlatforms[architecture]}.tgz`;
}
