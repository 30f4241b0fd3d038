import type { InvokeOptions } from "@pulumi/pulumi";
import { ownershipKeys, urnMark } from "../../../components/core/ownership";
import type { Described } from "../stack-state";

/** Something at the vendor that may be what a lost creation made. */
export interface Sighting {
  /** The id by which it is imported. */
  readonly id: string;
  readonly name: string;
  /** `mark`: carries the ownership label of this URN. `relation`: is what the creation ties together. `name`: only that. `kind`:
   * one of a kind on which the vendor lets nobody write anything, and which nothing uses. */
  readonly by: "mark" | "relation" | "name" | "kind";
}

/** What a vendor said about one creation. */
export type Search =
  | { readonly kind: "seen"; readonly sightings: readonly Sighting[] }
  /** It cannot exist yet: something it needs is itself not made. */
  | { readonly kind: "too-early"; readonly waitsFor: string }
  /** Making it is right whatever exists already, and why. */
  | { readonly kind: "anew"; readonly why: string }
  /** The vendor could not be asked. */
  | { readonly kind: "failed"; readonly why: string };

/** How a type is looked up. `search` uses the vendor's own data sources, the same for sandbox and cloud. */
export type Lookup =
  | {
      readonly kind: "search";
      readonly search: (creation: Described, at: Vendor) => Promise<Search>;
      /** Where a person looks, in words. */
      readonly byHand: string;
      /** Inputs that the vendor never tells and that must not be set later: after an import they count as given. */
      readonly untold?: readonly string[];
      /** Where the vendor refuses to make a change that is made already: in what words. Such a change is read back before it is tried again. */
      readonly refusesRepetition?: string;
    }
  /** It need not be found: making it again gives the same. */
  | { readonly kind: "repeatable"; readonly why: string };

/** One account during one recovery. */
export interface Vendor {
  readonly options: InvokeOptions;
}

/** Asks each account once, however many creations want to know. */
export function onceFor<T>(ask: (at: Vendor) => Promise<T>): (at: Vendor) => Promise<T> {
  const asked = new WeakMap<Vendor, Promise<T>>();
  return (at) => {
    const answer = asked.get(at) ?? ask(at);
    asked.set(at, answer);
    return answer;
  };
}

/** By type token. */
export type Lookups = Readonly<Record<string, Lookup>>;

export interface Labelled {
  readonly id: string;
  readonly name: string;
  readonly mark: string | undefined;
}

/** Sorts what exists into what carries the mark of this URN and what has only the name. */
export function sightingsAmong(creation: Described, all: readonly Labelled[], name: unknown): Sighting[] {
  const mark = urnMark(creation.urn);
  return all.flatMap((each): Sighting[] => {
    if (each.mark === mark) return [{ id: each.id, name: each.name, by: "mark" }];
    return typeof name === "string" && each.name === name ? [{ id: each.id, name: each.name, by: "name" }] : [];
  });
}

export function markIn(labels: unknown): string | undefined {
  if (typeof labels !== "object" || labels === null) return undefined;
  const value: unknown = Reflect.get(labels, ownershipKeys.urn);
  return typeof value === "string" ? value : undefined;
}
