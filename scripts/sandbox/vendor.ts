// One package's cloud at work: what create, update, delete and read do to the journal, apart from how they are asked.
import {
  type Cloud,
  type Deed,
  type Done,
  definedOnly,
  liveState,
  type Order,
  type Problem,
  type ResourceRules,
  type Scene,
} from "./clouds/cloud";
import { genericRules } from "./clouds/generic";
import type { Holding, WorldView } from "./holdings";
import type { Journal } from "./journal";
import type { PackageTypes, ResourceShape } from "./types/package-types";
import { asGiven } from "./types/shaped-values";
import { containsUnknown, isUnknown, unknownValue } from "./types/wire-values";
import {
  getAt,
  isPlainObject,
  type Path,
  type Plain,
  type PlainObject,
  sameValue,
  type Unmarked,
  unmark,
} from "./values";

export interface Subject {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
}

export interface Vendor {
  readonly packageName: string;
  readonly cloud: Cloud;
  readonly types: PackageTypes;
  readonly journal: Journal;
  readonly seed: string;
}

export interface Stored {
  readonly id: string;
  readonly inputs: PlainObject;
  readonly state: PlainObject;
  readonly secrets: readonly Path[];
  /** What the user should know beside it. */
  readonly notes?: readonly string[];
}

export function rulesFor(vendor: Vendor, type: string): ResourceRules {
  return vendor.cloud.resources[type] ?? genericRules(vendor, type);
}

export function isModelled(vendor: Vendor, type: string): boolean {
  return vendor.cloud.resources[type] !== undefined;
}

export function sceneOf(vendor: Vendor, account: string, world: WorldView = vendor.journal.world): Scene {
  return { account, world, seed: vendor.seed };
}

/** Problems of inputs that the types allow. Says nothing of a secret's value. */
export function cloudProblems(vendor: Vendor, type: string, inputs: Unmarked, scene: Scene): readonly Problem[] {
  const problems = rulesFor(vendor, type).check?.(inputs.value, scene) ?? [];
  return problems.map(({ path, reason }) => ({ path, reason: withoutSecrets(reason, inputs) }));
}

export function withoutSecrets(text: string, { value, secrets }: Unmarked): string {
  let safe = text;
  for (const path of secrets) {
    for (const leaf of leavesOf(getAt(value, path))) safe = safe.replaceAll(leaf, "[secret]");
  }
  return safe;
}

function leavesOf(value: Plain | undefined): readonly string[] {
  if (typeof value === "string") return value.length > 2 && !isUnknown(value) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(leavesOf);
}

/** Outputs as a preview can know them: what mirrors inputs, what follows from them, and unknown for the rest. */
export function plannedState(vendor: Vendor, type: string, inputs: PlainObject): PlainObject {
  const shape = vendor.types.resource(type);
  const planned: Record<string, Plain> = { ...mirrored(shape, inputs) };
  for (const [name, property] of Object.entries(shape?.outputs ?? {})) {
    if (property.required && planned[name] === undefined && name !== "id" && name !== "urn")
      planned[name] = unknownValue;
  }
  const rules = rulesFor(vendor, type);
  return { ...planned, ...rules.foreseen?.(inputs, undefined), ...settled(rules, inputs) };
}

/** The same for an update: what is there stays known, except what the change may move. */
export function plannedUpdate(vendor: Vendor, type: string, old: OldState, inputs: PlainObject): PlainObject {
  const rules = rulesFor(vendor, type);
  const planned: Record<string, Plain> = {
    ...carriedOver(vendor, type, old.state, inputs),
    ...rules.foreseen?.(inputs, old.state),
    ...settled(rules, inputs),
  };
  for (const name of rules.unsettledBy?.(old.inputs, inputs) ?? []) planned[name] = unknownValue;
  return planned;
}

export interface OldState {
  readonly inputs: PlainObject;
  readonly state: PlainObject;
}

function settled(rules: ResourceRules, inputs: PlainObject): Readonly<Record<string, Plain>> {
  return containsUnknown(inputs) ? {} : (rules.settled?.(inputs) ?? {});
}

function mirrored(shape: ResourceShape | undefined, inputs: PlainObject): Record<string, Plain> {
  const entries = Object.entries(inputs).filter(
    ([name, value]) =>
      value !== null && (shape === undefined || shape.others !== undefined || shape.outputs[name] !== undefined),
  );
  return Object.fromEntries(entries);
}

