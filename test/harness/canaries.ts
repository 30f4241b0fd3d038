import type { Recording } from "./recording-mocks";
import { type FoundText, plainTexts, revealed, secretTexts } from "./wire-values";

// Inputs that end on a disk, in a process list or at a metadata service, marked secret or not.
const exposed = new Set([
  "userData",
  "metadatas",
  "create",
  "update",
  "delete",
  "triggers",
  "environment",
  "name",
  "labels",
  "tags",
]);

/** The forms in which a text may hide: as it is, in an address, and encoded at any offset. */
function disguises(canary: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${"x".repeat(offset)}${canary}`).toString("base64");
    // The first and last group also hold bits of their neighbours.
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });
  return [canary, encodeURIComponent(canary), Buffer.from(canary).toString("hex"), ...base64];
}

function holding(texts: readonly FoundText[], canaries: readonly string[]): string[] {
  const forms = canaries.flatMap(disguises);
  return texts.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ path }) => path);
}

/** Where a canary stands in the clear, or marked but in a place that is read by others. Empty for a tight program. */
export function leaksOf(recording: Recording, canaries: readonly string[]): string[] {
  const { resources, calls, outputs, componentOutputs, errors } = recording;
  const everything = { resources, calls, outputs, componentOutputs, errors };
  const readByOthers = resources.flatMap(({ name, inputs, replacementTrigger }) =>
    Object.entries({ ...inputs, replacementTrigger })
      .filter(([key]) => exposed.has(key) || key === "replacementTrigger")
      .flatMap(([key, value]) => plainTexts(revealed(value), `${name}.${key}`)),
  );
  return [...holding(plainTexts(everything), canaries), ...holding(readByOthers, canaries)];
}

/** The canaries that arrived somewhere in marked values: what shows that they were planted. */
export function canariesIn(recording: Recording, canaries: readonly string[]): string[] {
  const marked = secretTexts(recording.resources.map((each) => each.inputs));
  return canaries.filter((canary) => marked.some(({ text }) => text.includes(canary)));
}
