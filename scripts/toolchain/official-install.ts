// Run by download-engine.ts as a process of its own: `official-install.ts VERSION FOLDER`.
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { SemVer } from "semver";

/** Reaching the download at all must not take longer than this; the download itself may. */
const answerWithinMs = 15_000;

async function main(): Promise<void> {
  const [, , version = "", folder = ""] = process.argv;
  const reach = await fetch("https://get.pulumi.com/install.sh", {
    method: "HEAD",
    signal: AbortSignal.timeout(answerWithinMs),
  }).catch((error: unknown) => new Error(causesOf(error).join(": ")));
  if (reach instanceof Error) throw new Error(`get.pulumi.com cannot be reached: ${reach.message}`);
  if (!reach.ok) throw new Error(`get.pulumi.com answered ${reach.status} ${reach.statusText}`.trimEnd());
  await PulumiCommand.install({ version: new SemVer(version), root: folder });
}

/** `fetch` says only "fetch failed" and keeps the reason as its cause. */
function causesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const inner = error instanceof AggregateError ? causesOf(error.errors[0]) : [];
  return [error.message, ...inner, ...(error.cause === undefined ? [] : causesOf(error.cause))].filter(
    (text) => text !== "",
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
