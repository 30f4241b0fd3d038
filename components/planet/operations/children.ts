import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import { printed } from "../../core/printed";
import type { RemoteCommand } from "../../machine/over-ssh";
import type { ResolvedPlanet } from "../resolve";
import { maintenanceCommand, otaCommand } from "./render";

/** The children of a ship's operations; each undefined where it was not asked for. */
export interface OperationNodes {
  readonly maintained: command.remote.Command | undefined;
  readonly updates: command.remote.Command | undefined;
}

type Run = (
  role: keyof OperationNodes,
  remote: RemoteCommand,
  after: readonly pulumi.Resource[],
) => command.remote.Command;

/** Runs what was asked for, one after the other: the ship is stopped by one of them at a time. */
export function operate(planet: ResolvedPlanet, run: Run, after: readonly pulumi.Resource[]): OperationNodes {
  const { shipName, pierId, maintenance, ota } = planet;
  const maintained =
    maintenance === undefined
      ? undefined
      : run(
          "maintained",
          {
            create: maintenanceCommand(shipName, maintenance),
            once: true,
            afresh: [pierId, maintenance.operation, maintenance.request],
          },
          after,
        );
  const updates =
    ota === undefined
      ? undefined
      : run(
          "updates",
          { create: otaCommand(shipName, ota), once: true, afresh: [pierId, ota.mode, ota.source ?? "", ota.request] },
          maintained === undefined ? after : [...after, maintained],
        );
  return { maintained, updates };
}

/** The line of JSON that an operation printed. */
export function saidBy(node: command.remote.Command | undefined): pulumi.Output<string> | undefined {
  return node === undefined ? undefined : printed(node.stdout);
}
