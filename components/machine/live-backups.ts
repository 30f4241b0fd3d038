import { argumentsOf, orThrow } from "../core/arguments";
import type { Transform } from "../core/children";
import type { ResolvedMachine } from "./resolve";

/**
 * Lets the user change a server, except into one whose vendor backups would copy a pier in use: they copy the root disk
 * while the ship writes to it.
 */
export function withoutLiveBackups<Args extends object>(
  machine: Pick<ResolvedMachine, "volume">,
  /** The vendor's argument that switches them on, and what it is when they are off. */
  { argument, off }: { readonly argument: keyof Args & string; readonly off: unknown },
  transform: Transform<Args> = (args, opts) => ({ args, opts }),
): Transform<Args> {
  return (args, opts) => {
    const changed = transform(args, opts);
    const value = changed.args[argument];
    const check = argumentsOf("MachineArgs.vendor.transform.server");
    if (machine.volume.mode === "none" && value !== undefined && value !== off) {
      check
        .at(argument)
        .problem(
          'switches the vendor\'s backups on, which copy the root disk while the ship writes to it, and with volume mode "none" the pier is there. Leave them off, or use mode "separate".',
        );
    }
    orThrow(
      "Machine",
      check.result(() => undefined),
    );
    return changed;
  };
}
