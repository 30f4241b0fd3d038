import type { PolicyResourceOptions } from "@pulumi/policy";
import type { JudgedOptions } from "../rules/resource";

/**
 * The plain properties behind the library's proxy, with its sentinels in place of unknowns. The proxy throws on reading
 * an unknown, which would end a rule at the first one. Without the hook the proxy itself is read, one property at a time.
 */
export function plainProperties(properties: object): unknown {
  const target: unknown = Reflect.get(properties, "__getSpecialProxyTarget");
  return typeof target === "object" && target !== null ? target : properties;
}

export function visibleOptions(options: PolicyResourceOptions): JudgedOptions {
  return {
    protect: options.protect,
    deleteBeforeReplace: options.deleteBeforeReplace,
    ignoreChanges: options.ignoreChanges,
  };
}
