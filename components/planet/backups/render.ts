import { join } from "node:path";
import { type RenderedFile, rootFile } from "../../core/rendered-file";
import { filesOf, fill } from "../../machine/template";
import type { ResolvedBackups, ResolvedRestore } from "./resolve";

const read = filesOf(join(__dirname, "files"));

/** What of a ship its backups need to know. */
export interface BackedUpShip {
  readonly shipName: string;
  readonly pierId: string;
  readonly mountPoint: string;
  readonly httpPort: number;
  /** How the ship's own units are closed, for a user and the one folder it may write to. */
  sandbox(folder: string): string;
}

/** What the deployment runs for backups, over SSH. Text without secrets; those go by standard input. */
export interface BackupCommands {
  /** Standard input: the files, and the secrets among them. */
  readonly apply: string;
  readonly clear: string;
  /** Prints what became of it, as a line of JSON. */
  readonly now: string;
  /** The last backup before the ship goes on elsewhere; prints what was handed over. */
  readonly handOver: string;
}

/** The units' own names. */
function unitsOf(shipName: string) {
  return {
    backup: `roadstead-backup-${shipName}.service`,
    drill: `roadstead-drill-${shipName}.service`,
    drilled: `roadstead-drilled-${shipName}.service`,
  };
}

function settings(ship: BackedUpShip, backups: ResolvedBackups): string {
  const { repository, keep, readBackPercent } = backups;
  const { sftp } = repository;
  const units = unitsOf(ship.shipName);
  const text = {
    repository: repository.location,
    kind: repository.kind,
    ...(sftp === undefined ? {} : { sftp: { host: sftp.host, user: sftp.user, port: sftp.port } }),
    keep,
    readBackPercent,
    unit: units.backup,
    drillUnit: units.drill,
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}

/** A line of known_hosts, in brackets where the port is not the usual one. */
function knownHost({ host, port, hostKey }: { host: string; port: number; hostKey: string }): string {
  return `${port === 22 ? host : `[${host}]:${port}`} ${hostKey}\n`;
}

/** Where a secret of a ship's backups lies, on a disk that only root reads: backups go on after a restart, with nobody there. */
export function backupSecret(shipName: string, name: string, content: string): RenderedFile {
  return rootFile(`/etc/roadstead/backups/${shipName}/${name}`, "0600", content);
}

// Spread over an hour, so that many ships do not stop at once.
const spread = "1h";
const drillCalendar = { weekly: "Sun *-*-* 12:00:00 UTC", monthly: "*-*-01 12:00:00 UTC" } as const;

/** Everything that a ship's backups put on the machine, secrets apart. Pure: the same ship gives the same bytes. */
export function backupFiles(ship: BackedUpShip, backups: ResolvedBackups): readonly RenderedFile[] {
  const { shipName } = ship;
  const units = unitsOf(shipName);
  const filled = (name: string, values: Readonly<Record<string, string>>) => fill(name, read(name), values);
  const unit = (name: string, content: string) => rootFile(`/etc/systemd/system/${name}`, "0644", content);
  const timer = (name: string) => name.replace(/service$/, "timer");
  const hardened = { SHIP_NAME: shipName, HARDENED: read("hardened.inc").trimEnd() };
  const drillFolder = `${ship.mountPoint}/drills/${ship.pierId}`;
  const { sftp } = backups.repository;
  return [
    rootFile("/usr/local/lib/roadstead/ship-repository.sh", "0644", filled("ship-repository.sh", {})),
    rootFile("/usr/local/sbin/roadstead-backup", "0755", filled("roadstead-backup", {})),
    rootFile("/usr/local/sbin/roadstead-restore", "0755", filled("roadstead-restore", {})),
    unit(units.backup, filled("backup.service", hardened)),
    unit(
      timer(units.backup),
      filled("backup.timer", { SHIP_NAME: shipName, CALENDAR: `*-*-* ${backups.at}:00 UTC`, SPREAD: spread }),
    ),
    unit(units.drill, filled("drill.service", hardened)),
    unit(
      units.drilled,
      filled("drilled.service", {
        SHIP_NAME: shipName,
        HTTP_PORT: String(ship.httpPort),
        DRILL_FOLDER: drillFolder,
        SANDBOX: ship.sandbox(drillFolder),
      }),
    ),
    ...(backups.drill === "never"
      ? []
      : [
          unit(
            timer(units.drill),
            filled("drill.timer", { SHIP_NAME: shipName, CALENDAR: drillCalendar[backups.drill] }),
          ),
        ]),
    rootFile(`/etc/roadstead/backups/${shipName}.json`, "0600", settings(ship, backups)),
    ...(sftp === undefined ? [] : [backupSecret(shipName, "known-hosts", knownHost(sftp))]),
  ];
}

/** The exact commands for one ship's backups. The timers rest while the ship must not run here. */
export function backupCommands(shipName: string, runs: boolean): BackupCommands {
  const onMachine = (verb: string, option = "") =>
    `sudo -n /usr/local/sbin/roadstead-backup ${verb} ${shipName}${option}`;
  return {
    apply: `sudo -n /usr/local/sbin/roadstead-install-files && ${onMachine("apply", runs ? " scheduled" : "")}`,
    clear: onMachine("clear"),
    now: onMachine("now"),
    handOver: onMachine("hand-over"),
  };
}

/** Prints what became of it, as a line of JSON. */
export function restoreCommand(shipName: string, { snapshot, as }: ResolvedRestore): string {
  return `sudo -n /usr/local/sbin/roadstead-restore restore ${shipName} ${snapshot} ${as}`;
}
