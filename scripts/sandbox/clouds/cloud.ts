// What a vendor's cloud is to the sandbox. A vendor is one file beside this one that fills in `Cloud`.

import type { Holding, WorldView } from "../holdings";
import type { Path, Plain, PlainObject, Unmarked } from "../values";

export interface Problem {
  /** Top-level property or path; empty where it is about the whole. */
  readonly path: string;
  readonly reason: string;
}

/** Refused by the vendor. The text is what the vendor's own provider would report. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Where a request comes from and what it sees. */
export interface Scene {
  readonly account: string;
  readonly world: WorldView;
  /** Everything invented derives from it, so the same run gives the same result. */
  readonly seed: string;
}

/** A create or update that is really carried out; everything in it is known. */
export interface Order extends Scene {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  /** Number of the thing, from which ids are formed. */
  readonly number: number;
  readonly inputs: PlainObject;
  /** The paths of what is secret in the inputs. */
  readonly secrets: readonly Path[];
  /** What came of `carryOut`. */
  readonly done?: PlainObject;
}

/** Something to be carried out for real. */
export interface Deed {
  readonly phase: "create" | "update" | "delete";
  readonly type: string;
  readonly name: string;
  readonly inputs: PlainObject;
  readonly secrets: readonly Path[];
}

export interface DefaultsRequest {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  readonly scene: Scene;
  /** Inputs the resource has now; none where it is new or replaced. */
  readonly olds: PlainObject;
  /** The provider's configuration. */
  readonly config: PlainObject;
}

/** Number of the newest thing of a resource: what is invented for its replacement must differ from what it replaces. */
export function newestOf({ type, urn, scene }: Pick<DefaultsRequest, "type" | "urn" | "scene">): number {
  const present = scene.world.of(scene.account, type).filter((one) => one.urn === urn);
  return present.reduce((most, one) => Math.max(most, one.number), 0);
}

export interface Update extends Order {
  readonly old: Holding;
}

export interface Done {
  /** Outputs beside those that mirror inputs of the same name. Undefined takes a mirrored one away. */
  readonly outputs: Readonly<Record<string, Plain | undefined>>;
  readonly facts?: PlainObject;
  /** Other things that changed with it. */
  readonly also?: readonly Holding[];
  readonly gone?: readonly Holding[];
  /** Further new things that the vendor made by itself; their numbers follow the order's own. */
  readonly made?: readonly Holding[];
  /** Carried out once the change is certain. */
  readonly after?: () => void;
  /** What the user should know beside it, told once. */
  readonly notes?: readonly string[];
}

export interface Created extends Done {
  readonly id: string;
}

export interface Removed {
  readonly also?: readonly Holding[];
  readonly gone?: readonly Holding[];
  readonly after?: () => void;
}

export interface Naming {
  readonly property: string;
  /** Longest name the vendor takes. */
  readonly maximum?: number;
  /** How many random hex digits follow the name. */
  readonly digits?: number;
  /** A name the program gave itself makes every replacement delete first, as the bridge does where names are unique. */
  readonly deletesFirst?: boolean;
}

/** The name that the bridge makes up: the resource's own and seven digits. */
export const autonamedByBridge: Naming = { property: "name", deletesFirst: true };

