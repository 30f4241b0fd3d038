import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Folder of the Go module that pins the CLI's sources. */
export const engineModule = join(__dirname, "engine");

/**
 * The oldest CLI that will do. Older ones miss `pulumi policy analyze --file` (3.249), by which rules are judged on a
 * saved stack, and the language host protocol of the SDK in package.json.
 */
export const oldestCli = "3.249.0";

/** The CLI that is downloaded or built: the one that go.mod pins and that all tests have seen. */
export function pinnedCli(): string {
  const goMod = readFileSync(join(engineModule, "go.mod"), "utf8");
  const version = /^require github\.com\/pulumi\/pulumi\/pkg\/v3 v(\d+\.\d+\.\d+)$/m.exec(goMod)?.[1];
  if (version === undefined) {
    throw new Error(
      `${join(engineModule, "go.mod")} pins no release of github.com/pulumi/pulumi/pkg/v3. Restore the file.`,
    );
  }
  return version;
}

/** The version in what `pulumi version` printed, without the leading v; undefined when it printed something else. */
export function readCliVersion(printed: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?)$/m.exec(printed.trim())?.[1];
}

/** Undefined when the version will do; otherwise why not. */
export function whyCliTooOld(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = numbers(version);
  const [oldMajor = 0, oldMinor = 0, oldPatch = 0] = numbers(oldestCli);
  if (major !== oldMajor)
    return `version ${version} is of another major line; ${oldestCli} or newer ${oldMajor}.x is needed`;
  const newEnough = minor > oldMinor || (minor === oldMinor && patch >= oldPatch);
  return newEnough ? undefined : `version ${version} is too old; ${oldestCli} or newer is needed`;
}

function numbers(version: string): number[] {
  return (/^\d+\.\d+\.\d+/.exec(version)?.[0] ?? "").split(".").map(Number);
}
