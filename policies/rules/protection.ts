import type { JudgedResource } from "./resource";
import { type Finding, fails, unknown } from "./rule";

/** The engine's protection, and the vendor's own where it has one. */
export function* judgeProtection(resource: JudgedResource, vendorSwitch: string | undefined): Iterable<Finding> {
  const { protect } = resource.options;
  if (protect === "invisible") yield unknown("opts.protect", "is not visible in this input");
  else if (protect !== true) yield fails("opts.protect", "is not set, so a slip in the program deletes it");
  if (vendorSwitch === undefined) return;
  const guard = resource.inputs.at(vendorSwitch);
  if (guard.isUnknown) yield unknown(guard);
  else if (guard.flag() !== true) yield fails(guard, "is not true, so a click in the console deletes it");
}
