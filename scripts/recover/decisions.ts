import { importCommand } from "./import-command";
import type { Lookup, Search, Sighting } from "./lookups/lookup";
import type { Plan } from "./plan";
import type { Described, Held, PendingOperation, StackState } from "./stack-state";

/** What recovery makes of one creation. */
export type Decision =
  | { readonly kind: "adopt"; readonly creation: Described; readonly sighting: Sighting }
  /** Nothing of it exists: the next deployment makes it. */
  | { readonly kind: "make"; readonly creation: Described; readonly why: string }
  /** Making it again gives the same. */
  | { readonly kind: "repeat"; readonly creation: Described; readonly why: string }
  | {
      readonly kind: "undecided";
      readonly creation: Described;
      readonly why: string;
      readonly commands: readonly string[];
    };

/** A creation together with how it came to be asked about. */
export interface Question {
  readonly creation: Described;
  /** False where the program no longer declares it: only an unfinished operation speaks of it. */
  readonly declared: boolean;
}

const typesWithoutVendor = /^pulumi:(providers|pulumi):/;

/** Components, providers and stacks live in the state only: cut off or not, no vendor has anything of them. */
function livesAtVendor({ custom, type }: Described): boolean {
  return custom && !typesWithoutVendor.test(type);
}

/** Everything that may exist at a vendor without being recorded: what a fresh preview would make, and what was being made. */
export function questionsOf(state: StackState, plan: Pick<Plan, "creations" | "declared">): Question[] {
  const wanted = plan.creations.filter(livesAtVendor);
  const asked = new Set(wanted.map((each) => each.urn));
  const present = new Set(state.held.filter((each) => !each.awaitsReplacement).map((each) => each.urn));
  const orphaned = state.pending
    .filter(({ kind, resource }) => kind === "creating" && !asked.has(resource.urn) && !present.has(resource.urn))
    .map(({ resource }) => resource)
    .filter(livesAtVendor);
  return [
    ...wanted.map((creation) => ({ creation, declared: true })),
    ...orphaned.map((creation) => ({ creation, declared: plan.declared.has(creation.urn) })),
  ];
}

export interface Answer {
  readonly lookup: Lookup | undefined;
  readonly search: Search | undefined;
}

/** Decides about one creation from what its vendor said. Only an ownership mark or a relation, and only one, is adopted. */
export function decide(
  { creation, declared }: Question,
  { lookup, search }: Answer,
  state: StackState,
  stack: string,
): Decision {
  const undecided = (why: string, commands: readonly string[]): Decision => ({
    kind: "undecided",
    creation,
    why,
    commands,
  });
  if (lookup?.kind === "repeatable") return { kind: "repeat", creation, why: lookup.why };
  if (lookup === undefined) {
    return undecided(
      `nothing here knows how to look up ${creation.type}. See at the vendor whether it exists; if it does, import it by its id`,
      [importCommand(creation, "<id>", stack)],
    );
  }
  if (search === undefined || search.kind === "failed") {
    return undecided(`the vendor could not be asked: ${search?.why ?? "no answer"}`, [
      `npm run recover -- ${stack}`,
      lookup.byHand,
    ]);
  }
  if (search.kind === "too-early")
    return { kind: "make", creation, why: `cannot exist before ${search.waitsFor} does` };
  if (search.kind === "anew") return { kind: "repeat", creation, why: search.why };

  const mayBeOld = (sighting: Sighting, held: Held) => held.type === creation.type && held.id === sighting.id;
  const known = state.held.filter((each) => !each.awaitsReplacement);
  // What the state holds already is no orphan: of a resource that is to be replaced, the vendor still has the old one.
  const unknown = search.sightings.filter((each) => !known.some((held) => mayBeOld(each, held)));
  const isGuess = ({ by }: Sighting) => by === "name" || by === "kind";
  const marked = unknown.filter((each) => !isGuess(each));
  const guessed = unknown.filter(isGuess);
  const list = (sightings: readonly Sighting[]) => sightings.map(({ name, id }) => `${name} (id ${id})`).join(", ");
  const [only, ...more] = marked;
  if (only === undefined) {
    if (guessed.length === 0) return { kind: "make", creation, why: "nothing of it exists" };
    const why = guessed.some(({ by }) => by === "kind")
      ? "may be it: the vendor lets nobody write on one whose it is. Import it if a deployment that died has made it, or use or release it if not"
      : "has its name but not its ownership mark, so somebody else may have made it. Import it if it is yours, or rename or delete it";
    return undecided(`${list(guessed)} ${why}`, [
      ...guessed.map(({ id }) => importCommand(creation, id, stack)),
      lookup.byHand,
    ]);
  }
  if (more.length > 0) {
    return undecided(
      `${marked.length} things carry its mark: ${list(marked)}. Delete all but one at the vendor, or import the right one`,
      [lookup.byHand, ...marked.map(({ id }) => importCommand(creation, id, stack))],
    );
  }
  const deletedOne = state.held.find((each) => each.awaitsReplacement && mayBeOld(only, each));
  if (deletedOne !== undefined && only.by === "mark") {
    return undecided(
      `${list([only])} was deleted to be replaced, and still exists. Deleting may take a minute; then recover again`,
      [`npm run recover -- ${stack}`, lookup.byHand],
    );
  }
  if (!declared) {
    return undecided(
      `${list([only])} was made by a deployment that died, and the program no longer declares it. Delete it at the vendor, or declare it again and recover`,
      [lookup.byHand],
    );
  }
  return { kind: "adopt", creation, sighting: only };
}

/** What becomes of an unfinished operation. */
export interface PendingVerdict {
  readonly operation: PendingOperation;
  readonly decided: boolean;
  readonly why: string;
}

const harmless: Readonly<Record<string, string>> = {
  updating: "the next deployment updates it again, which gives the same",
  deleting: "the next deployment deletes it again; what is gone already counts as deleted",
  reading: "reading changes nothing",
  importing: "importing changes nothing at the vendor",
};

/** Says of each unfinished operation whether it may be forgotten. */
export function judgePending(state: StackState, decisions: readonly Decision[]): PendingVerdict[] {
  const decisionOf = new Map(decisions.map((each) => [each.creation.urn, each]));
  const present = new Set(state.held.filter((each) => !each.awaitsReplacement).map((each) => each.urn));
  return state.pending.map((operation) => {
    const { kind, resource } = operation;
    const plain = harmless[kind];
    if (plain !== undefined) return { operation, decided: true, why: plain };
    const decision = decisionOf.get(resource.urn);
    if (decision === undefined) {
      if (present.has(resource.urn)) return { operation, decided: true, why: "it is in the state" };
      const atNoVendor = !livesAtVendor(resource);
      return {
        operation,
        decided: atNoVendor,
        why: atNoVendor ? "it exists in the state only" : "nobody could be asked about it",
      };
    }
    if (decision.kind === "undecided") return { operation, decided: false, why: decision.why };
    const why = decision.kind === "adopt" ? `found at the vendor as ${decision.sighting.id}` : decision.why;
    return { operation, decided: true, why };
  });
}
