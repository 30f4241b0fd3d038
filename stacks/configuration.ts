import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime/config";

/** What the engine hands over: every configuration value as text, and which of them are secret. */
export interface RawConfiguration {
  readonly project: string;
  readonly environment: string;
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: ReadonlySet<string>;
  /** Gives the value of a secret key, marked secret. */
  readonly reveal: (key: string) => pulumi.Input<string>;
}

function secretKeys(): ReadonlySet<string> {
  // The engine names secret keys to the program only here; `Config` would give a value without saying where it came from.
  const listed: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]");
  return new Set(Array.isArray(listed) ? listed.map(String) : []);
}

/** The configuration of the stack that is being deployed, as the engine handed it over. */
export function engineConfiguration(): RawConfiguration {
  const config = new pulumi.Config();
  const given = Object.entries<unknown>(allConfig());
  return {
    project: pulumi.getProject(),
    environment: pulumi.getStack(),
    values: Object.fromEntries(given.filter((entry): entry is [string, string] => typeof entry[1] === "string")),
    secretKeys: secretKeys(),
    reveal: (key) => config.requireSecret(key.slice(`${config.name}:`.length)),
  };
}
