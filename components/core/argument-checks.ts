import { isIPv4, isIPv6 } from "node:net";
import { Output } from "@pulumi/pulumi/output";
import ipaddr from "ipaddr.js";
import { type ArgumentCheck, didYouMean, holdsSecret, shown } from "./arguments";

// Each function checks one value at the check's path, reports at most one problem, and gives a usable value back:
// the checked one, or `fallback` so that later checks can go on.

function needsPlain(check: ArgumentCheck, value: unknown): boolean {
  if (Output.isInstance(value) || value instanceof Promise) {
    check.problem("must be known before the deployment starts, but an Output was given. Pass the plain value.");
    return true;
  }
  return false;
}

/** The value, or what an argument that is left out means. An explicit null is a slip, not a wish for the default. */
export function orDefault(value: unknown, otherwise: unknown): unknown {
  return value === undefined ? otherwise : value;
}

export interface TextRule {
  readonly pattern: RegExp;
  /** What is allowed, as the end of "Use ...". */
  readonly use: string;
  readonly maxLength?: number;
}

/** A line that shows something: no control signs, none that turn the reading direction, not only spaces. */
export const visibleLine = /^(?=.*\S)[^\p{Cc}\p{Cf}\u2028\u2029]+$/u;

export function text(check: ArgumentCheck, value: unknown, rule: TextRule, fallback = ""): string {
  if (needsPlain(check, value)) return fallback;
  if (value === undefined || value === null || value === "") {
    check.problem(`is missing. Use ${rule.use}.`);
    return fallback;
  }
  const tooLong = typeof value === "string" && rule.maxLength !== undefined && value.length > rule.maxLength;
  if (typeof value !== "string" || tooLong || !rule.pattern.test(value)) {
    check.problem(`${shown(value)} is not allowed. Use ${rule.use}.`);
    return fallback;
  }
  return value;
}

/** A text that may be known only later, such as an id that another resource gets. What is known now is checked now. */
export function textOrOutput(check: ArgumentCheck, value: unknown, rule: TextRule): void {
  if (!Output.isInstance(value) && !(value instanceof Promise)) text(check, value, rule);
}

export function oneOf<const T extends string>(
  check: ArgumentCheck,
  value: unknown,
  allowed: readonly T[],
  what: string,
): T | undefined {
  if (needsPlain(check, value)) return undefined;
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  const given = value === undefined || value === null ? "is missing" : `${shown(value)} is not ${what}`;
  const guess = typeof value === "string" ? didYouMean(value, allowed) : "";
  check.problem(`${given}. Use one of ${allowed.join(", ")}.${guess}`);
  return undefined;
}

export interface NumberRule {
  readonly min: number;
  readonly max: number;
  /** What the number counts, such as "a port" or "GiB". */
  readonly what: string;
}

export function wholeNumber(check: ArgumentCheck, value: unknown, rule: NumberRule): number {
  if (needsPlain(check, value)) return rule.min;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= rule.min && value <= rule.max) return value;
  const given = value === undefined || value === null ? "is missing" : `${shown(value)} is not allowed`;
  check.problem(`${given}. Use a whole number from ${rule.min} to ${rule.max} (${rule.what}).`);
  return rule.min;
}

export function yesOrNo(check: ArgumentCheck, value: unknown): boolean {
  if (needsPlain(check, value)) return false;
  if (typeof value === "boolean") return value;
  const wrong = value === undefined || value === null ? "is missing" : `${shown(value)} is not allowed`;
  check.problem(`${wrong}. Use true or false, without quotes.`);
  return false;
}

