import { existsSync, readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import type { Verdict } from "./judging";
import { type JudgedResource, urnParts } from "./resource";
import { nearest } from "./settings";
import { isRecord } from "./wire-markers";

/** One allowed deviation: which rule, where, why, who answers for it, and until when. */
export interface Exception {
  readonly rule: string;
  readonly resource: string;
  readonly stack: string | undefined;
  readonly reason: string;
  readonly owner: string;
  readonly approvedBy: string;
  /** Last day on which it holds, as YYYY-MM-DD. */
  readonly expires: string;
  /** Where it stands in its file. */
  readonly path: string;
}

export interface ExceptionProblem {
  readonly path: string;
  readonly says: string;
}

const required = ["rule", "resource", "reason", "owner", "approvedBy", "expires"] as const;
const known: readonly string[] = [...required, "stack"];

export interface ExceptionFile {
  readonly exceptions: readonly Exception[];
  readonly problems: readonly ExceptionProblem[];
}

/** Reads the file of exceptions. A file that is not there holds none. */
export function readExceptions(file: string): ExceptionFile {
  return existsSync(file) ? parseExceptions(readFileSync(file, "utf8")) : { exceptions: [], problems: [] };
}

/** Parses exceptions; malformed ones are told, all of them, and do not hold. */
export function parseExceptions(text: string): ExceptionFile {
  const document = parseDocument(text);
  const broken = document.errors.map(({ message }) => ({ path: "", says: `is not YAML: ${message.split("\n")[0]}` }));
  if (broken.length > 0) return { exceptions: [], problems: broken };
  const content: unknown = document.toJS();
  const list = content === null || content === undefined ? [] : isRecord(content) ? content["exceptions"] : content;
  if (list === null || list === undefined)
    return { exceptions: [], problems: unknownKeys("", content, ["exceptions"]) };
  if (!Array.isArray(list)) return { exceptions: [], problems: [{ path: "exceptions", says: "is not a list" }] };
  const problems: ExceptionProblem[] = unknownKeys("", content, ["exceptions"]);
  const exceptions = list.flatMap((entry: unknown, index) => {
    const read = parseException(entry, `exceptions[${index}]`);
    problems.push(...read.problems);
    return read.exception ?? [];
  });
  return { exceptions, problems };
}

function unknownKeys(path: string, content: unknown, allowed: readonly string[]): ExceptionProblem[] {
  if (!isRecord(content)) return [];
  return Object.keys(content)
    .filter((key) => !allowed.includes(key))
    .map((key) => ({ path: path === "" ? key : `${path}.${key}`, says: `is not a field.${nearest(key, allowed)}` }));
}

interface ParsedException {
  readonly exception?: Exception;
  readonly problems: readonly ExceptionProblem[];
}

function parseException(entry: unknown, path: string): ParsedException {
  if (!isRecord(entry)) return { problems: [{ path, says: `is not a map. Allowed: ${required.join(", ")}` }] };
  const problems = unknownKeys(path, entry, known);
  const field = (key: string): string => {
    const value = entry[key];
    const text = value instanceof Date ? value.toISOString().slice(0, 10) : value;
    if (typeof text === "string" && text.trim() !== "") return text.trim();
    problems.push({ path: `${path}.${key}`, says: text === undefined ? "is missing" : "is not a text" });
    return "";
  };
  const [rule, resource, reason, owner, approvedBy, expires] = [
    field("rule"),
    field("resource"),
    field("reason"),
    field("owner"),
    field("approvedBy"),
    field("expires"),
  ];
  if (expires !== "" && !isDate(expires)) {
    problems.push({
      path: `${path}.expires`,
      says: "is not a date. Allowed: YYYY-MM-DD, the last day on which it holds",
    });
  }
  if (/^[*?]+$/.test(resource)) {
    problems.push({ path: `${path}.resource`, says: "covers everything. Allowed: a name or URN, with * inside it" });
  }
  const stack = entry["stack"] === undefined ? undefined : field("stack");
  if (problems.length > 0) return { problems };
  return { exception: { rule, resource, stack, reason, owner, approvedBy, expires, path }, problems };
}

/** A day that exists, written as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * The exceptions of one run: which hold today, and which were used.
 *
 * `today` comes from outside. Programs may not look at the clock, since the same program must give the same plan twice;
 * packs may, since an exception that ran out must refuse a plan that was fine yesterday.
 */
export class ExceptionRegister {
  readonly problems: readonly ExceptionProblem[];
  readonly #exceptions: readonly Exception[];
  readonly #today: string;
  readonly #used = new Set<Exception>();

  constructor(file: ExceptionFile, today: string) {
    this.#exceptions = file.exceptions;
    this.problems = file.problems;
    this.#today = today;
  }

  get all(): readonly Exception[] {
    return this.#exceptions;
  }

  /** Exceptions that ran out. They hold no longer, and their presence is a failure of its own. */
  get expired(): readonly Exception[] {
    return this.#exceptions.filter(({ expires }) => expires < this.#today);
  }

  /** Those that excused nothing in a run that saw the whole stack, so far as they could have applied to it. */
  unused(rules: ReadonlySet<string>, stack: string | undefined): readonly Exception[] {
    const here = (exception: Exception) =>
      exception.stack === undefined || (stack !== undefined && globMatches(exception.stack, stack));
    return this.#exceptions.filter(
      (exception) =>
        rules.has(exception.rule) && here(exception) && exception.expires >= this.#today && !this.#used.has(exception),
    );
  }

  /** Turns a failed or undecided verdict into an exempt one where an exception holds. */
  apply(verdict: Verdict): Verdict {
    if (this.#exceptions.length === 0 || (verdict.outcome !== "fail" && verdict.outcome !== "unknown")) return verdict;
    const matching = this.#exceptions.filter((exception) => covers(exception, verdict.rule.id, verdict.resource));
    const holding = matching.find(({ expires }) => expires >= this.#today);
    const lapsed = matching[0];
    if (holding !== undefined) {
      this.#used.add(holding);
      return { ...verdict, outcome: "exempt", message: exceptionLine(holding) };
    }
    if (lapsed === undefined) return verdict;
    return { ...verdict, message: `${verdict.message} Its exception ran out on ${lapsed.expires}.` };
  }
}

/** What a run says about an exception that held. */
export function exceptionLine({ reason, owner, approvedBy, expires }: Exception): string {
  return `Exempt until ${expires}: ${reason} (owner ${owner}, approved by ${approvedBy})`;
}

function covers(exception: Exception, rule: string, resource: JudgedResource): boolean {
  if (exception.rule !== rule) return false;
  if (exception.stack !== undefined) {
    const stack = urnParts(resource.urn)?.stack;
    if (stack === undefined || !globMatches(exception.stack, stack)) return false;
  }
  return globMatches(exception.resource, resource.name) || globMatches(exception.resource, resource.urn ?? "");
}

/** `*` stands for any number of characters, `:` and `$` included, `?` for one. */
export function globMatches(glob: string, text: string): boolean {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, "[\\s\\S]*")
    .replace(/\?/g, "[\\s\\S]");
  return new RegExp(`^${source}$`).test(text);
}

/** What reports call the two checks of the exceptions themselves. */
export const validExceptions = "exceptions-hold";
export const usedExceptions = "exceptions-are-used";

/** Malformed and lapsed exceptions, one line each. */
export function exceptionFaults(register: ExceptionRegister): readonly string[] {
  return [
    ...register.problems.map(({ path, says }) => `${path === "" ? "The exceptions file" : path} ${says}.`),
    ...register.expired.map(
      ({ path, rule, resource, owner, expires }) =>
        `${path} (${rule} on ${resource}) ran out on ${expires}. Mend the resource or renew it; it belongs to ${owner}.`,
    ),
  ];
}

export function unusedLine({ path, rule, resource }: Exception): string {
  return `${path} (${rule} on ${resource}) excuses nothing in this stack. Remove it, or limit it with "stack".`;
}
