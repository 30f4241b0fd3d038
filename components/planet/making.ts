import type * as command from "@pulumi/command";
import type * as pulumi from "@pulumi/pulumi";
import type { MachineLike } from "../machine/machine-like";
import type { RemoteCommand } from "../machine/over-ssh";
import type { UrbitPlanetArgs, UrbitPlanetTransform } from "./args";
import { backupsCommand } from "./backups/children";
import type { RenderedPlanet } from "./render";
import type { ResolvedPlanet } from "./resolve";

/** What the children of a planet are made from. */
export interface Making {
  readonly args: UrbitPlanetArgs;
  readonly planet: ResolvedPlanet;
  readonly rendered: RenderedPlanet;
  readonly machine: MachineLike;
  /** Makes the child of this role: a command over SSH, after what it needs. */
  run(
    role: keyof UrbitPlanetTransform,
    remote: RemoteCommand,
    after: readonly pulumi.Resource[],
    own?: pulumi.CustomResourceOptions,
  ): command.remote.Command;
}

/** What makes backups, where there are to be any: beside a ship that runs, and beside one that was stopped for a move. */
export function backupsAfter(making: Making, before: pulumi.Resource): command.remote.Command | undefined {
  const { args, planet, rendered, run } = making;
  if (rendered.backups === undefined || args.backups === undefined) return undefined;
  const { files, commands } = rendered.backups;
  return run("backups", backupsCommand(planet.shipName, files, commands, args.backups), [before]);
}
