import { secretSignature, signatureKey } from "../rules/wire-markers";
import type { WireReader } from "./wire-reader";

/**
 * The properties of a resource as plain values, from the bytes of a protobuf `Struct`. As the policy library does it,
 * secrets are opened (rules judge what they hold) and unknowns stay the engine's markers, which `Reading` knows.
 */
export function plainProperties(struct: WireReader): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  while (struct.next()) if (struct.field === 1) readEntry(struct.message(), properties);
  return properties;
}

function readEntry(entry: WireReader, into: Record<string, unknown>): void {
  let key = "";
  let value: unknown = null;
  while (entry.next()) {
    if (entry.field === 1) key = entry.text();
    else if (entry.field === 2) value = readValue(entry.message());
  }
  // A plain assignment to this one name would change what the object is instead of what it holds.
  if (key === "__proto__") Object.defineProperty(into, key, { value, enumerable: true, configurable: true });
  else into[key] = value;
}

function readValue(value: WireReader): unknown {
  let read: unknown = null;
  while (value.next()) {
    if (value.field === 2) read = value.double();
    else if (value.field === 3) read = value.text();
    else if (value.field === 4) read = value.flag();
    else if (value.field === 5) read = opened(plainProperties(value.message()));
    else if (value.field === 6) read = readList(value.message());
  }
  return read;
}

function readList(list: WireReader): unknown[] {
  const values: unknown[] = [];
  while (list.next()) if (list.field === 1) values.push(readValue(list.message()));
  return values;
}

function opened(map: Record<string, unknown>): unknown {
  return map[signatureKey] === secretSignature ? map["value"] : map;
}
