import { record, wholeNumber } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";
import { knownReleases, type RuntimeFormat } from "../core/versions";

const formatKeys = [
  "wordWidth",
  "loom",
  "bytecode",
  "patch",
  "log",
  "epoch",
] as const satisfies readonly (keyof RuntimeFormat)[];

/** The constants of a format in one line, as the machine compares them. */
function formatText(format: RuntimeFormat): string {
  return formatKeys.map((key) => `${key}=${format[key]}`).join(" ");
}

/** What a release writes to disk; undefined where nobody has looked. */
export function knownFormat(version: string): string | undefined {
  const known = knownReleases.get(version);
  return known === undefined ? undefined : formatText(known);
}

/** The format of every release that is known, by version: the machine has to judge what its pier ran on before. */
export const knownFormats: Readonly<Record<string, string>> = Object.fromEntries(
  [...knownReleases].map(([version, format]) => [version, formatText(format)]),
);

/** The newest kernel that a release supports; undefined where nobody has looked. */
export function supportedKernel(version: string): number | undefined {
  return knownReleases.get(version)?.zuse ?? undefined;
}

/** Judges the constants that a person read in a release's sources. Those that are known already must be the same. */
export function formatArgs(check: ArgumentCheck, value: unknown, version: string): string | undefined {
  const known = knownFormat(version);
  if (value === undefined) return known;
  const given = record(check, value, formatKeys);
  const number = (key: keyof RuntimeFormat): number =>
    wholeNumber(check.at(key), given[key], { min: 0, max: 1000, what: "a constant in the sources of the release" });
  const text = formatText({
    wordWidth: number("wordWidth"),
    loom: number("loom"),
    bytecode: number("bytecode"),
    patch: number("patch"),
    log: number("log"),
    epoch: number("epoch"),
  });
  if (given["wordWidth"] === 64)
    check
      .at("wordWidth")
      .problem("64 is not supported: the archives that are fetched hold the 32-bit runtime. Use 32.");
  const isWhole = formatKeys.every((key) => typeof given[key] === "number");
  if (known !== undefined && isWhole && text !== known) {
    check.problem(`is not what vere ${version} is known to write: ${known}. Remove it.`);
  }
  return text;
}

/** How two releases relate: whether the second may open what the first wrote, and be followed by the first again. */
export type RuntimeChange = "same format" | "lowered" | "forward only";

/** `4.9` before `4.10`. */
function isLower(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}

export function runtimeChange(
  from: { readonly version: string; readonly format: string | undefined },
  to: { readonly version: string; readonly format: string | undefined },
): RuntimeChange {
  if (from.version === to.version || (from.format !== undefined && from.format === to.format)) return "same format";
  return isLower(to.version, from.version) ? "lowered" : "forward only";
}
