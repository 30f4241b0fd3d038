import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Preparation } from "./build-engine";
import { elapsed, type Prepared } from "./go-program";
import { lastLines, runCommand } from "./run-command";

const reportEveryMs = 3_000;
const longestMs = 5 * 60_000;

/** Downloads the official bundle: the CLI with its own language hosts. */
export async function downloadEngine({ version, folder, report, signal }: Preparation): Promise<Prepared> {
  report(`Downloading the official Pulumi CLI ${version}.`);
  const from = Date.now();
  const progress = setInterval(() => report(`Downloading the official Pulumi CLI: ${elapsed(from)}.`), reportEveryMs);
  try {
    // A process of its own: the installer runs a shell script, which can only be stopped from outside.
    const install = await runCommand(
      process.execPath,
      ["--import", require.resolve("tsx"), join(__dirname, "official-install.ts"), version, folder],
      { timeoutMs: longestMs, signal },
    );
    signal?.throwIfAborted();
    if (install.failure !== undefined) {
      return {
        done: false,
        why: `${lastLines(install.stderr, 5) || `the installer ${install.failure}`} (after ${elapsed(from)})`,
      };
    }
  } finally {
    clearInterval(progress);
  }
  const host = join(folder, "bin", "pulumi-language-nodejs");
  if (!existsSync(host)) return { done: false, why: "the official bundle came without bin/pulumi-language-nodejs" };
  return { done: true, how: `official bundle in ${elapsed(from)}` };
}
