import { orDefault, record, text, yesOrNo } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";
import { pinnedRuntime } from "../core/versions";
import type { Architecture } from "../machine/args";
import { formatArgs, knownFormat, supportedKernel } from "./runtime-format";
import { runtimeUrl } from "./runtime-url";

/** The pinned Urbit runtime: what is fetched, what the download must hash to, and what it writes to disk. */
export interface ResolvedRuntime {
  /** `4.5`, as in the release tag `vere-v4.5`. */
  readonly version: string;
  readonly architecture: Architecture;
  /** Address of the release archive; `runtimeUrl` gives the official one. */
  readonly url: string;
  /** SHA-256 of the archive, 64 lower-case hex digits. */
  readonly sha256: string;
  /** Its on-disk format in one line; undefined where it is not known, so that no way leads back from it. */
  readonly format: string | undefined;
  /** The newest kernel that it supports; undefined where it is not known. */
  readonly zuse: number | undefined;
  /** Whether the pier may go on to another format, from which no way leads back. */
  readonly forwardOnly: boolean;
}

/** Judges which runtime a ship runs on. */
export function runtimeArgs(check: ArgumentCheck, value: unknown, architecture: Architecture): ResolvedRuntime {
  const given = value === undefined ? {} : record(check, value, ["version", "sha256", "format", "forwardOnly"]);
  const forwardOnly = yesOrNo(check.at("forwardOnly"), orDefault(given["forwardOnly"], false));
  // Whoever allows the step forward may leave the release to Roadstead.
  const isPinned = given["version"] === undefined && given["sha256"] === undefined && given["format"] === undefined;
  if (value === undefined || (isPinned && given["forwardOnly"] !== undefined)) {
    const { version } = pinnedRuntime;
    const sha256 = pinnedRuntime.sha256[architecture];
    if (sha256 === null) {
      check.problem(
        `is missing, and this Roadstead holds no checksum of vere ${version} for ${architecture} yet (the project publishes none). ` +
          "Run npm run update-versions where the release can be downloaded, or give runtime: { version, sha256 }.",
      );
    }
    return {
      version,
      architecture,
      url: runtimeUrl(version, architecture),
      sha256: sha256 ?? "",
      format: knownFormat(version),
      zuse: supportedKernel(version),
      forwardOnly,
    };
  }
  const version = text(check.at("version"), given["version"], {
    pattern: /^[0-9]+\.[0-9]+$/,
    maxLength: 12,
    use: "a release such as 4.5; never latest",
  });
  const sha256 = text(check.at("sha256"), given["sha256"], {
    pattern: /^[0-9a-f]{64}$/,
    use: "64 lower-case hexadecimal digits",
  });
  const format = formatArgs(check.at("format"), given["format"], version);
  const url = runtimeUrl(version, architecture);
  return { version, architecture, url, sha256, format, zuse: supportedKernel(version), forwardOnly };
}
