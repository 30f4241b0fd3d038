import type * as command from "@pulumi/command";
import type { Transform } from "../core/children";
import type { SecretText } from "../core/secret";
import type { RuntimeFormat } from "../core/versions";
import type { MachineLike } from "../machine/machine-like";
import type { BackupsArgs, RestoreArgs } from "./backups/args";
import type { MaintenanceArgs, OtaArgs } from "./operations/args";
import type { StorageArgs } from "./storage/args";
import type { WebArgs } from "./web/args";

/** One Urbit ship on a machine. It exists once: two live copies of a ship damage it for ever (reference: urbit 3). */
export interface UrbitPlanetArgs {
  /**
   * The ship's name with its sig, such as `~sampel-palnet`. A galaxy, star, planet, moon or comet. A comet is mined beforehand, which
   * gives its name and its keyfile, and its pier is made once: it can neither be breached nor made again.
   * Changing it is another ship: everything of the old one is stopped and replaced; its pier stays on the volume.
   * Errors: no valid @p, or a ship declared twice in one program.
   */
  ship: string;
  /** Where it lives: a `Machine`, or anything else with the same members. Another machine replaces the commands, never the pier. */
  machine: MachineLike;
  /** How the pier comes to be. Changing it does nothing to a pier that is complete. See `BootArgs`. */
  boot: BootArgs;
  /**
   * UDP port that peers see, the same inside and outside. Defaults to 34543. Changing it restarts the ship.
   * Errors: the machine does not open it, or it lies outside 1024 to 65535.
   */
  amesPort?: number;
  /**
   * Drops what one address sends to the Ames port beyond a rate, before the ship sees it. Defaults to no limit: a sponsor that relays for
   * many peers is one address too. Changing it takes effect in place; the ship goes on. Errors: outside 50 to 1000000 packets.
   */
  amesLimit?: AmesLimitArgs;
  /** TCP port of the ship's web server on the loopback interface. Defaults to 8080. Changing it restarts the ship. */
  httpPort?: number;
  /**
   * The ship's state may take 2^loom bytes. Defaults to 31, which is 2 GiB. Raising it restarts the ship; it is never lowered, since
   * the state may have outgrown the smaller one: the machine refuses, an environment's preview too. Errors: outside 31 to 33,
   * or more than memory and swap hold.
   */
  loom?: number;
  /** Minutes between snapshots. Defaults to 2, the runtime's own. Changing it restarts the ship. */
  snapshotMinutes?: number;
  /**
   * Which runtime, by version and checksum. Defaults to the release that this Roadstead was made for. Changing it stops the ship,
   * prepares its pier with the runtime it was on, and starts it with the new one, be it newer or older. See `RuntimeArgs`.
   */
  runtime?: RuntimeArgs;
  /**
   * Counts this ship's piers: raise it by one after a breach ("factory reset") to boot a fresh pier beside the old one.
   * Defaults to 1. Changing it stops the ship and creates; the old pier stays on the volume. Errors: not a whole number from 1.
   */
  pier?: number;
  /**
   * Whether the ship may run here. Defaults to true. False stops it, prepares its pier for a copy, takes its licence away and
   * proves that nothing of it runs; files and pier stay. Changing it stops or starts the ship. For a move: README, Moving.
   */
  runs?: boolean;
  /** Encrypted backups, made of the stopped ship. Defaults to none. Changing it never touches the running ship. See `BackupsArgs`. */
  backups?: BackupsArgs;
  /** Brings a pier back from the backups, or to another machine. Defaults to none. Changing it never touches a pier that is there. See `RestoreArgs`. */
  restore?: RestoreArgs;
  /** An operation on the stopped pier, once for each request. Defaults to none. Changing it stops the ship for as long as that takes. See `MaintenanceArgs`. */
  maintenance?: MaintenanceArgs;
  /** Whom the ship takes updates of its system from. Defaults to what the ship keeps itself. Changing it never restarts the ship. See `OtaArgs`. */
  ota?: OtaArgs;
  /** Reaches the ship's web interface over TLS. Defaults to none: it answers on loopback only. Changing it takes effect in place, beside the running ship. See `WebArgs`. */
  web?: WebArgs;
  /** Where the ship keeps what its owner uploads. Defaults to what the ship has itself. Changing it tells the running ship. See `StorageArgs`. */
  storage?: StorageArgs;
  /** Last say over each child before it is made. Defaults to none. Changing it runs again, or replaces, the commands that it changes. */
  transform?: UrbitPlanetTransform;
}

/**
 * `create` allows the pier to be made once, from a key that is good for one boot. Take the key out of the configuration
 * afterwards: that changes nothing. `resume` only ever runs a pier that is complete, and refuses where there is none.
 */
export type BootArgs =
  | {
      mode: "create";
      /**
       * The keyfile's text, as a secret. Delivered over SSH into memory; never in user data, argv or on disk.
       * Defaults to none, as it should be once the pier is complete: taking it out changes nothing then.
       * Errors, told by the machine: none while the pier is still to be made, or no keyfile, such as a master ticket.
       */
      key?: SecretText;
      /** Raise it by one to deliver the key again after a creation that failed. Defaults to 1. */
      attempt?: number;
    }
  | { mode: "resume" };

/** See `amesLimit`. */
export interface AmesLimitArgs {
  /** What one address may send each second, on the long run. */
  packetsPerSecond: number;
  /** What it may send at once. Defaults to two seconds' worth. */
  burst?: number;
}

/**
 * Two releases that write the same format to disk follow each other in both directions. To another format, or one that is not
 * known, there is only a way forward, and only with `forwardOnly`. The binary a pier was on stays on the machine.
 */
export interface RuntimeArgs {
  /** Release of vere without its prefix, such as `4.5`. Defaults to the one that this Roadstead pins; give it together with `sha256`. */
  version?: string;
  /** SHA-256 of the release archive for the machine's architecture. None is published: compute it once with `npm run update-versions`. Defaults to that of the pinned release. */
  sha256?: string;
  /**
   * What the release writes to disk, as its sources say (`pkg/noun/version.h`): for a release that this Roadstead does not know.
   * Defaults to what `versions.json` says; without either, no way leads back from it. Changing it only changes what is allowed later.
   */
  format?: RuntimeFormat;
  /**
   * Allows a step to another format, from which no way leads back. Defaults to false: such a step is refused, and the ship goes on
   * as it was. It is taken on a copy of the stopped pier; the pier as it was stays on the volume, as an archive. Changing it does nothing by itself.
   */
  forwardOnly?: boolean;
}

/** One optional entry for each child. */
export interface UrbitPlanetTransform {
  installed?: Transform<command.remote.CommandArgs>;
  licence?: Transform<command.remote.CommandArgs>;
  key?: Transform<command.remote.CommandArgs>;
  running?: Transform<command.remote.CommandArgs>;
  stopped?: Transform<command.remote.CommandArgs>;
  backups?: Transform<command.remote.CommandArgs>;
  backup?: Transform<command.remote.CommandArgs>;
  restored?: Transform<command.remote.CommandArgs>;
  maintained?: Transform<command.remote.CommandArgs>;
  updates?: Transform<command.remote.CommandArgs>;
  handedOver?: Transform<command.remote.CommandArgs>;
  web?: Transform<command.remote.CommandArgs>;
  storage?: Transform<command.remote.CommandArgs>;
}
