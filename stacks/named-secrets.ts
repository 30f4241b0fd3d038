import type { ArgumentCheck } from "../components/core/arguments";
import { type SecretText, secret } from "../components/core/secret";
import type { Secrets } from "./secrets";

/** The entries of a mapping; nothing where it is none, which is left to be refused by whoever judges it. */
function entriesOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

/** Puts secrets in place of their names, at the keys that hold some. */
function withSecrets(
  check: ArgumentCheck,
  given: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  secrets: Secrets,
): Readonly<Record<string, unknown>> {
  const named = keys.map((key): [string, SecretText] => [key, secrets.named(check.at(key), given[key]) ?? secret("")]);
  return { ...given, ...Object.fromEntries(named) };
}

/** A ship's object store as the planet takes it, from that of an environment, where each secret stands by its name. */
export function storageBySecret(check: ArgumentCheck, value: unknown, secrets: Secrets): unknown {
  const given = entriesOf(value);
  return given === undefined ? value : withSecrets(check, given, ["accessKey", "secretKey"], secrets);
}

/** A machine's volume as the machine takes it, from that of an environment, where the key of an encrypted one stands by its name. */
export function volumeBySecret(check: ArgumentCheck, value: unknown, secrets: Secrets): unknown {
  const given = entriesOf(value);
  const encryption = entriesOf(given?.["encryption"]);
  if (encryption?.["key"] === undefined) return value;
  return { ...given, encryption: withSecrets(check.at("encryption"), encryption, ["key"], secrets) };
}

/** A machine's SSH as the machine takes it, from that of an environment, where a peer's preshared key stands by its name. */
export function sshBySecret(check: ArgumentCheck, value: unknown, secrets: Secrets): unknown {
  const given = entriesOf(value);
  const wireguard = entriesOf(given?.["wireguard"]);
  const peers: unknown = wireguard?.["peers"];
  if (!Array.isArray(peers)) return value;
  const named = peers.map((peer: unknown, index) => {
    const entries = entriesOf(peer);
    const at = check.at("wireguard").at("peers").at(index);
    return entries?.["presharedKey"] === undefined ? peer : withSecrets(at, entries, ["presharedKey"], secrets);
  });
  return { ...given, wireguard: { ...wireguard, peers: named } };
}

/** Where a machine's audit log goes as the machine takes it, from that of an environment, where the client's key stands by its name. */
export function auditShippingBySecret(check: ArgumentCheck, value: unknown, secrets: Secrets): unknown {
  const given = entriesOf(value);
  const client = entriesOf(given?.["client"]);
  if (client === undefined) return value;
  return { ...given, client: withSecrets(check.at("client"), client, ["key"], secrets) };
}

/** Which secrets each kind of repository needs. */
const repositorySecrets: Readonly<Record<string, readonly string[]>> = {
  s3: ["accessKey", "secretKey"],
  sftp: ["privateKey"],
};

/** Backups as the planet takes them, from those of an environment, where each secret stands by its name. */
export function backupsBySecret(check: ArgumentCheck, value: unknown, secrets: Secrets): unknown {
  const given = entriesOf(value);
  if (given === undefined) return value;
  const repository = entriesOf(given["repository"]);
  const keys = repositorySecrets[String(repository?.["kind"])] ?? [];
  return {
    ...withSecrets(check, given, ["password"], secrets),
    ...(repository === undefined ? {} : { repository: withSecrets(check.at("repository"), repository, keys, secrets) }),
  };
}
