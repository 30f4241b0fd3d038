import { isRecord, isUnknownValueError, type Unwrapped, unwrap } from "./wire-markers";

/**
 * One property of a resource, with its path. Known, absent or unknown; reading never throws, so an unknown property
 * cannot hide what the others say.
 */
export class Reading {
  readonly path: string;
  readonly #content: Unwrapped;

  private constructor(path: string, content: Unwrapped) {
    this.path = path;
    this.#content = content;
  }

  /** Wraps a raw value as the engine, a state file or a list holds it. */
  static of(raw: unknown, path = ""): Reading {
    return new Reading(path, unwrap(raw));
  }

  get isKnown(): boolean {
    return this.#content.state === "known";
  }
  get isAbsent(): boolean {
    return this.#content.state === "absent";
  }
  get isUnknown(): boolean {
    return this.#content.state === "unknown";
  }
  /** True where the value, or something it lies in, is marked secret. */
  get isSecret(): boolean {
    return this.#content.secret;
  }

  /** The property `key` of this one. What lies in an unknown is unknown. */
  at(key: string): Reading {
    const path =
      this.path === "" ? key : /^[A-Za-z_$][\w$]*$/.test(key) ? `${this.path}.${key}` : `${this.path}["${key}"]`;
    return this.#child(path, (value) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined));
  }

  /** The elements of a list; a lone value counts as a list of one, as the engine flattens some. */
  items(): readonly Reading[] {
    if (this.#content.state !== "known") return [];
    const value = this.#content.value;
    if (!Array.isArray(value)) return [this];
    // By index on purpose: iterating a list of the policy library reads every element at once and throws on one unknown.
    return Array.from({ length: value.length }, (_, index) =>
      this.#child(`${this.path}[${index}]`, () => value[index]),
    );
  }

  /** The properties of a map, in their own order. */
  entries(): ReadonlyArray<readonly [string, Reading]> {
    const value = this.#content.state === "known" ? this.#content.value : undefined;
    return isRecord(value) ? Object.keys(value).map((key) => [key, this.at(key)] as const) : [];
  }

  /** The value as text; numbers count as text, since vendors accept both for ports and ids. */
  text(): string | undefined {
    const value = this.#content.state === "known" ? this.#content.value : undefined;
    if (typeof value === "string") return value;
    return typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
  }

  number(): number | undefined {
    const text = this.text()?.trim();
    if (text === undefined || text === "") return undefined;
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }

  flag(): boolean | undefined {
    const value = this.#content.state === "known" ? this.#content.value : undefined;
    if (typeof value === "boolean") return value;
    if (typeof value !== "string") return undefined;
    const word = value.trim().toLowerCase();
    return word === "true" ? true : word === "false" ? false : undefined;
  }

  #child(path: string, read: (value: unknown) => unknown): Reading {
    const content = this.#content;
    if (content.state !== "known") return new Reading(path, content);
    try {
      return new Reading(path, unwrap(read(content.value), content.secret));
    } catch (error) {
      if (isUnknownValueError(error)) return new Reading(path, { state: "unknown", secret: content.secret });
      throw error;
    }
  }
}
