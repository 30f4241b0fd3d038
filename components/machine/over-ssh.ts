import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { Children, Transform } from "../core/children";
import { frozenAfterBoot, neverTwice } from "../core/resource-options";

function remoteSdk(): typeof import("@pulumi/command/remote") {
  return require("@pulumi/command/remote");
}

/** Where a command runs. */
export interface CommandTarget {
  readonly connection: command.types.input.remote.ConnectionArgs;
  readonly machineId: pulumi.Output<string>;
  /** Set where it can be reached no more: nothing is undone there, only forgotten. */
  readonly hostLost?: boolean;
  /** Set where the machine may be reached at another address from now on: what is on it follows, and is changed and undone there. */
  readonly moves?: boolean;
  /** Set where it is the login of the machine's first day, which no later change of the way in concerns. */
  readonly stays?: true;
}

/** What is said where nobody can log in. */
export const cannotEnter =
  /unable to authenticate|handshake failed|connection refused|i\/o timeout|no route to host|failed attempts/i;

/** What a command does when it is made, changed and removed. Text without secrets; those go by `stdin`. */
export interface RemoteCommand {
  /** Unset for what only does something when it is removed. */
  readonly create?: pulumi.Input<string>;
  readonly update?: pulumi.Input<string>;
  readonly delete?: pulumi.Input<string>;
  readonly stdin?: pulumi.Input<string>;
  /** It acts, once for each of `afresh`: a machine that is reached at another address does not hear of it again. */
  readonly once?: true;
  /** Values that make it run afresh, after its `delete`, besides another machine. */
  readonly afresh?: readonly pulumi.Input<string | number>[];
}

/** What a deployment comes with, but for where it goes. */
const login = ["user", "privateKey", "hostKey", "dialErrorLimit"].map((each) => `connection.${each}`);

/** Run in place of what acts once, where only the address or the port has changed at which it will be undone. */
const arrived = ": reached at another address";

/** What stays as it was while the machine is the same. */
function frozen(
  { moves, stays }: CommandTarget,
  { once, delete: remove }: RemoteCommand,
): pulumi.CustomResourceOptions {
  if (stays) return frozenAfterBoot("connection");
  // What acts once and undoes nothing never connects again, and what it said of itself stays known.
  if (once && remove === undefined) return frozenAfterBoot("connection", ...(moves ? ["create"] : []));
  return frozenAfterBoot(...login, ...(moves ? [] : ["connection.host"]));
}

/**
 * Runs a command on a machine over SSH, once for each machine: a new server runs it again, after the old one's `delete`.
 * A changed key or user never re-runs it; the machine in place still has the old ones. Where the port changes or the address moves, what
 * puts things in place puts the same there again, and what acts does nothing.
 */
export function overSsh(
  children: Children,
  target: CommandTarget,
  role: string,
  remote: RemoteCommand,
  transform: Transform<command.remote.CommandArgs> | undefined,
  ...options: readonly pulumi.CustomResourceOptions[]
): command.remote.Command {
  const { create, delete: remove, stdin, afresh = [] } = remote;
  const update = remote.update ?? (remote.once && remove !== undefined ? arrived : undefined);
  return children.create(
    role,
    remoteSdk().Command,
    {
      connection: target.connection,
      ...(create === undefined ? {} : { create }),
      triggers: [target.machineId, ...afresh],
      ...(update === undefined ? {} : { update }),
      ...(remove === undefined ? {} : { delete: remove }),
      ...(stdin === undefined ? {} : { stdin }),
    },
    transform,
    neverTwice,
    target.hostLost === true ? { retainOnDelete: true } : {},
    frozen(target, remote),
    // Without it the replacement would get the frozen connection of the machine that is gone.
    { replacementTrigger: [target.machineId, ...afresh] },
    ...options,
  );
}