/** An input that was taken away: gone from the outputs too, unless the vendor always has a value for it. */
function carriedOver(vendor: Vendor, type: string, state: PlainObject, inputs: PlainObject): Record<string, Plain> {
  const shape = vendor.types.resource(type);
  const kept = rulesFor(vendor, type).keptWhenRemoved ?? [];
  const carried: Record<string, Plain> = {};
  for (const [name, value] of Object.entries(state)) {
    const isInput =
      shape?.inputs[name] !== undefined || (shape?.others !== undefined && shape.outputs[name] === undefined);
    const wanted = inputs[name];
    const removed = isInput && (wanted === undefined || wanted === null);
    if (!removed || kept.includes(name) || shape?.outputs[name]?.required === true) carried[name] = value;
  }
  return { ...carried, ...mirrored(shape, inputs) };
}

/** Secrets of inputs stay secret in the outputs of the same name; beside them, what SDK and vendor call secret. */
function secretsOf(vendor: Vendor, type: string, inputs: Unmarked, more: readonly Path[]): readonly Path[] {
  const shape = vendor.types.resource(type);
  const declared = [
    ...(shape?.secretOutputs ?? []),
    ...Object.entries(shape?.outputs ?? {}).flatMap(([name, property]) => (property.secret ? [name] : [])),
  ];
  return [...inputs.secrets, ...[...new Set(declared)].map((name) => [name]), ...more];
}

export function plannedSecrets(vendor: Vendor, type: string, inputs: Unmarked): readonly Path[] {
  return secretsOf(vendor, type, inputs, rulesFor(vendor, type).secretOutputs?.(inputs) ?? []);
}

export async function createIn(vendor: Vendor, subject: Subject, account: string, inputs: Unmarked): Promise<Stored> {
  const rules = rulesFor(vendor, subject.type);
  const done = await carriedOut(rules, "create", subject, inputs);
  const { holding, after, notes } = await vendor.journal.commit((world) => {
    const order: Order = {
      ...sceneOf(vendor, account, world),
      ...subject,
      number: world.nextNumber,
      inputs: inputs.value,
      secrets: inputs.secrets,
      ...done,
    };
    const created = rules.create(order);
    const shape = vendor.types.resource(subject.type);
    const base = { ...mirrored(shape, inputs.value), ...settled(rules, inputs.value) };
    const made: Holding = {
      number: order.number,
      type: subject.type,
      id: created.id,
      account,
      urn: subject.urn,
      inputs: inputs.value,
      state: definedOnly(created.outputs, base),
      facts: created.facts ?? {},
      secretInputs: inputs.secrets,
      secretState: plannedSecrets(vendor, subject.type, inputs),
    };
    return { change: changeOf(made, created), answer: { holding: made, after: created.after, notes: created.notes } };
  });
  after?.();
  return { ...answerOf(vendor, holding), notes: notes ?? [] };
}

type Real = { readonly done: PlainObject } | undefined;

/** What is done for real is done once, outside of the journal: another process may wait for that. */
async function carriedOut(
  rules: ResourceRules,
  phase: Deed["phase"],
  { type, name }: Pick<Subject, "type" | "name">,
  { value, secrets }: Unmarked,
): Promise<Real> {
  const done = await rules.carryOut?.({ phase, type, name, inputs: value, secrets });
  return done === undefined ? undefined : { done };
}

function changeOf(holding: Holding, done: Done) {
  return { put: [holding, ...(done.made ?? []), ...(done.also ?? [])], remove: done.gone ?? [] };
}

export async function updateIn(
  vendor: Vendor,
  subject: Subject,
  account: string,
  id: string,
  inputs: Unmarked,
): Promise<Stored> {
  const rules = rulesFor(vendor, subject.type);
  const real = await carriedOut(rules, "update", subject, inputs);
  const { holding, after, notes } = await vendor.journal.commit((world) => {
    const old = world.find(account, subject.type, id, subject.urn);
    if (old === undefined) throw new Error(`${subject.type} ${id} does not exist any more (not_found)`);
    const order = {
      ...sceneOf(vendor, account, world),
      ...subject,
      number: world.nextNumber,
      inputs: inputs.value,
      secrets: inputs.secrets,
      ...real,
      old,
    };
    const done: Done = rules.update?.(order) ?? { outputs: {} };
    const base = { ...carriedOver(vendor, subject.type, old.state, inputs.value), ...settled(rules, inputs.value) };
    const changed: Holding = {
      ...old,
      urn: subject.urn,
      inputs: inputs.value,
      state: definedOnly(done.outputs, base),
      facts: done.facts ?? old.facts,
      secretInputs: inputs.secrets,
      secretState: plannedSecrets(vendor, subject.type, inputs),
    };
    return { change: changeOf(changed, done), answer: { holding: changed, after: done.after, notes: done.notes } };
  });
  after?.();
  return { ...answerOf(vendor, holding), notes: notes ?? [] };
}

