import { RunError } from "@pulumi/pulumi/errors";
import { closest, distance } from "fastest-levenshtein";

/** One thing that is wrong with what a person wrote: where, what, what would do. */
export interface ArgumentProblem {
  /** Dotted path from the arguments' type, such as `MachineArgs.volume.size`. */
  readonly path: string;
  /** A whole sentence or two: the value (never a secret), what is allowed, and the fix. */
  readonly message: string;
}

/** Every problem of one set of arguments, in one error without a stack: the reader needs the list, not our frames. */
export class ArgumentErrors extends RunError {
  readonly problems: readonly ArgumentProblem[];

  constructor(subject: string, problems: readonly ArgumentProblem[]) {
    const count = problems.length === 1 ? "1 argument is wrong" : `${problems.length} arguments are wrong`;
    super([`${subject}: ${count}`, ...problems.map((each) => `  ${each.path}: ${each.message}`)].join("\n"));
    this.problems = problems;
  }
}

/** The outcome of a check: a value that may be used, or every reason why not. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ArgumentProblem[] };

/** Gives the value, or throws all problems at once. Call it before `super`, so that a bad component registers nothing. */
export function orThrow<T>(subject: string, checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new ArgumentErrors(subject, checked.problems);
}

// What a person may paste into the wrong place by mistake. Hidden in messages, since those end in logs.
const secretLooks: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/-----BEGIN[^-]*PRIVATE KEY.*/s, () => "[private key]"],
  // A master ticket, or a moon's name: which of the two, only Azimuth knows.
  [/(?<![a-z-])~?(?:[a-z]{6}-){3}[a-z]{6}(?![a-z-])/g, () => "[four names]"],
  [/0[vw][0-9A-Za-z.~-]{16,}/g, () => "[key file]"],
  [/[A-Za-z0-9+/_=]{32,}/g, (found) => `[${found.length} characters]`],
  [
    /[A-Za-z0-9+/_=-]{32,}/g,
    (found) => (/\d/.test(found) && /[A-Z]/.test(found) ? `[${found.length} characters]` : found),
  ],
];

const secretNames = /(?:secret|token|password|passphrase|private_?key|ticket|credential)|^(?:key|code)$/i;

/** Whether a key of an argument is one that holds a secret. */
export function holdsSecret(key: string): boolean {
  return secretNames.test(key);
}

function asText(value: unknown): string {
  if (typeof value === "number") return String(value);
  try {
    const hiding = (key: string, inner: unknown) => (holdsSecret(key) ? "[hidden]" : inner);
    return JSON.stringify(value, hiding) ?? String(value);
  } catch {
    // A bigint, or an object that contains itself.
    return typeof value === "bigint" ? `${value}n` : "an object that cannot be shown";
  }
}

/** Shows a value in a message: short, quoted, one line; what looks like a key or token is hidden. Never call it with a secret. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  const visible = asText(value).replace(invisible, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const text = secretLooks.reduce((soFar, [look, instead]) => soFar.replace(look, instead), visible);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** What a terminal would obey or hide instead of showing it: control signs, and marks that turn the reading direction. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** " Did you mean x?" where something allowed is near enough to be a slip of the keyboard. */
export function didYouMean(given: string, allowed: readonly string[]): string {
  if (allowed.length === 0 || given === "" || given.length > 100) return "";
  const nearest = closest(given.toLowerCase(), [...allowed]);
  return distance(given.toLowerCase(), nearest) <= Math.max(2, Math.floor(nearest.length / 3))
    ? ` Did you mean ${nearest}?`
    : "";
}

/** Collects problems below one path. `at` goes a level deeper and collects into the same list. */
export class ArgumentCheck {
  readonly path: string;
  readonly #problems: ArgumentProblem[];

  constructor(path: string, problems: ArgumentProblem[] = []) {
    this.path = path;
    this.#problems = problems;
  }

  at(key: string | number): ArgumentCheck {
    const plain = typeof key === "number" || !/^[\w:./-]{1,60}$/.test(key);
    const path = plain ? `${this.path}[${shown(key)}]` : `${this.path}.${key}`;
    return new ArgumentCheck(path, this.#problems);
  }

  problem(message: string): void {
    this.#problems.push({ path: this.path, message });
  }

  /** Takes over what another check found. */
  absorb<T>(checked: Checked<T>): T | undefined {
    if (checked.ok) return checked.value;
    this.#problems.push(...checked.problems);
    return undefined;
  }

  get failed(): boolean {
    return this.#problems.length > 0;
  }

  /** The value, but only if nothing at all was wrong: `make` may then rely on every check having passed. */
  result<T>(make: () => T): Checked<T> {
    // What many entries share is judged with each of them, and said once.
    const unique = new Map(this.#problems.map((each) => [`${each.path}: ${each.message}`, each]));
    return this.failed ? { ok: false, problems: [...unique.values()] } : { ok: true, value: make() };
  }
}

/** Starts the check of one argument type; its name begins every path. */
export function argumentsOf(typeName: string): ArgumentCheck {
  return new ArgumentCheck(typeName);
}
