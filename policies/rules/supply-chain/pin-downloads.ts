import { bootDataOf, bootDataTypes, layersOf, scriptsOf } from "../boot-texts";
import { looseDownloadsIn } from "../downloads";
import type { Reading } from "../reading";
import { type Finding, fails, notApplicable, type ResourceRule, unknown, unreadable } from "../rule";
import { commands } from "../vendor-types";

export const rule: ResourceRule = {
  id: "supply-chain-pin-downloads",
  title: "Machines download only what a checksum fixes.",
  severity: "high",
  level: "mandatory",
  objective: "SUP",
  allows: "a URL with a version in it, saved to a file whose sha256 is checked in the same script before use.",
  remediation: [
    "Name the version, save the file, and check it with sha256sum -c before running it.",
    "Packages from a signed repository need none of this.",
  ],
  source: "What latest or a branch means is decided by others, at the time the machine boots.",
  appliesTo: { exact: [...bootDataTypes, ...commands] },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const texts = [...bootDataOf(resource), ...scriptsOf(resource)];
    if (texts.length === 0) return yield notApplicable("Runs nothing.");
    for (const text of texts) yield* judgeText(text);
  },
};

function* judgeText(reading: Reading): Iterable<Finding> {
  if (reading.isUnknown) return yield unknown(reading);
  const text = reading.text();
  if (text === undefined) return yield unreadable(reading);
  for (const layer of layersOf(text)) {
    for (const { says, line } of looseDownloadsIn(layer.text)) {
      const where = layer.wrapping === "" ? `line ${line}` : `line ${line} of what is ${layer.wrapping}`;
      yield fails(reading, `${says} (${where})`);
    }
  }
}
