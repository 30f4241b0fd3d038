import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";
import { getStore } from "@pulumi/pulumi/runtime/state";

/** Whether the engine takes hooks. The SDK's own mocks say that they do but cannot; users must still be able to unit-test with them. */
export function hooksCanRun(): boolean {
  const monitor = getMonitor();
  return monitor !== undefined && typeof Reflect.get(monitor, "registerResourceHook") === "function";
}

// By run, or by the provider of a run: never by this module, which parallel inline programs share.
const hooksOf = new WeakMap<object, Map<string, pulumi.ResourceHook>>();
const hooksMade = new WeakMap<object, number>();

/**
 * One hook for all resources that are guarded alike: each hook is a call to the engine, and a name that is unique in the
 * program. The callback learns from its arguments which resource is meant.
 */
export function sharedHook(
  owner: object | undefined,
  rule: string,
  makeCallback: () => pulumi.ResourceHookFunction,
): pulumi.ResourceHook {
  const run = getStore();
  const hooks = hooksOf.get(owner ?? run) ?? new Map<string, pulumi.ResourceHook>();
  hooksOf.set(owner ?? run, hooks);
  const known = hooks.get(rule);
  if (known !== undefined) return known;
  const number = (hooksMade.get(run) ?? 0) + 1;
  hooksMade.set(run, number);
  const hook = new pulumi.ResourceHook(`roadstead ${number}: ${rule}`, makeCallback(), { onDryRun: true });
  hooks.set(rule, hook);
  return hook;
}
