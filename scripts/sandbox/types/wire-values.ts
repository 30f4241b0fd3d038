// Property values as they travel between engine and provider: a google.protobuf.Struct turned into plain JavaScript.
// Anything JSON cannot say is an object with a signature under this key.

export const signatureKey = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
export const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
export const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
export const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
export const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Strings that stand for a value the engine does not know yet, by the type the value will have. */
export const unknownValues: ReadonlySet<unknown> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
/** What the engine sends for an unknown string, and for an unknown of unknown type. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type WireObject = Readonly<Record<string, unknown>>;

export function isWireObject(value: unknown): value is WireObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasSignature(value: unknown, signature: string): value is WireObject {
  return isWireObject(value) && value[signatureKey] === signature;
}

export function isSecret(value: unknown): value is WireObject {
  return hasSignature(value, secretSignature);
}

/** An output value: knows, besides the value, whether it is secret and what it depends on. No `value` means unknown. */
export function isOutputValue(value: unknown): value is WireObject {
  return hasSignature(value, outputSignature);
}

export function isAsset(value: unknown): value is WireObject {
  return hasSignature(value, assetSignature);
}

export function isArchive(value: unknown): value is WireObject {
  return hasSignature(value, archiveSignature);
}

export function isResourceReference(value: unknown): value is WireObject {
  return hasSignature(value, resourceSignature);
}

/** Unknown now: in previews only. An output value without a value is unknown too. */
export function isUnknown(value: unknown): boolean {
  return unknownValues.has(value) || (isOutputValue(value) && value["value"] === undefined);
}

/** True where any part of the value is unknown. */
export function containsUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isWireObject(value) && Object.values(value).some(containsUnknown);
}

export function secretOf(value: unknown): WireObject {
  return isSecret(value) ? value : { [signatureKey]: secretSignature, value };
}

/** The value inside any number of secret and output wrappers, and whether one of them made it secret. */
export function unwrapped(value: unknown): { readonly value: unknown; readonly secret: boolean } {
  let inner = value;
  let secret = false;
  for (;;) {
    if (isSecret(inner)) {
      secret = true;
      inner = inner["value"];
    } else if (isOutputValue(inner) && inner["value"] !== undefined) {
      secret ||= inner["secret"] === true;
      inner = inner["value"];
    } else {
      return { value: inner, secret: secret || (isOutputValue(inner) && inner["secret"] === true) };
    }
  }
}
