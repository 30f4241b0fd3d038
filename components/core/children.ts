import * as pulumi from "@pulumi/pulumi";

/**
 * Changes one child before it is made: gets the arguments and options that the component computed, gives back those to use.
 * Synchronous and in this process, so it works in unit tests and costs no callback. Name and parent cannot be changed.
 */
export type Transform<Args extends object> = (
  args: Args,
  opts: pulumi.CustomResourceOptions,
) => { readonly args: Args; readonly opts: pulumi.CustomResourceOptions };

type ResourceClass<Args extends object, Child> = new (
  name: string,
  args: Args,
  opts?: pulumi.CustomResourceOptions,
) => Child;

function joined(one: readonly string[] | undefined, other: readonly string[] | undefined): string[] {
  return [...(one ?? []), ...(other ?? [])];
}

type Hooks = pulumi.ResourceHookBinding;

function combinedHooks(one: Hooks = {}, other: Hooks = {}): Hooks {
  const kinds = ["beforeCreate", "afterCreate", "beforeUpdate", "afterUpdate", "beforeDelete", "afterDelete"] as const;
  const all: Hooks = {};
  for (const kind of kinds) {
    const both = [...(one[kind] ?? []), ...(other[kind] ?? [])];
    if (both.length > 0) all[kind] = both;
  }
  const onError = [...(one.onError ?? []), ...(other.onError ?? [])];
  return onError.length > 0 ? { ...all, onError } : all;
}

/** Puts option sets together: lists and hooks add up, of everything else the later one counts. */
export function combined(...sets: readonly pulumi.CustomResourceOptions[]): pulumi.CustomResourceOptions {
  const all: pulumi.CustomResourceOptions = {};
  for (const next of sets) {
    const ignoreChanges = joined(all.ignoreChanges, next.ignoreChanges);
    const dependsOn = [all.dependsOn, next.dependsOn].filter((each) => each !== undefined);
    const hooks = combinedHooks(all.hooks, next.hooks);
    Object.assign(all, next);
    if (ignoreChanges.length > 0) all.ignoreChanges = ignoreChanges;
    if (dependsOn.length > 1) all.dependsOn = pulumi.all(dependsOn).apply((each) => each.flat());
    if (Object.keys(hooks).length > 0) all.hooks = hooks;
  }
  return all;
}

/** A child's logical name: the component's name and the child's role, so that it is unique and tells what it is. */
export function childName(component: string, role: string): string {
  return `${component}-${role}`;
}

export interface Children {
  /** Makes one child by role. `transform` is the user's say over it; then come the option sets, later ones counting. */
  create<Args extends object, Child extends pulumi.Resource>(
    role: string,
    type: ResourceClass<Args, Child>,
    args: Args,
    transform: Transform<Args> | undefined,
    ...options: readonly pulumi.CustomResourceOptions[]
  ): Child;
}

/** Gives a component the one way in which it makes its children: named by role, parented, open to `transform`. */
export function childrenOf(parent: pulumi.ComponentResource, component: string): Children {
  return {
    create(role, type, args, transform, ...options) {
      const opts = combined(...options);
      const changed = transform?.(args, opts) ?? { args, opts };
      return new type(childName(component, role), changed.args, { ...changed.opts, parent });
    },
  };
}
