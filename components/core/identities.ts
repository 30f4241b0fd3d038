import { getStore } from "@pulumi/pulumi/runtime/state";
import { ArgumentErrors } from "./arguments";

declare module "@pulumi/pulumi/runtime/state" {
  // Exported by the SDK but kept out of its declarations; a contract test holds us to it.
  export function getStore(): object;
}

// Keyed on the SDK's own store of one run, never on this module: parallel inline programs and tests must not see each other.
const claimsByRun = new WeakMap<object, Map<string, string>>();

/** Claims something that may exist once in a run, such as a ship. A second claim fails the preview, naming both. */
export function claimIdentity(kind: string, identity: string, claimant: string): void {
  const run = getStore();
  const claims = claimsByRun.get(run) ?? new Map<string, string>();
  claimsByRun.set(run, claims);
  const key = `${kind} ${identity}`;
  const holder = claims.get(key);
  if (holder !== undefined) {
    throw new ArgumentErrors(claimant, [
      {
        path: kind,
        message: `${identity} is already declared by ${holder} in this program. A ${kind} exists once: two live copies damage it for ever. Remove one of the two.`,
      },
    ]);
  }
  claims.set(key, claimant);
}
