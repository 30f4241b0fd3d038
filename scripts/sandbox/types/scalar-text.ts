// A provider that wraps one of Terraform takes "3" for 3 and 3 for "3", and YAML programs rely on it.
import type { PackageTypes, Properties, TypeRef } from "./package-types";
import { isOutputValue, isSecret, isUnknown, isWireObject, signatureKey, type WireObject } from "./wire-values";

/** Inputs with text turned into the number or boolean that is meant, and back, wherever nothing is lost. */
export function withScalarsConverted(
  types: PackageTypes,
  shape: { readonly inputs: Properties },
  value: WireObject,
): WireObject {
  return types.bridged ? members(types, shape.inputs, value) : value;
}

function members(types: PackageTypes, properties: Properties, value: WireObject): WireObject {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return [name, property === undefined || property.jsonEncoded ? member : converted(types, property.type, member)];
    }),
  );
}

function converted(types: PackageTypes, type: TypeRef, value: unknown): unknown {
  if (isUnknown(value)) return value;
  if (isSecret(value) || isOutputValue(value)) return { ...value, value: converted(types, type, value["value"]) };
  switch (type.kind) {
    case "string":
      return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
    case "number":
    case "integer":
      return typeof value === "string" && isNumberText(value) ? Number(value) : value;
    case "boolean":
      return value === "true" ? true : value === "false" ? false : value;
    case "array":
      return Array.isArray(value) ? value.map((item) => converted(types, type.items, item)) : value;
    case "map":
      if (!isWireObject(value) || value[signatureKey] !== undefined) return value;
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, converted(types, type.values, member)]),
      );
    case "object":
      if (!isWireObject(value) || value[signatureKey] !== undefined) return value;
      return members(types, types.object(type.token)?.properties ?? {}, value);
    default:
      return value;
  }
}

/** The same number comes out again: not "1e400", "0x10" or "007". */
function isNumberText(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && Number.isFinite(Number(text));
}
