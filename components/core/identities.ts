import { getStore } from "@pulumi/pulumi/runtime/state";
import { ArgumentErrors } from "./arguments";

declare module "@pulumi/pulumi/runtime/state" {
  // Exported by the SDK but kept out of its declarations; a contract test holds us to it.
  export function getStore(): object;
}

// Keyed on the SDK's own store of one run, never on this module: parallel inline programs and tests must not see each other.
const claimsByRun = new WeakMap<object, Map<string, Claim>>();

interface Claim {
  readonly claimant: string;
  readonly atRest: boolean;
}

/**
 * Claims something that may exist once in a run, such as a ship. A second claim fails the preview, naming both; only what is
 * at rest everywhere, on its way from one place to another, may be declared in both.
 */
export function claimIdentity(kind: string, identity: string, claimant: string, atRest = false): void {
  const run = getStore();
  const claims = claimsByRun.get(run) ?? new Map<string, Claim>();
  claimsByRun.set(run, claims);
  const key = `${kind} ${identity}`;
  const holder = claims.get(key);
  if (holder !== undefined && !(holder.atRest && atRest)) {
    throw new ArgumentErrors(claimant, [
      {
        path: kind,
        message: `${identity} is already declared by ${holder.claimant} in this program. A ${kind} exists once: two live copies damage it for ever. Remove one of the two.`,
      },
    ]);
  }
  claims.set(key, { claimant, atRest });
}
