import type * as command from "@pulumi/command";

/** The children of a planet, for whoever needs more than the arguments offer. */
export interface UrbitPlanetNodes {
  readonly installed: command.remote.Command;
  /** This and the next two: undefined while the ship must not run here. */
  readonly licence: command.remote.Command | undefined;
  readonly key: command.remote.Command | undefined;
  readonly running: command.remote.Command | undefined;
  /** Undefined without `web`, and while the ship must not run here. */
  readonly web: command.remote.Command | undefined;
  /** Undefined without `storage`, and while the ship must not run here. */
  readonly storage: command.remote.Command | undefined;
  /** Only while the ship must not run here. */
  readonly stopped: command.remote.Command | undefined;
  /** Undefined without backups. */
  readonly backups: command.remote.Command | undefined;
  /** Undefined where none was requested. */
  readonly backup: command.remote.Command | undefined;
  /** Undefined where nothing is to be restored. */
  readonly restored: command.remote.Command | undefined;
  /** Only while the ship must not run here, and has backups. */
  readonly handedOver: command.remote.Command | undefined;
  /** Undefined where no maintenance was requested. */
  readonly maintained: command.remote.Command | undefined;
  /** Undefined without `ota`. */
  readonly updates: command.remote.Command | undefined;
}

/** Nothing that has to do with running, or with having run. */
export const noNodes: Omit<UrbitPlanetNodes, "installed"> = {
  licence: undefined,
  key: undefined,
  running: undefined,
  web: undefined,
  storage: undefined,
  stopped: undefined,
  backups: undefined,
  backup: undefined,
  restored: undefined,
  handedOver: undefined,
  maintained: undefined,
  updates: undefined,
};
