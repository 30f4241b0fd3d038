import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { architectures } from "../../components/machine/args";
import { runtimeUrl } from "../../components/planet/runtime-url";
import { releaseFormat, sourceUrls } from "./release-format";

// `npm run update-versions [-- --vere 4.6]`: downloads the runtime's archives and commits to their checksums, since the
// project publishes none, and to what its sources say it writes to disk. Compare the result from a second network before you trust it.

const file = join(__dirname, "../../components/core/versions.json");

async function fetched(url: string): Promise<Buffer> {
  const answer = await fetch(url, { redirect: "follow", signal: AbortSignal.timeout(120_000) });
  if (!answer.ok) throw new Error(`${url}: answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

async function checksum(url: string): Promise<string> {
  return createHash("sha256")
    .update(await fetched(url))
    .digest("hex");
}

/** The release that was asked for; undefined for the pinned one. Ends the process where the command line is wrong. */
function asked(): string | undefined {
  try {
    const { vere } = parseArgs({ options: { vere: { type: "string" } } }).values;
    if (vere === undefined || /^\d{1,4}\.\d{1,4}$/.test(vere)) return vere;
    console.error(`--vere: ${JSON.stringify(vere)} is not a release such as 4.6.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message.split(". ")[0] : "Wrong arguments");
  }
  console.error("Nothing was changed. Usage: npm run update-versions [-- --vere 4.6]");
  process.exit(2);
}

async function main(): Promise<void> {
  const wanted = asked();
  const source = readFileSync(file, "utf8");
  const pinned: { vere: { version: string; sha256: Record<string, string | null>; formats: Record<string, unknown> } } =
    JSON.parse(source);
  const version = wanted ?? pinned.vere.version;
  // Both or none: a file that pins half a release would fail only where the other half is used.
  const found = await Promise.all(
    architectures.map(async (each) => [each, await checksum(runtimeUrl(version, each))] as const),
  );
  const [header, mars] = await Promise.all(
    sourceUrls(version).map(async (url) => (await fetched(url)).toString("utf8")),
  );
  const format = releaseFormat(header ?? "", mars ?? "");
  const formats = { ...pinned.vere.formats, [version]: format };
  const vere = { ...pinned.vere, version, sha256: Object.fromEntries(found), formats };
  writeFileSync(file, `${JSON.stringify({ ...pinned, vere }, null, 2)}\n`);
  for (const [architecture, sha256] of found) console.log(`vere ${version} ${architecture}: ${sha256}`);
  console.log(`vere ${version} writes: ${JSON.stringify(format)}`);
}

main().catch((error: unknown) => {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  console.error(`nothing was changed: ${error instanceof Error ? error.message : String(error)}${cause}`);
  console.error("Run it where github.com can be reached, or give runtime: { version, sha256 } in the environment.");
  process.exitCode = 1;
});
