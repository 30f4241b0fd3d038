import type { Reading } from "../reading";
import { type Finding, fails, type ResourceRule, unknown } from "../rule";
import { urbitPlanet } from "../vendor-types";

/** Only what the form says can be shown: nothing else of a value is repeated. */
function* judgeForm(reading: Reading, form: RegExp, says: string): Iterable<Finding> {
  if (reading.isUnknown) return yield unknown(reading);
  const text = reading.text();
  if (reading.isAbsent || text === undefined || !form.test(text)) yield fails(reading, says);
}

export const rule: ResourceRule = {
  id: "urbit-pin-runtimes",
  title: "The runtime of a ship is one release with one checksum.",
  severity: "high",
  level: "mandatory",
  objective: "SUP",
  allows: "a release such as 4.5 together with 64 hexadecimal digits; or no runtime at all, which is the pinned one.",
  remediation: [
    "Give runtime: { version, sha256 }, or leave runtime out.",
    "Compute the checksum with npm run update-versions where the release can be downloaded.",
  ],
  source:
    "No checksums are published, live names such as latest move, and a runtime newer than its pier expects may not lead back (vere releases).",
  appliesTo: { exact: [urbitPlanet] },
  scope: "resource",

  *judge({ inputs }): Iterable<Finding> {
    const runtime = inputs.at("runtime");
    if (runtime.isUnknown) return yield unknown(runtime);
    // Component arguments can be hidden from policies; then nothing may be concluded.
    if (runtime.isAbsent && inputs.at("ship").isAbsent) return yield unknown("runtime", "is not visible");
    if (runtime.isAbsent) return;
    const [version, sum] = [runtime.at("version"), runtime.at("sha256")];
    // What only allows a step forward leaves the release to the library.
    if (version.isAbsent && sum.isAbsent && runtime.entries().length > 0) return;
    yield* judgeForm(version, /^\d+\.\d+$/, "is not one release: what runs tomorrow may be another one");
    yield* judgeForm(sum, /^[0-9a-f]{64}$/, "is no SHA-256: nothing holds the download to what was meant");
  },
};
