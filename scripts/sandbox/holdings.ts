// What exists at one package's vendor.
import type { Path, PlainObject } from "./values";

/** One thing at the vendor. Inputs and state are in plain text here; the paths say what of them is secret. */
export interface Holding {
  /** Rises with each thing made; ids are formed from it. */
  readonly number: number;
  readonly type: string;
  readonly id: string;
  /** Whose it is: two accounts of one vendor see nothing of each other. */
  readonly account: string;
  /** Of the resource that made it, where a program did. */
  readonly urn?: string;
  readonly inputs: PlainObject;
  readonly state: PlainObject;
  /** What the vendor knows and no output tells. */
  readonly facts: PlainObject;
  readonly secretInputs: readonly Path[];
  readonly secretState: readonly Path[];
}

export interface WorldView {
  /** The number the next new thing gets. */
  readonly nextNumber: number;
  all(): readonly Holding[];
  /** Everything of a type in an account, oldest first. */
  of(account: string, type: string): readonly Holding[];
  find(account: string, type: string, id: string, urn?: string): Holding | undefined;
}

export class World implements WorldView {
  counter = 0;
  readonly #byNumber = new Map<number, Holding>();
  readonly #byType = new Map<string, Map<number, Holding>>();
  readonly #byId = new Map<string, Map<number, Holding>>();

  get nextNumber(): number {
    return this.counter + 1;
  }

  count(counter: number): void {
    this.counter = Math.max(this.counter, counter);
  }

  clear(): void {
    this.counter = 0;
    this.#byNumber.clear();
    this.#byType.clear();
    this.#byId.clear();
  }

  put(holding: Holding): void {
    this.remove(holding.number);
    this.count(holding.number);
    this.#byNumber.set(holding.number, holding);
    into(this.#byType, typeKey(holding.account, holding.type)).set(holding.number, holding);
    into(this.#byId, idKey(holding.account, holding.type, holding.id)).set(holding.number, holding);
  }

  remove(number: number): void {
    const old = this.#byNumber.get(number);
    if (old === undefined) return;
    this.#byNumber.delete(number);
    this.#byType.get(typeKey(old.account, old.type))?.delete(number);
    this.#byId.get(idKey(old.account, old.type, old.id))?.delete(number);
  }

  all(): readonly Holding[] {
    return [...this.#byNumber.values()].sort((a, b) => a.number - b.number);
  }

  of(account: string, type: string): readonly Holding[] {
    const found = this.#byType.get(typeKey(account, type));
    return found === undefined ? [] : [...found.values()].sort((a, b) => a.number - b.number);
  }

  find(account: string, type: string, id: string, urn?: string): Holding | undefined {
    const found = [...(this.#byId.get(idKey(account, type, id))?.values() ?? [])];
    return found.find((one) => one.urn === urn) ?? found[0];
  }
}

function typeKey(account: string, type: string): string {
  return `${account}\n${type}`;
}

function idKey(account: string, type: string, id: string): string {
  return `${account}\n${type}\n${id}`;
}

function into(index: Map<string, Map<number, Holding>>, key: string): Map<number, Holding> {
  const found = index.get(key);
  if (found !== undefined) return found;
  const made = new Map<number, Holding>();
  index.set(key, made);
  return made;
}
