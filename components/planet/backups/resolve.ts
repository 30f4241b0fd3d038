import { oneOf, orDefault, record, text, wholeNumber } from "../../core/argument-checks";
import type { ArgumentCheck } from "../../core/arguments";
import { secretText } from "../../core/secret";

/** Where backups go; the secrets are no part of what is decided. */
export interface ResolvedRepository {
  readonly kind: "s3" | "sftp" | "folder";
  /** As restic names it. */
  readonly location: string;
  readonly sftp:
    | { readonly host: string; readonly user: string; readonly port: number; readonly hostKey: string }
    | undefined;
}

export interface ResolvedBackups {
  readonly repository: ResolvedRepository;
  /** `HH:MM` in UTC. */
  readonly at: string;
  readonly keep: { readonly daily: number; readonly weekly: number; readonly monthly: number };
  readonly readBackPercent: number;
  readonly drill: "never" | "weekly" | "monthly";
  readonly request: number;
}

export interface ResolvedRestore {
  readonly snapshot: string;
  readonly as: "archive" | "live";
  readonly attempt: number;
}

const host = /^(?!-)[A-Za-z0-9.:-]{1,253}$/;
const folder = /^(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;
const folderUse = "a folder from /, of letters, digits, dots, dashes and underscores, such as /backups/ships";
const name = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

function isBelow(path: string, place: string): boolean {
  return place !== "" && (path === place || path.startsWith(`${place}/`));
}

/** Said once, and nothing below it is judged. Its text may be a secret in the wrong place. */
function isNoMapping(check: ArgumentCheck, value: unknown): boolean {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return false;
  record(check, value, ["password"]);
  return true;
}

const kinds = ["s3", "sftp", "folder"] as const;
const keysOf: Readonly<Record<ResolvedRepository["kind"], readonly string[]>> = {
  s3: ["kind", "endpoint", "bucket", "prefix", "accessKey", "secretKey"],
  sftp: ["kind", "host", "user", "port", "path", "privateKey", "hostKey"],
  folder: ["kind", "path"],
};

function s3(check: ArgumentCheck, given: Readonly<Record<string, unknown>>, shipName: string): ResolvedRepository {
  const endpoint = text(check.at("endpoint"), given["endpoint"], {
    pattern: /^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?$/,
    use: "an address such as https://fsn1.your-objectstorage.com, without a path",
  });
  const bucket = text(check.at("bucket"), given["bucket"], {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    use: "the name of a bucket: 3 to 63 small letters, digits, dots and dashes",
  });
  const prefix = text(check.at("prefix"), orDefault(given["prefix"], shipName), {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/,
    use: "a folder in the bucket, such as ships/sampel-palnet",
  });
  secretText(check.at("accessKey"), given["accessKey"]);
  secretText(check.at("secretKey"), given["secretKey"]);
  return { kind: "s3", location: `s3:${endpoint}/${bucket}/${prefix}`, sftp: undefined };
}

function sftp(check: ArgumentCheck, given: Readonly<Record<string, unknown>>): ResolvedRepository {
  const server = text(check.at("host"), given["host"], { pattern: host, use: "a name or an address" });
  const user = text(check.at("user"), given["user"], { pattern: name, use: "a login name" });
  const port = wholeNumber(check.at("port"), orDefault(given["port"], 22), { min: 1, max: 65535, what: "a port" });
  const path = text(check.at("path"), given["path"], { pattern: folder, use: folderUse });
  const hostKey = text(check.at("hostKey"), given["hostKey"], {
    pattern: /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z0-9+/]+={0,2}$/,
    use: "the host's public key, such as ssh-ed25519 AAAA..., without a name; ssh-keyscan shows it, and its owner can confirm it",
  });
  secretText(check.at("privateKey"), given["privateKey"]);
  // restic asks for brackets around an address with colons.
  const named = server.includes(":") ? `[${server}]` : server;
  return { kind: "sftp", location: `sftp:${user}@${named}:${path}`, sftp: { host: server, user, port, hostKey } };
}

