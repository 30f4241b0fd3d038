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

function both<Hook>(one: readonly Hook[] | undefined, other: readonly Hook[] | undefined): Hook[] | undefined {
  const all = [...(one ?? []), ...(other ?? [])];
  return all.length === 0 ? undefined : all;
}

function combinedHooks(one: Hooks = {}, other: Hooks = {}): Hooks {
  const all: { [Kind in keyof Hooks]: Hooks[Kind] | undefined } = {
    beforeCreate: both(one.beforeCreate, other.beforeCreate),
    afterCreate: both(one.afterCreate, other.afterCreate),
    beforeUpdate: both(one.beforeUpdate, other.beforeUpdate),
    afterUpdate: both(one.afterUpdate, other.afterUpdate),
    beforeDelete: both(one.beforeDelete, other.beforeDelete),
    afterDelete: both(one.afterDelete, other.afterDelete),
    onError: both(one.onError, other.onError),
  };
  return Object.fromEntries(Object.entries(all).filter(([, hooks]) => hooks !== undefined));
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

/** The component's name back from its child's. */
export function componentOf(child: string, role: string): string {
  const suffix = childName("", role);
  return child.endsWith(suffix) ? child.slice(0, -suffix.length) : child;
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
