import { layersOf } from "./boot-texts";
import type { Reading } from "./reading";
import { type Finding, fails, unknown, unreadable } from "./rule";
import { secretsIn } from "./secret-finding";

/** Says which lines of a text, or of what is encoded inside it, hold a secret; never which. */
export function* judgeTextForSecrets(reading: Reading): Iterable<Finding> {
  if (reading.isUnknown) {
    return yield unknown(reading, reading.isSecret ? "is encrypted, so nobody looked inside" : "is not known yet");
  }
  const text = reading.text();
  if (text === undefined) return yield unreadable(reading);
  for (const layer of layersOf(text)) {
    for (const { kind, line } of secretsIn(layer.text)) {
      const where = layer.wrapping === "" ? `line ${line}` : `line ${line} of what is ${layer.wrapping}`;
      yield fails(reading, `holds ${kind} (${where})`);
    }
  }
}
