import type * as command from "@pulumi/command";
import type { RemoteCommand } from "../machine/over-ssh";
import { backupsAfter, type Making } from "./making";
import { noNodes, type UrbitPlanetNodes } from "./nodes";

/** The children of a ship that must not run here. */
export function atRest(making: Making, installed: command.remote.Command): UrbitPlanetNodes {
  const { rendered, run } = making;
  // It stops the ship itself: what started it is deleted only after everything that is made.
  const proof: RemoteCommand = { create: rendered.commands.proveStopped, once: true, afresh: [rendered.fingerprint] };
  const stopped = run("stopped", proof, [installed]);
  const backups = backupsAfter(making, stopped);
  const handedOver =
    backups === undefined
      ? undefined
      : run("handedOver", { create: rendered.backups?.commands.handOver ?? "", once: true, afresh: [stopped.id] }, [
          backups,
        ]);
  return { ...noNodes, installed, stopped, backups, handedOver };
}
