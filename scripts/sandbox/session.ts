// One provider instance: its configuration, and the account that it works in.
import type { Cloud, Problem } from "./clouds/cloud";
import type { Sealer } from "./sealing";
import { isUnknown } from "./types/wire-values";
import { type Plain, type PlainObject, textOf, type Unmarked } from "./values";

export interface Session {
  readonly config: PlainObject;
  readonly account: string;
}

export const unconfigured: Session = { config: {}, account: "" };

/** The vendor's provider reads these where the configuration leaves them out. */
export function withEnvironment(
  cloud: Cloud,
  declared: Readonly<Record<string, readonly string[]>>,
  config: PlainObject,
  environment: NodeJS.ProcessEnv,
): PlainObject {
  const result: Record<string, Plain> = { ...config };
  for (const [key, names] of Object.entries({ ...declared, ...cloud.environment })) {
    const given = result[key];
    if (given !== undefined && given !== null && given !== "") continue;
    const found = names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
    if (found !== undefined) result[key] = found;
  }
  return result;
}

export function configProblems(cloud: Cloud, config: PlainObject): readonly Problem[] {
  return cloud.checkConfig?.(config) ?? [];
}

export function openSession(cloud: Cloud, sealer: Sealer, { value }: Pick<Unmarked, "value">): Session {
  const credential = cloud.credential?.(value);
  if (credential === undefined) return { config: value, account: "" };
  // An account nobody knows yet: previews only.
  if (isUnknown(credential)) return { config: value, account: "unknown" };
  return { config: value, account: sealer.fingerprint(credential) };
}

/** Configuration reaches the default provider as text; a list or object in it is JSON. */
export function decodedConfig(config: PlainObject, isText: (key: string) => boolean): PlainObject {
  const result: Record<string, Plain> = {};
  for (const [key, value] of Object.entries(config)) {
    const text = textOf(value);
    if (text === undefined || isText(key)) {
      result[key] = value;
      continue;
    }
    try {
      result[key] = JSON.parse(text);
    } catch {
      result[key] = text;
    }
  }
  return result;
}