export function listOf<T>(
  check: ArgumentCheck,
  value: unknown,
  rule: { readonly min: number; readonly what: string },
  each: (check: ArgumentCheck, value: unknown) => T,
): T[] {
  if (needsPlain(check, value)) return [];
  if (!Array.isArray(value)) {
    check.problem(
      `${value === undefined ? "is missing" : `${shown(value)} is not a list`}. Use a list of ${rule.what}.`,
    );
    return [];
  }
  if (value.length < rule.min) check.problem(`is empty. Use a list of ${rule.what}, at least ${rule.min}.`);
  // A hole in a list is a value too: one that is missing.
  return Array.from(value, (item: unknown, index) => each(check.at(index), item));
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What was given, without any of it. */
function kindOf(value: unknown): string {
  if (typeof value === "string") return `"[${value.length} characters]"`;
  return Array.isArray(value) ? "a list" : shown(value);
}

/** A plain object with known keys only; an unknown key names the nearest known one, and is left out. */
export function record(
  check: ArgumentCheck,
  value: unknown,
  known: readonly string[] | undefined,
): Readonly<Record<string, unknown>> {
  if (needsPlain(check, value)) return {};
  if (typeof value !== "object" || value === null || !isPlainObject(value)) {
    // Where a secret belongs inside, the value itself may be the secret.
    const what = known?.some(holdsSecret) === true ? kindOf(value) : shown(value);
    check.problem(
      `${value === undefined ? "is missing" : `${what} is not a mapping`}. Use a mapping of keys to values.`,
    );
    return {};
  }
  const entries: [string, unknown][] = Object.entries(value);
  if (known === undefined) return Object.fromEntries(entries);
  for (const [key] of entries) {
    if (!known.includes(key)) {
      check.at(key).problem(`is not known here. Known: ${known.join(", ")}.${didYouMean(key, known)}`);
    }
  }
  return Object.fromEntries(entries.filter(([key]) => known.includes(key)));
}

/** The user's say over children: a function for each, and only for children that there are. Defaults to none. */
export function transforms(check: ArgumentCheck, value: unknown, children: readonly string[]): void {
  if (value === undefined) return;
  for (const [child, transform] of Object.entries(record(check, value, children))) {
    if (transform !== undefined && typeof transform !== "function") {
      check.at(child).problem(`${shown(transform)} is not a function. Use (args, opts) => ({ args, opts }).`);
    }
  }
}

/** A network in CIDR form with host bits zero, as every vendor's firewall wants it. */
export function network(check: ArgumentCheck, value: unknown): string {
  const use = "Use a network such as 203.0.113.7/32 or 2001:db8::/64.";
  if (needsPlain(check, value)) return "";
  if (typeof value !== "string" || !isNetwork(value)) {
    check.problem(`${shown(value)} is not a network in CIDR form. ${use}`);
    return "";
  }
  const [address, length] = ipaddr.parseCIDR(value);
  const base =
    address.kind() === "ipv4"
      ? ipaddr.IPv4.networkAddressFromCIDR(value).toString()
      : ipaddr.IPv6.networkAddressFromCIDR(value).toString();
  const canonical = `${base}/${length}`;
  if (address.toString() !== base) {
    check.problem(
      `${shown(value)} has bits set behind its prefix. Use ${canonical}, or /${address.kind() === "ipv4" ? 32 : 128} for one address.`,
    );
  }
  return canonical;
}

/** Written out in full: the parser alone would read 010.0.0.0/8 as octal, 1/8 as 0.0.0.1/8, and take IPv4 inside IPv6. */
function isNetwork(text: string): boolean {
  const [address = "", length = "", ...more] = text.split("/");
  const plain = isIPv4(address) || (isIPv6(address) && /^[0-9a-f:]+$/i.test(address));
  if (!plain || more.length > 0 || !/^(0|[1-9][0-9]{0,2})$/.test(length) || !ipaddr.isValidCIDR(text)) return false;
  const parsed = ipaddr.parse(address);
  return !(parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress());
}

const openSshKey =
  /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com|ssh-rsa) ([A-Za-z0-9+/]+={0,2})( [^\p{Cc}\p{Cs}\u2028\u2029]*)?$/u;
/** Fields of a public key after its algorithm, as RFC 4253, 5656, 8709 and OpenSSH's PROTOCOL.u2f lay them out. */
const keyFields: readonly (readonly [RegExp, number])[] = [
  [/^ssh-ed25519$/, 1],
  [/^ssh-rsa$/, 2],
  [/^ecdsa-/, 2],
  [/^sk-ssh-/, 2],
  [/^sk-ecdsa-/, 3],
];

/** The length-prefixed fields of a key's data, or undefined where it is cut short or goes on behind them. */
function fieldsOf(bytes: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at === bytes.length ? fields : undefined;
}

function isWhole(algorithm: string, bytes: Buffer): boolean {
  const [name, ...rest] = fieldsOf(bytes) ?? [];
  const wanted = keyFields.find(([pattern]) => pattern.test(algorithm))?.[1];
  if (name?.toString("latin1") !== algorithm || rest.length !== wanted) return false;
  return rest.every((field) => field.length > 0) && (algorithm !== "ssh-ed25519" || rest[0]?.length === 32);
}

/** A public SSH key in one line of authorized_keys form, whole, whose data says the same algorithm as its first word. */
export function sshPublicKey(check: ArgumentCheck, value: unknown): string {
  if (needsPlain(check, value)) return "";
  const use = "Use one line of a .pub file, such as ssh-ed25519 AAAA... name.";
  if (typeof value === "string" && /PRIVATE KEY/.test(value)) {
    check.problem(`is a private key. ${use} Treat the private key as exposed if it was committed.`);
    return "";
  }
  const line = typeof value === "string" ? value.trim() : "";
  const [, algorithm, , blob] = openSshKey.exec(line) ?? [];
  if (algorithm === undefined || blob === undefined) {
    check.problem(`${shown(value)} is not a public SSH key. ${use}`);
    return "";
  }
  if (!isWhole(algorithm, Buffer.from(blob, "base64"))) {
    check.problem(`${shown(value)} is damaged: its data is not a ${algorithm} key. ${use}`);
    return "";
  }
  return line;
}

const hostLabel = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const domainName = new RegExp(`^(?=.{1,253}$)(${hostLabel}\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`);

export function domain(check: ArgumentCheck, value: unknown): string {
  return text(check, value, { pattern: domainName, use: "a full name in lower case, such as ship.example.org" });
}