/** Deleting what is not there is no error: the providers take the vendor's 404 for success. */
export async function deleteIn(vendor: Vendor, subject: Subject, account: string, id: string): Promise<void> {
  const there = vendor.journal.world.find(account, subject.type, id, subject.urn);
  if (there !== undefined) {
    const inputs = { value: there.inputs, secrets: there.secretInputs };
    await carriedOut(rulesFor(vendor, subject.type), "delete", subject, inputs);
  }
  const after = await vendor.journal.commit((world) => {
    const holding = world.find(account, subject.type, id, subject.urn);
    if (holding === undefined) return { change: {}, answer: undefined };
    const removed = rulesFor(vendor, subject.type).remove?.(holding, sceneOf(vendor, account, world));
    return {
      change: { remove: [holding, ...(removed?.gone ?? [])], put: removed?.also ?? [] },
      answer: removed?.after,
    };
  });
  after?.();
}

/** What is at the vendor now under this id. */
export function lookUp(vendor: Vendor, subject: Subject, account: string, id: string): Stored | undefined {
  const scene = sceneOf(vendor, account);
  const rules = rulesFor(vendor, subject.type);
  const found =
    scene.world.find(account, subject.type, id, subject.urn) ??
    scene.world.find(account, subject.type, rules.importId?.(id, scene) ?? id, subject.urn);
  const state = found === undefined ? "gone" : liveState(rules, found, scene);
  return found === undefined || state === "gone"
    ? undefined
    : { id: found.id, inputs: found.inputs, state, secrets: found.secretState };
}

function answerOf(vendor: Vendor, holding: Holding): Stored {
  const state = liveState(rulesFor(vendor, holding.type), holding, sceneOf(vendor, holding.account));
  const { id, inputs, secretState } = holding;
  return { id, inputs, state: state === "gone" ? holding.state : state, secrets: secretState };
}

/** Inputs after a refresh: what the program gave, except where the vendor now has something else. */
export function refreshedInputs(vendor: Vendor, type: string, before: OldState, live: PlainObject): PlainObject {
  const { writeOnly = [] } = rulesFor(vendor, type);
  const result: Record<string, Plain> = {};
  for (const [name, value] of Object.entries(before.inputs)) {
    const now = live[name];
    if (writeOnly.includes(name) || sameValue(before.state[name], now)) result[name] = value;
    else if (now !== undefined)
      result[name] = isModelled(vendor, type) ? now : withoutFilled(now, value, before.state[name]);
  }
  return result;
}

/** What was already there beside the inputs is the vendor's own doing, and stays out of them. */
function withoutFilled(now: Plain, given: Plain, before: Plain | undefined): Plain {
  if (!isPlainObject(now) || !isPlainObject(given) || !isPlainObject(before)) return now;
  return Object.fromEntries(
    Object.entries(now).flatMap(([name, value]) => {
      const wanted = given[name];
      if (wanted === undefined) return name in before ? [] : [[name, value]];
      return [[name, withoutFilled(value, wanted, before[name])]];
    }),
  );
}

/**
 * Inputs of something imported: whatever of its state an input could say, and is not plainly empty. Where nobody has
 * written down what is the vendor's own doing, only what was once given for it.
 */
export function importedInputs(vendor: Vendor, type: string, live: PlainObject, given: PlainObject): PlainObject {
  if (!isModelled(vendor, type)) {
    const known = Object.entries(given).filter(([name, value]) => value !== null && live[name] !== undefined);
    return unmark(Object.fromEntries(known.map(([name, value]) => [name, asGiven(live[name], value)]))).value;
  }
  const shape = vendor.types.resource(type);
  const { writeOnly = [] } = rulesFor(vendor, type);
  const result: Record<string, Plain> = {};
  for (const [name, value] of Object.entries(live)) {
    if (shape?.inputs[name] === undefined || writeOnly.includes(name)) continue;
    const empty = value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
    if (!empty || shape.inputs[name]?.required === true) result[name] = value;
  }
  return result;
}
