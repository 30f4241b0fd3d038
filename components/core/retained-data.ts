import * as pulumi from "@pulumi/pulumi";
import { labelIn, ownershipKeys, urnMark } from "./ownership";
import { hooksCanRun, sharedHook } from "./shared-hooks";

/** Something that already exists at the vendor and carries the label of the resource about to be made. */
export interface RetainedTwin {
  readonly id: string;
  readonly name: string;
  /** The URN mark in its labels; whatever has another one is not a twin. */
  readonly mark: string | undefined;
}

/** The resource about to be made. Of its inputs some may not be known yet. */
export interface AboutToBeMade {
  readonly name: string;
  readonly inputs: unknown;
}

export interface BlankTwinRule {
  /** What it holds, for the message: "volume", "address". One rule of a kind serves a whole account. */
  readonly kind: string;
  /** The provider that `find` looks with; undefined for the default one. */
  readonly account: pulumi.ProviderResource | undefined;
  /** Where the user writes the adoption, such as `MachineArgs.volume.adopt`. */
  readonly adoptPath: string;
  /**
   * Looks at the vendor for everything of this kind that carries all of these labels. The second argument counts only where
   * the labels are of one resource: one look may serve a whole stack, and then it is the first that asked.
   */
  readonly find: (labels: Readonly<Record<string, string>>, first: AboutToBeMade) => Promise<readonly RetainedTwin[]>;
  /**
   * Says more of a twin, or undefined where it turns out to be gone: for vendors whose lists tell a mark and little else.
   * Gets the inputs of the resource about to be made. Serves a whole account, as `find` does.
   */
  readonly identify?: (twin: RetainedTwin, inputs: unknown) => Promise<RetainedTwin | undefined>;
  /** For what carries no labels at its vendor: its mark is then worked out from its URN, and `find` gets no labels. */
  readonly unlabelled?: true;
  /** For what gets its labels together with its machine: a preview does not know them, so its mark is worked out from its URN. */
  readonly labelledLate?: true;
  /** The word in the labels that must not change while data lives here; its label key and the way to move. */
  readonly place?: { readonly labelKey: string; readonly howToMove: string };
}

export interface FixedLabelRule {
  /** Says what stays; the same words for every resource that it guards. */
  readonly name: string;
  /** Label that carries the value, so that the engine can compare old and new; or how to read it out of the inputs. */
  readonly labelKey: string | ((inputs: unknown) => string | undefined);
  /** What to say of the resource with this name, with the way to get there all the same. Undefined lets the change pass. */
  readonly refusal: (resource: string, before: string, after: string) => string | undefined;
}

/** Refuses, in previews too, to change a value that a live machine cannot follow. */
export function refusesChange({ name, labelKey, refusal }: FixedLabelRule): pulumi.CustomResourceOptions {
  if (!hooksCanRun()) return {};
  const read = typeof labelKey === "string" ? (inputs: unknown) => labelIn(inputs, labelKey) : labelKey;
  const beforeUpdate = sharedHook(undefined, name, () => (args) => {
    const before = read(args.oldInputs);
    const after = read(args.newInputs);
    if (before === undefined || after === undefined || before === after) return;
    const against = refusal(args.name, before, after);
    if (against !== undefined) throw new Error(against);
  });
  return { hooks: { beforeUpdate: [beforeUpdate] } };
}

function gibIn(inputs: unknown, key: string): number | undefined {
  const value: unknown = typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, key) : undefined;
  return typeof value === "number" ? value : undefined;
}

/** Refuses, in previews too, to make a volume smaller: no vendor can, and they say so only when the deployment is half done. */
export function neverShrinks(sizeKey: string, argumentPath: string): pulumi.CustomResourceOptions {
  if (!hooksCanRun()) return {};
  const beforeUpdate = sharedHook(undefined, `${sizeKey} of a volume only grows`, () => (args) => {
    const before = gibIn(args.oldInputs, sizeKey);
    const after = gibIn(args.newInputs, sizeKey);
    if (before === undefined || after === undefined || after >= before) return;
    throw new Error(
      `${args.name} holds data on ${before} GiB and cannot be made smaller; ${after} GiB are asked for. Set ${argumentPath} to "${before} GiB" or more.`,
    );
  });
  return { hooks: { beforeUpdate: [beforeUpdate] } };
}

