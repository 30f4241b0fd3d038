import { readFileSync } from "node:fs";
import { join } from "node:path";
import pinned from "../../components/core/versions.json";
import { flagsOf } from "../flags";

// `npm run verify-versions`: what `components/core/versions.json` and `package.json` pin is exact and well formed.

flagsOf("verify-versions", []);
const problems: string[] = [];
const exact = /^\d+\.\d+(\.\d+)?$/;
if (!exact.test(pinned.vere.version)) problems.push(`vere.version: "${pinned.vere.version}" is not an exact release`);
for (const [architecture, sha256] of Object.entries<string | null>(pinned.vere.sha256)) {
  if (sha256 === null)
    console.log(
      `vere ${pinned.vere.version} ${architecture}: no checksum yet; npm run update-versions computes it where the release can be downloaded`,
    );
  else if (!/^[0-9a-f]{64}$/.test(sha256))
    problems.push(`vere.sha256.${architecture}: not 64 lower-case hexadecimal digits`);
}

if (!Object.hasOwn(pinned.vere.formats, pinned.vere.version))
  problems.push(`vere.formats: does not say what ${pinned.vere.version} writes to disk`);
for (const [version, format] of Object.entries(pinned.vere.formats)) {
  if (!exact.test(version)) problems.push(`vere.formats: "${version}" is not an exact release`);
  for (const [name, value] of Object.entries<number | null>(format)) {
    if (!(Number.isSafeInteger(value) || (name === "zuse" && value === null)))
      problems.push(`vere.formats.${version}.${name}: ${value} is no constant`);
  }
}

const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
for (const field of ["dependencies", "devDependencies"]) {
  const wanted: unknown = typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, field) : undefined;
  for (const [name, version] of Object.entries(typeof wanted === "object" && wanted !== null ? wanted : {})) {
    if (!/^\d+\.\d+\.\d+$/.test(String(version)))
      problems.push(`package.json ${field}.${name}: "${version}" is not an exact version`);
  }
}

for (const problem of problems) console.error(problem);
console.log(`versions: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
