import * as pulumi from "@pulumi/pulumi";
import { getMonitor } from "@pulumi/pulumi/runtime/settings";
import { getStore } from "@pulumi/pulumi/runtime/state";

/** A refusal of a vendor whose own words do not say what to do. */
export interface ExplainedError {
  /** The same words for every resource that it explains. */
  readonly name: string;
  /** What the vendor's words look like. */
  readonly sign: RegExp;
  /** What to do, said of the resource with this name. */
  readonly explanation: (resource: string) => string;
}

// By run, since a hook's name is unique in a program, and never by this module, which parallel inline programs share.
const hooksOf = new WeakMap<object, Map<string, pulumi.ErrorHook>>();

/** Says what to do where a vendor refuses in words that do not. Nothing is tried again. */
export function explainsError({ name, sign, explanation }: ExplainedError): pulumi.CustomResourceOptions {
  const monitor = getMonitor();
  // The SDK's own mocks cannot take a hook; users must still be able to unit-test with them.
  if (monitor === undefined || typeof Reflect.get(monitor, "registerResourceHook") !== "function") return {};
  const run = getStore();
  const hooks = hooksOf.get(run) ?? new Map<string, pulumi.ErrorHook>();
  hooksOf.set(run, hooks);
  const hook =
    hooks.get(name) ??
    new pulumi.ErrorHook(`roadstead explains: ${name}`, ({ name: resource, errors: [newest = ""] }) => {
      if (sign.test(newest)) throw new Error(`${newest}\n${explanation(resource)}`);
      return false;
    });
  hooks.set(name, hook);
  return { hooks: { onError: [hook] } };
}
