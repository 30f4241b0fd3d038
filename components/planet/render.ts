import { createHash } from "node:crypto";
import type { RenderedFile } from "../core/rendered-file";
import type { ResolvedPlanet } from "./resolve";

// First form: the commands and the licence. The ship's files are still to be put in.

/** What the deployment runs for a ship, over SSH. Text without secrets; those go by standard input. */
export interface PlanetCommands {
  readonly install: string;
  readonly licence: string;
  readonly revoke: string;
  readonly key: string;
  readonly start: string;
  readonly stop: string;
}

export interface RenderedPlanet {
  readonly files: readonly RenderedFile[];
  /** The files as `roadstead-install-files` reads them. */
  readonly installBundle: string;
  /** Changes when the ship must be restarted to follow its arguments. */
  readonly fingerprint: string;
  readonly commands: PlanetCommands;
  licence(ids: { readonly volumeUuid: string; readonly machineId: string }): string;
}

/** Renders what a ship needs on its machine. Pure: the same ship gives the same bytes. */
export function renderPlanet(planet: ResolvedPlanet): RenderedPlanet {
  const files: readonly RenderedFile[] = [];
  const installBundle = JSON.stringify({ files });
  const { shipName, pierId, ship, boot } = planet;
  const onMachine = (verb: string) => `sudo roadstead-ship ${verb} ${shipName}`;
  return {
    files,
    installBundle,
    fingerprint: createHash("sha256").update(JSON.stringify({ ...planet, boot: null })).digest("hex").slice(0, 16),
    commands: {
      install: "sudo roadstead-install-files",
      licence: onMachine("licence"),
      revoke: onMachine("revoke"),
      key: onMachine("key"),
      start: onMachine("start"),
      stop: onMachine("stop"),
    },
    licence: ({ volumeUuid, machineId }) =>
      `${JSON.stringify({ ship, pierId, volumeUuid, machineId, creation: boot.mode === "create" ? { attempt: boot.attempt } : null })}\n`,
  };
}
