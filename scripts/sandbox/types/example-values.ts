// Made-up values of the right type, for outputs that a cloud would compute. The same seed gives the same value.
import { createHash } from "node:crypto";
import type { PackageTypes, Properties, Property, TypeRef } from "./package-types";
import { archiveSignature, assetSignature, signatureKey } from "./wire-values";

/** `seed` says whose value it is, the name of the property last: `<urn>/ipv4Address`. Undefined for optional ones. */
export function exampleOutput(types: PackageTypes, property: Property, seed: string): unknown {
  return property.required ? exampleOf(types, property.type, seed, []) : undefined;
}

/** All required outputs at once. */
export function exampleOutputs(
  types: PackageTypes,
  shape: { readonly outputs: Properties },
  seed: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(shape.outputs)) {
    const value = exampleOutput(types, property, `${seed}/${name}`);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function exampleOf(types: PackageTypes, type: TypeRef, seed: string, inside: readonly string[]): unknown {
  switch (type.kind) {
    case "string":
      return exampleText(seed);
    case "number":
    case "integer":
      return 1 + (numberFrom(seed) % 65_535);
    case "boolean":
      return false;
    case "any":
    case "json":
    case "map":
      return {};
    case "array":
      return [];
    case "const":
      return type.value;
    case "enum":
      return type.values[0] ?? exampleText(seed);
    case "asset":
    case "assetOrArchive":
      return { [signatureKey]: assetSignature, text: "", hash: createHash("sha256").update("").digest("hex") };
    case "archive":
      return { [signatureKey]: archiveSignature, assets: {}, hash: createHash("sha256").update("").digest("hex") };
    case "resource":
      return exampleText(seed);
    case "object":
      return exampleObject(types, type.token, seed, inside);
    case "union": {
      const [first] = type.of;
      return first === undefined ? {} : exampleOf(types, first, seed, inside);
    }
  }
}

/** A type that requires itself can have no value: it ends in an empty object. */
function exampleObject(types: PackageTypes, token: string, seed: string, inside: readonly string[]): unknown {
  if (inside.includes(token)) return {};
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(types.object(token)?.properties ?? {})) {
    if (property.required) values[name] = exampleOf(types, property.type, `${seed}/${name}`, [...inside, token]);
  }
  return values;
}

const texts: readonly { readonly name: RegExp; readonly text: (seed: string) => string }[] = [
  { name: /ipv6(address(es)?)?$/i, text: (seed) => `2001:db8::${(numberFrom(seed) % 65_535).toString(16)}` },
  { name: /(^address|(ip|ipv4)(address)?)$/i, text: (seed) => `192.0.2.${1 + (numberFrom(seed) % 254)}` },
  { name: /(cidr|iprange|subnet)$/i, text: () => "192.0.2.0/24" },
  { name: /(fqdn|hostname|domain(name)?)$/i, text: (seed) => `${hexFrom(seed, 8)}.sandbox.invalid` },
  { name: /(url|uri|endpoint|link)$/i, text: (seed) => `https://${hexFrom(seed, 8)}.sandbox.invalid/` },
  {
    name: /(created|updated|modified|expires?)(at|on|time)?$|(At|Time|Timestamp|Date)$/,
    text: () => "2026-01-01T00:00:00Z",
  },
];

/** What the name suggests, from the ranges that are reserved for examples; otherwise a text that says "sandbox". */
function exampleText(seed: string): string {
  const name = seed.slice(seed.lastIndexOf("/") + 1);
  const known = texts.find((candidate) => candidate.name.test(name));
  return known?.text(seed) ?? `sandbox-${hexFrom(seed, 12)}`;
}

function hexFrom(seed: string, length: number): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, length);
}

function numberFrom(seed: string): number {
  return createHash("sha256").update(seed).digest().readUInt32BE(0);
}
