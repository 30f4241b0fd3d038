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
}

/** What a command does when it is made, changed and removed. Text without secrets; those go by `stdin`. */
export interface RemoteCommand {
  /** Unset for what only does something when it is removed. */
  readonly create?: pulumi.Input<string>;
  readonly update?: pulumi.Input<string>;
  readonly delete?: pulumi.Input<string>;
  readonly stdin?: pulumi.Input<string>;
  /** Values that make it run afresh, after its `delete`, besides another machine. */
  readonly afresh?: readonly pulumi.Input<string | number>[];
}

/**
 * Runs a command on a machine over SSH, once for each machine: a new server runs it again, after the old one's `delete`.
 * A changed key, user or port never re-runs it; the machine in place still has the old ones.
 */
export function overSsh(
  children: Children,
  target: CommandTarget,
  role: string,
  remote: RemoteCommand,
  transform: Transform<command.remote.CommandArgs> | undefined,
  ...options: readonly pulumi.CustomResourceOptions[]
): command.remote.Command {
  const { create, update, delete: remove, stdin, afresh = [] } = remote;
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
    frozenAfterBoot("connection"),
    // Without it the replacement would get the frozen connection of the machine that is gone.
    { replacementTrigger: [target.machineId, ...afresh] },
    ...options,
  );
}
