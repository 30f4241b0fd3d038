import type * as pulumi from "@pulumi/pulumi";

// Option sets with telling names. A component says why a child is special, here stands how the engine is told.

/** Data and addresses: not deleted with the machine, not by accident, and not by leaving the program (design rule 3). */
export const outlivesItsMachine = {
  protect: true,
  retainOnDelete: true,
} as const satisfies pulumi.CustomResourceOptions;

/** The old one is gone before the new one is made: names, addresses and ships exist once. */
export const neverTwice = { deleteBeforeReplace: true } as const satisfies pulumi.CustomResourceOptions;

/** Boot data counts when the thing is made; a later change of it must not replace a live host. */
export function frozenAfterBoot(...paths: readonly string[]): pulumi.CustomResourceOptions {
  return { ignoreChanges: [...paths] };
}

/** Replaces exactly when one of these values changes, and then with all of today's arguments, frozen ones included. */
export function replacedWhen(
  trigger: Readonly<Record<string, pulumi.Input<string | number | boolean>>>,
): pulumi.CustomResourceOptions {
  return { replacementTrigger: trigger };
}

/**
 * Takes over a retained resource by its vendor id; what differs is put right by the update after `adopt` is removed. Where
 * only some arguments are left as they are, the others count at once: what ties it to a machine must.
 */
export function adopting(id: string | undefined, leftAsItIs: readonly string[] = ["*"]): pulumi.CustomResourceOptions {
  return id === undefined ? {} : { import: id, ignoreChanges: [...leftAsItIs] };
}
