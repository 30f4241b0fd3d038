import { type ArgumentCheck, didYouMean } from "../components/core/arguments";
import { type SecretText, secret } from "../components/core/secret";
import type { RawConfiguration } from "./configuration";

/** What every key of an environment begins with. */
export const namespace = "roadstead:";
/** What the key of a secret begins with, after the namespace. */
export const secretPrefix = "secret-";

/** Gives secrets by the name under which the environment refers to them. */
export class Secrets {
  readonly #raw: RawConfiguration;
  readonly #used = new Set<string>();

  constructor(raw: RawConfiguration) {
    this.#raw = raw;
  }

  named(check: ArgumentCheck, value: unknown): SecretText | undefined {
    const known = this.#names();
    if (value === undefined || value === null || value === "") {
      check.problem("is missing. Use the name of a secret: what follows secret- in its key.");
      return undefined;
    }
    const given = typeof value === "string" ? value : "";
    const key = `${secretPrefix}${given}`;
    const full = `${namespace}${key}`;
    if (given === "" || this.#raw.values[full] === undefined) {
      // Never repeated: people put the secret itself where its name belongs.
      const have = known.length === 0 ? "This environment has none yet" : `Known: ${known.join(", ")}`;
      check.problem(
        `no secret has this name (it is not repeated here, in case it is the secret itself). ${have}.${didYouMean(given, known)} ` +
          `Set one: pulumi config set --secret ${namespace}${secretPrefix}<name>`,
      );
      return undefined;
    }
    this.#used.add(key);
    return secret(this.#raw.reveal(full));
  }

  #names(): string[] {
    const start = `${namespace}${secretPrefix}`;
    return Object.keys(this.#raw.values)
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length));
  }

  /** Judges the secrets themselves. Whether one is unused can be said only where everything that refers could be read. */
  checkKeys(check: ArgumentCheck, allRead: boolean): void {
    for (const each of this.#names()) {
      const key = `${secretPrefix}${each}`;
      const full = `${namespace}${key}`;
      const at = check.at(key);
      if (!this.#raw.secretKeys.has(full)) {
        at.problem(
          `is in plain text. Encrypt it: pulumi config set --secret ${full}. Treat the value as exposed if it was committed.`,
        );
      } else if (allRead && !this.#used.has(key)) {
        at.problem(`nothing refers to it. Use it by its name, "${each}", or remove it: pulumi config rm ${full}`);
      }
    }
  }
}