export interface ResourceRules {
  /** Inputs whose change replaces: a top-level name covers everything below, `*` stands for any index or key. */
  readonly replaceOn?: readonly string[];
  /** Inputs whose order means nothing to the vendor. */
  readonly unordered?: readonly string[];
  /** Inputs whose change the vendor's provider never looks at. */
  readonly ignored?: readonly string[];
  /** Inputs that stay as they are where the program takes them away (optional and computed in the provider). */
  readonly keptWhenRemoved?: readonly string[];
  /** Inputs that are compared with what the vendor told back of them, not with what the program gave before. */
  readonly toldBack?: readonly string[];
  /** Inputs that the vendor never gives back: unknown to an import. */
  readonly writeOnly?: readonly string[];
  readonly naming?: Naming;
  /** Replacements delete first whatever the program says. */
  readonly deletesFirst?: boolean;
  /** What provider and vendor say about the inputs alone. Unknown parts must be let through. */
  readonly check?: (inputs: PlainObject, scene: Scene) => readonly Problem[];
  /** Fills in what the provider fills in before anything is planned. */
  readonly defaults?: (inputs: PlainObject, request: DefaultsRequest) => PlainObject;
  /** Further inputs whose change replaces in this very case. */
  readonly mustReplace?: (old: PlainObject, now: PlainObject, state: PlainObject) => readonly string[];
  /** Outputs that follow from the inputs alone, known in previews too. */
  readonly settled?: (inputs: PlainObject) => Readonly<Record<string, Plain>>;
  /** Outputs as a preview shows them where they are more than their inputs; parts may be unknown, in the inputs too. */
  readonly foreseen?: (inputs: PlainObject, old: PlainObject | undefined) => Readonly<Record<string, Plain>>;
  /** Outputs an update may change, so unknown in the preview of one. */
  readonly unsettledBy?: (old: PlainObject, now: PlainObject) => readonly string[];
  /** Outputs that are secret because of what is secret in the inputs, beside those of the same name. */
  readonly secretOutputs?: (inputs: Unmarked) => readonly Path[];
  /** The vendor has nothing of it: only the state remembers, so reading it gives the state back. */
  readonly onlyInState?: boolean;
  /** Outputs of what only the state remembers, from the id that a program imports it by; undefined for no such id. */
  readonly adopted?: (id: string) => PlainObject | undefined;
  /**
   * Carried out for real, once, before the change is written down; its outputs are the order's `done`. Nothing where it is only played.
   * Where it throws nothing has changed.
   */
  readonly carryOut?: (deed: Deed) => Promise<PlainObject | undefined>;
  readonly create: (order: Order) => Created;
  readonly update?: (order: Update) => Done;
  readonly remove?: (holding: Holding, scene: Scene) => Removed;
  /** What has changed at the vendor since, by way of other things. */
  readonly read?: (holding: Holding, scene: Scene) => Readonly<Record<string, Plain | undefined>> | "gone";
  /** Takes the id that a program imports by to the id it is kept under. */
  readonly importId?: (id: string, scene: Scene) => string | undefined;
}

export type FunctionRules = (args: PlainObject, scene: Scene) => PlainObject;

export interface VendorErrors {
  readonly tooManyRequests: string;
  readonly broken: string;
  readonly timeout: string;
}

export interface Cloud {
  /** What the vendor's provider says of its configuration; what is unknown yet is let through. */
  readonly checkConfig?: (config: PlainObject) => readonly Problem[];
  /** Environment variables that stand in for configuration keys. */
  readonly environment?: Readonly<Record<string, readonly string[]>>;
  /** The credential that tells two accounts apart. */
  readonly credential?: (config: PlainObject) => string | undefined;
  readonly resources: Readonly<Record<string, ResourceRules>>;
  readonly functions?: Readonly<Record<string, FunctionRules>>;
  readonly errors?: VendorErrors;
  /** Rules for whole families of types, beside those that are listed. */
  readonly rulesFor?: (type: string) => Partial<ResourceRules> | undefined;
  /** Inputs that replace, of types without rules of their own. */
  readonly replaceOn?: Readonly<Record<string, readonly string[]>>;
  /** Naming of types without rules of their own. */
  readonly naming?: Naming;
  /** Inputs of types without rules of their own that the provider's configuration stands in for. */
  readonly fromConfig?: Readonly<Record<string, (config: PlainObject) => Plain | undefined>>;
  /** Of an id that the sandbox never gave and the account may well have: what is known of such a thing. */
  readonly foreign?: (type: string, id: string, scene: Scene) => PlainObject | undefined;
  /** The form of an id of a type without rules. */
  readonly formId?: (type: string, number: number, seed: string) => string;
}

export const anyVendorErrors: VendorErrors = {
  tooManyRequests: "429 Too Many Requests: rate limit exceeded",
  broken: "500 Internal Server Error",
  timeout: "context deadline exceeded",
};

/** Takes away what is undefined. */
export function definedOnly(values: Readonly<Record<string, Plain | undefined>>, base: PlainObject): PlainObject {
  const result: Record<string, Plain> = { ...base };
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
}

/** A thing's outputs as they are now. */
export function liveState(
  rules: Pick<ResourceRules, "read"> | undefined,
  holding: Holding,
  scene: Scene,
): PlainObject | "gone" {
  const live = rules?.read?.(holding, scene) ?? {};
  return live === "gone" ? "gone" : definedOnly(live, holding.state);
}
