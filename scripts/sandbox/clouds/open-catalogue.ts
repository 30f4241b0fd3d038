// Vendors sell more, and newer things, than anybody wrote down. What a catalogue does not list passes where it has the
// form of the vendor's names; what is one slip away from something listed is a typo.
import { distance } from "fastest-levenshtein";

export interface Listed {
  /** In no list: read from its name, so what is not in the name is a guess, and nothing is judged by a guess. */
  readonly assumed?: true;
}

/** Whether a word is a misspelling of one of these. A short word has room for one slip only. */
export function isSlip(word: string, known: readonly string[]): boolean {
  const most = word.length < 5 ? 1 : 2;
  return !known.includes(word) && known.some((one) => distance(word, one) <= most);
}

/** The letters that a name begins with: `debian` of `debian-12-x64`, `rocky` of `rocky9`. */
export function leadOf(name: string): string {
  return /^[a-z]+/.exec(name)?.[0] ?? "";
}

/** What a user should know of a name that passed without being listed. */
export function takenAsItIs(what: string, name: string, guessed = ""): string {
  const guess = guessed === "" ? "" : ` (${guessed})`;
  return `${what} ${name} is not in the sandbox's catalogue and is taken as it is${guess}`;
}

export function notesOf(...notes: readonly (string | undefined)[]): readonly string[] {
  return notes.filter((one) => one !== undefined);
}
