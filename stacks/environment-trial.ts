import { parse } from "yaml";
import type { RawConfiguration } from "./configuration";
import type { IdentityFile } from "./identities";

/** What a secret is in a test: a text that must turn up nowhere in the clear. */
export interface SecretValues {
  readonly [name: string]: string;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A secure value, alone or anywhere inside: the engine then marks the whole key. */
function holdsSecure(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecure);
  return isRecord(value) && ("secure" in value || Object.values(value).some(holdsSecure));
}

/** The order in which the engine hands keys over, whatever it is in the file. */
function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([key, each]): [string, unknown] => [key, inOrder(each)]);
  return Object.fromEntries(entries.sort(byKey));
}

/** Configuration as the engine hands it to a program: words as they are, structures as JSON, secret keys by name. */
export function handedOver(
  environment: string,
  config: Readonly<Record<string, unknown>>,
  secrets: SecretValues = {},
  identities?: IdentityFile,
): RawConfiguration {
  const values: Record<string, string> = {};
  const secretKeys = new Set<string>();
  for (const [key, value] of Object.entries(config)) {
    const full = key.includes(":") ? key : `roadstead:${key}`;
    if (holdsSecure(value)) secretKeys.add(full);
    if (isRecord(value) && typeof value["secure"] === "string") values[full] = value["secure"];
    else values[full] = typeof value === "string" ? value : JSON.stringify(inOrder(value));
  }
  for (const [name, value] of Object.entries(secrets)) {
    values[`roadstead:secret-${name}`] = value;
    secretKeys.add(`roadstead:secret-${name}`);
  }
  const ordered = Object.fromEntries(Object.entries(values).sort(byKey));
  return {
    project: "roadstead",
    environment,
    values: ordered,
    secretKeys,
    reveal: (key) => values[key] ?? "",
    identities,
  };
}

/** The configuration in the text of an environment file. */
export function configOf(yaml: string): Readonly<Record<string, unknown>> {
  const file: unknown = parse(yaml);
  const config = isRecord(file) ? file["config"] : undefined;
  return isRecord(config) ? config : {};
}