function repository(
  check: ArgumentCheck,
  value: unknown,
  shipName: string,
  mountPoint: string | undefined,
): ResolvedRepository {
  if (isNoMapping(check, value)) return { kind: "folder", location: "", sftp: undefined };
  const untagged = record(check, value, [...new Set(kinds.flatMap((each) => keysOf[each]))]);
  const kind = oneOf(check.at("kind"), untagged["kind"], kinds, "a kind of repository");
  if (kind === undefined) return { kind: "folder", location: "", sftp: undefined };
  const given = record(check, untagged, keysOf[kind]);
  if (kind === "s3") return s3(check, given, shipName);
  if (kind === "sftp") return sftp(check, given);
  const path = text(check.at("path"), given["path"], { pattern: folder, use: folderUse });
  if (isBelow(path, mountPoint ?? "")) {
    check
      .at("path")
      .problem(`${path} lies on the ship's own volume, with which it would be lost. Use a folder on another disk.`);
  }
  return { kind, location: path, sftp: undefined };
}

function keep(check: ArgumentCheck, value: unknown): ResolvedBackups["keep"] {
  const given = value === undefined ? {} : record(check, value, ["daily", "weekly", "monthly"]);
  const count = (key: string, otherwise: number, what: string) =>
    wholeNumber(check.at(key), orDefault(given[key], otherwise), { min: 0, max: 1000, what });
  const kept = {
    daily: count("daily", 7, "days"),
    weekly: count("weekly", 4, "weeks"),
    monthly: count("monthly", 6, "months"),
  };
  if (kept.daily + kept.weekly + kept.monthly === 0) {
    check.problem("keeps no backup but the last. Use at least one of daily, weekly and monthly.");
  }
  return kept;
}

/** Judges `backups`. */
export function backupsArgs(
  check: ArgumentCheck,
  value: unknown,
  shipName: string,
  mountPoint: string | undefined,
): ResolvedBackups | undefined {
  if (value === undefined) return undefined;
  if (isNoMapping(check, value)) return undefined;
  const given = record(check, value, ["repository", "password", "at", "keep", "readBackPercent", "drill", "request"]);
  secretText(check.at("password"), given["password"]);
  return {
    repository: repository(check.at("repository"), given["repository"], shipName, mountPoint),
    at: text(check.at("at"), orDefault(given["at"], "03:15"), {
      pattern: /^([01][0-9]|2[0-3]):[0-5][0-9]$/,
      use: "a time of day in UTC, such as 03:15",
    }),
    keep: keep(check.at("keep"), given["keep"]),
    readBackPercent: wholeNumber(check.at("readBackPercent"), orDefault(given["readBackPercent"], 5), {
      min: 0,
      max: 100,
      what: "percent",
    }),
    drill:
      oneOf(check.at("drill"), orDefault(given["drill"], "never"), ["never", "weekly", "monthly"], "how often") ??
      "never",
    request: wholeNumber(check.at("request"), orDefault(given["request"], 0), {
      min: 0,
      max: 1_000_000,
      what: "a count",
    }),
  };
}

/** Judges `restore`, beside what decides whether it can be. */
export function restoreArgs(
  check: ArgumentCheck,
  value: unknown,
  beside: { readonly hasBackups: boolean; readonly boot: "create" | "resume" },
): ResolvedRestore | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["snapshot", "as", "attempt"]);
  const snapshot = text(check.at("snapshot"), given["snapshot"], {
    pattern: /^(latest|[0-9a-f]{8,64})$/,
    use: "latest, or the first eight or more digits of a backup's name",
  });
  const as = oneOf(check.at("as"), given["as"], ["archive", "live"], "what a backup can become");
  const attempt = wholeNumber(check.at("attempt"), orDefault(given["attempt"], 1), {
    min: 1,
    max: 1_000_000,
    what: "a count",
  });
  if (!beside.hasBackups)
    check.problem("needs backups to restore from. Add backups with the repository that holds them.");
  if (as === "live" && beside.boot === "create") {
    check
      .at("as")
      .problem('"live" goes on with a pier that there is, but boot.mode is "create". Use boot: { mode: "resume" }.');
  }
  return { snapshot, as: as ?? "archive", attempt };
}
