import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { frozenAfterBoot } from "../core/resource-options";
import { restoreCommand } from "./backups/render";
import { backupsAfter, type Making } from "./making";
import { noNodes, type UrbitPlanetNodes } from "./nodes";
import { operate } from "./operations/children";
import { storageCommand } from "./storage/command";
import { webCommand } from "./web/command";

/** The children of a ship that runs here, in their order: licence, then whatever is restored, key, start, and what is asked of a running ship. */
export function inService(making: Making, installed: command.remote.Command): UrbitPlanetNodes {
  const { args, planet, rendered, machine, run } = making;
  const { commands } = rendered;
  const licence = run(
    "licence",
    {
      create: commands.licence,
      delete: commands.revoke,
      stdin: pulumi
        .all([machine.data?.filesystemUuid ?? "", machine.machineId])
        .apply(([volumeUuid, machineId]) => rendered.licence({ volumeUuid, machineId })),
      // Another ship does not only get its own licence: the one that was here loses its.
      afresh: [planet.ship],
    },
    [installed],
  );
  const backups = backupsAfter(making, licence);
  const restored = restoredAfter(making, backups);
  const key = run(
    "key",
    {
      create: commands.key,
      once: true,
      stdin: args.boot.mode === "create" ? (args.boot.key?.reveal() ?? "") : "",
      afresh: [planet.pierId, planet.boot.mode === "create" ? planet.boot.attempt : 0, licence.id],
    },
    restored === undefined ? [licence] : [licence, restored],
    // The key is good for one boot: taking it out of the configuration afterwards must change nothing.
    frozenAfterBoot("stdin"),
  );
  const running = run(
    "running",
    {
      create: commands.start,
      once: true,
      delete: commands.stop,
      // By the licence's id the engine knows to stop the ship before its licence is taken away; by the standstill, before another plan.
      afresh: [rendered.fingerprint, licence.id, ...(machine.standstill === undefined ? [] : [machine.standstill])],
    },
    [key],
  );
  const backup = backupAfter(making, backups, running);
  const operations = operate(planet, run, backup === undefined ? [running] : [running, backup]);
  // Beside the ship, not behind it: whatever changes here, nothing of the ship's runs again.
  const web =
    planet.web === undefined ? undefined : run("web", webCommand(planet, planet.web, machine.ipv4), [installed]);
  const storage =
    planet.storage === undefined || args.storage === undefined
      ? undefined
      : run("storage", storageCommand(planet.shipName, planet.storage, args.storage), [running]);
  return { ...noNodes, ...operations, installed, licence, backups, restored, key, running, backup, web, storage };
}

function restoredAfter(
  { planet, run }: Making,
  backups: pulumi.Resource | undefined,
): command.remote.Command | undefined {
  const { restore, shipName, pierId } = planet;
  if (restore === undefined || backups === undefined) return undefined;
  return run("restored", { create: restoreCommand(shipName, restore), once: true, afresh: [pierId, restore.attempt] }, [
    backups,
  ]);
}

/** The one backup that was asked for now; the others come by their timer. */
function backupAfter(
  { planet, rendered, run }: Making,
  backups: pulumi.Resource | undefined,
  running: pulumi.Resource,
): command.remote.Command | undefined {
  const request = planet.backups?.request ?? 0;
  if (rendered.backups === undefined || backups === undefined || request === 0) return undefined;
  return run("backup", { create: rendered.backups.commands.now, once: true, afresh: [planet.pierId, request] }, [
    backups,
    running,
  ]);
}