/** The labels by which to look: those of the whole stack, so that one look serves a fleet; without them, the resource's own. */
function labelsToFind(inputs: unknown, mark: string): Record<string, string> {
  const project = labelIn(inputs, ownershipKeys.project);
  const stack = labelIn(inputs, ownershipKeys.stack);
  if (project === undefined || stack === undefined) return { [ownershipKeys.urn]: mark };
  return { [ownershipKeys.project]: project, [ownershipKeys.stack]: stack };
}

async function existing(
  twins: readonly RetainedTwin[],
  identify: BlankTwinRule["identify"],
  inputs: unknown,
): Promise<readonly RetainedTwin[]> {
  if (identify === undefined) return twins;
  const told = await Promise.all(twins.map((each) => identify(each, inputs)));
  return told.filter((each) => each !== undefined);
}

function refusesBlankTwins(rule: BlankTwinRule): pulumi.ResourceHookFunction {
  const { kind, adoptPath, find, identify, unlabelled, labelledLate } = rule;
  // Once a run: what this run makes is no twin, and looking up a fleet one by one uses up a vendor's hourly allowance.
  const looks = new Map<string, Promise<readonly RetainedTwin[]>>();
  const lookFor = (labels: Readonly<Record<string, string>>, first: AboutToBeMade) => {
    const key = JSON.stringify(labels);
    const look = looks.get(key) ?? find(labels, first);
    looks.set(key, look);
    return look;
  };
  return async ({ name, urn, newInputs }) => {
    // `npm run recover` previews what would be made and looks for it itself. A deployment is never let through.
    if (pulumi.runtime.isDryRun() && process.env["ROADSTEAD_RECOVERING"] === "1") return;
    const mark = unlabelled || labelledLate ? urnMark(urn) : labelIn(newInputs, ownershipKeys.urn);
    if (mark === undefined) return;
    const found = await lookFor(unlabelled ? {} : labelsToFind(newInputs, mark), { name, inputs: newInputs });
    const marked = found.filter((each) => each.mark === mark);
    const [twin, ...more] = await existing(marked, identify, newInputs);
    if (twin === undefined) return;
    const others = more.length === 0 ? "" : ` (and ${more.length} more with the same label)`;
    throw new Error(
      `a ${kind} of ${name} already exists at the vendor: ${twin.name}, id ${twin.id}${others}, but this stack does not know it. ` +
        `A blank one would shadow its data, so none is made. Take it over with ${adoptPath}: "${twin.id}" (or all of a lost state at once: npm run recover), or delete it at the vendor if you are sure.`,
    );
  };
}

/**
 * Guards retained data at the moment the engine means to touch it, in previews too: a blank twin is refused while an old
 * one exists, and a change of place is refused, because the data would stay behind. A hook, since a program cannot
 * see what the state holds: the engine calls it only when it really creates or updates.
 */
export function guardsRetainedData(rule: BlankTwinRule): pulumi.CustomResourceOptions {
  if (!hooksCanRun()) return {};
  const { kind, account, place } = rule;
  const beforeCreate = sharedHook(account, `no blank ${kind} beside a retained one`, () => refusesBlankTwins(rule));
  if (place === undefined) return { hooks: { beforeCreate: [beforeCreate] } };
  const { labelKey, howToMove } = place;
  const stays = refusesChange({
    name: `a ${kind} stays where its data is`,
    labelKey,
    refusal: (resource, before, after) =>
      `${resource} holds data in ${before}; changing the place to ${after} would strand it. ${howToMove}`,
  });
  return { hooks: { beforeCreate: [beforeCreate], ...stays.hooks } };
}
