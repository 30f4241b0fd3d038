/** Values that the engine puts in place of what it does not know yet, one for each kind of value. */
const unknownSentinels: ReadonlySet<string> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
/** What the CLI prints instead of a secret that it does not decrypt. */
const blankedSecret = "[secret]";

export type Unwrapped =
  | { readonly state: "known"; readonly value: unknown; readonly secret: boolean }
  | { readonly state: "absent"; readonly secret: boolean }
  | { readonly state: "unknown"; readonly secret: boolean };

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Takes the engine's wrappers off one value: unknown, secret (open, encrypted or blanked) and output values. */
export function unwrap(raw: unknown, secret = false): Unwrapped {
  if (raw === undefined || raw === null) return { state: "absent", secret };
  if (typeof raw === "string") {
    if (unknownSentinels.has(raw)) return { state: "unknown", secret };
    if (raw === blankedSecret) return { state: "unknown", secret: true };
    return { state: "known", value: raw, secret };
  }
  if (!isRecord(raw)) return { state: "known", value: raw, secret };
  const signature = raw[signatureKey];
  if (signature === secretSignature) return openSecret(raw);
  if (signature === outputSignature) {
    const marked = secret || raw["secret"] === true;
    return "value" in raw ? unwrap(raw["value"], marked) : { state: "unknown", secret: marked };
  }
  return { state: "known", value: raw, secret };
}

function openSecret(marker: Record<string, unknown>): Unwrapped {
  if ("value" in marker) return unwrap(marker["value"], true);
  const plaintext = marker["plaintext"];
  if (typeof plaintext !== "string") return { state: "unknown", secret: true };
  try {
    return unwrap(JSON.parse(plaintext), true);
  } catch {
    return { state: "unknown", secret: true };
  }
}

/** The policy library's own error for reading an unknown. Recognised by shape: its types do not declare it. */
export function isUnknownValueError(error: unknown): boolean {
  return error instanceof Error && (error.constructor.name === "UnknownValueError" || "unknownTypeSentinel" in error);
}
