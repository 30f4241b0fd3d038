import { secret } from "../../components/core/secret";

/** JSON has no secrets: an object with the single key `secret` stands for one. */
export function withSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSecrets);
  if (typeof value !== "object" || value === null) return value;
  const entries: [string, unknown][] = Object.entries(value);
  const [only, ...more] = entries;
  if (only !== undefined && more.length === 0 && only[0] === "secret" && typeof only[1] === "string" && only[1] !== "")
    return secret(only[1]);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withSecrets(inner)]));
}

/** A message about arguments, with how a secret is written in a file where it asks for one. */
export function withSecretsExplained(message: string): string {
  const aboutSecrets = '\nIn this file, a secret is written as { "secret": "any text" }.';
  return message.includes("requireSecret(") ? message + aboutSecrets : message;
}
