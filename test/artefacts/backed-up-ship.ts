import { join } from "node:path";
import { backupSecret } from "../../components/planet/backups/render";
import type { ResolvedRepository } from "../../components/planet/backups/resolve";
import { renderPlanet } from "../../components/planet/render";
import type { ResolvedPlanet } from "../../components/planet/resolve";
import { temporaryFolders } from "../../scripts/temporary-folders";
import { canaryKey, type Ended, here, MachineInAFolder, usualPlanet } from "./machine-in-a-folder";

// A ship with backups on a machine in a folder: our scripts, the real restic and tar, event logs in the runtime's own format.
// systemd and the runtime are played.

export const shipUnit = "roadstead-ship-sampel-palnet.service";
export const backupUnit = "roadstead-backup-sampel-palnet.service";
export const drilledUnit = "roadstead-drilled-sampel-palnet.service";
export const shipFolder = "/srv/roadstead/ships/sampel-palnet.1";
export const copyFolder = "/srv/roadstead/backups/sampel-palnet.1";
export const archives = "/srv/roadstead/archives/sampel-palnet.1";
export const password = "CANARY-password-of-the-backups";

/** Another machine, with another volume. */
export const elsewhere = { machineId: "hetzner:4712", volumeUuid: "1a2b3c4d-1111-8222-9333-555555555555" } as const;

export interface Ids {
  readonly machineId: string;
  readonly volumeUuid: string;
}
export interface Position {
  readonly event: number;
}
export interface JournalLine {
  readonly n: number;
  readonly kind: string;
  readonly clean?: boolean;
  readonly position?: Position;
}

const repositoryFolder = temporaryFolders("roadstead-repository");

export function newRepository(): string {
  return join(repositoryFolder(), "ships");
}

/** A folder, or another place with the secrets by which it is reached, each by the name of its file. */
export type Repository =
  | string
  | { readonly at: ResolvedRepository; readonly secrets: Readonly<Record<string, string>> };

export function backedUp(repository: Repository): ResolvedPlanet {
  return {
    ...usualPlanet,
    backups: {
      repository:
        typeof repository === "string" ? { kind: "folder", location: repository, sftp: undefined } : repository.at,
      at: "03:15",
      keep: { daily: 2, weekly: 0, monthly: 0 },
      readBackPercent: 100,
      drill: "never",
      request: 0,
    },
  };
}

export class BackedUpShip {
  readonly machine: MachineInAFolder;
  readonly repository: Repository;
  readonly ids: Ids;

  constructor(machine: MachineInAFolder, repository: Repository, ids: Ids) {
    this.machine = machine;
    this.repository = repository;
    this.ids = ids;
  }

  /** A machine with volume and units, its ship licensed. */
  static onMachine(repository: Repository, ids: Ids = here, mode: "create" | "resume" = "create"): BackedUpShip {
    const ship = new BackedUpShip(new MachineInAFolder(), repository, ids);
    const { machine } = ship;
    machine.write("/run/roadstead/keys/.here", "");
    machine.write("/srv/roadstead/.here", "");
    machine.write("/run/cloud-init/instance-data.json", `{"v1": {"instance_id": "${ids.machineId.split(":")[1]}"}}\n`);
    machine.tell("real-log", "");
    ship.mounted();
    machine.installShip(backedUp(repository));
    ship.putBackups();
    ship.licensed(mode);
    return ship;
  }

  /** The same machine once more, to be treated otherwise. */
  copy(): BackedUpShip {
    const copy = new BackedUpShip(new MachineInAFolder(this.machine), this.repository, this.ids);
    copy.mounted();
    return copy;
  }

  mounted(): void {
    this.machine.mount([
      ["/srv/roadstead", this.ids.volumeUuid, "ext4"],
      ["/run/roadstead/keys", "-", "ramfs"],
    ]);
  }

  putBackups(): void {
    this.machine.put(renderPlanet(backedUp(this.repository)).backups?.files ?? []);
    const { repository } = this;
    const secrets = typeof repository === "string" ? {} : repository.secrets;
    const named = Object.entries({ password, ...secrets });
    this.machine.put(named.map(([name, content]) => backupSecret("sampel-palnet", name, `${content.trimEnd()}\n`)));
  }

  licensed(mode: "create" | "resume" = "create"): void {
    const boot = mode === "create" ? ({ mode, attempt: 1 } as const) : ({ mode } as const);
    const text = renderPlanet({ ...backedUp(this.repository), boot }).licence(this.ids);
    done(this.machine.ship("licence", undefined, text));
  }

  /** Creates the pier and starts it. */
  created(): this {
    done(this.machine.ship("key", undefined, `${canaryKey}\n`));
    done(this.machine.ship("start"));
    done(this.backup("apply", "scheduled"));
    return this;
  }

  backup(verb: string, ...more: readonly string[]): Ended {
    return this.machine.run("roadstead-backup", [verb, "sampel-palnet", ...more]);
  }

  restore(verb: string, ...more: readonly string[]): Ended {
    return this.machine.run("roadstead-restore", [verb, "sampel-palnet", ...more]);
  }

  /** The ship does this many things. */
  lives(events: number): void {
    done(this.machine.run("event-log", [this.machine.path(`${shipFolder}/pier`), String(events)]));
  }

  /** The number of the last event in a pier. */
  event(pier = `${shipFolder}/pier`): number | undefined {
    const position: Position | null = JSON.parse(
      done(this.machine.run("roadstead-pier", ["position", this.machine.path(pier)])).out,
    );
    return position?.event;
  }

  sum(pier = `${shipFolder}/pier`): string {
    return done(this.machine.run("roadstead-pier", ["sum", this.machine.path(pier)])).out.trim();
  }

  isRunning(): boolean {
    return this.machine.heard(`units/${shipUnit}.state`) === "active\n";
  }

  journal(): JournalLine[] {
    if (!this.machine.has(`${shipFolder}/journal`)) return [];
    const lines = this.machine.read(`${shipFolder}/journal`).trimEnd().split("\n");
    return lines.map((line): JournalLine => JSON.parse(line));
  }

  /** Makes a backup and kills all of it before the n-th of its commands that change something; 0 only counts them. */
  cutBackup(cutAt: number): { readonly code: number | null; readonly steps: number } {
    return this.cut(["env", "INVOCATION_ID=cut", "roadstead-backup", "run", "sampel-palnet"], cutAt);
  }

  /** Runs a command and kills all of it before the n-th of its commands that change something; 0 only counts them. */
  cut(
    [command, ...args]: readonly [string, ...string[]],
    cutAt: number,
  ): { readonly code: number | null; readonly steps: number } {
    return this.machine.cutCommand(command, args, cutAt);
  }

  /** What a fault in the middle of a backup is followed by: systemd runs what the unit says for it. */
  backupEnded(result: "success" | "signal"): Ended {
    return this.machine.run("env", [
      `SERVICE_RESULT=${result}`,
      "EXIT_CODE=killed",
      "EXIT_STATUS=KILL",
      "roadstead-backup",
      "ended",
      "sampel-palnet",
    ]);
  }

  wholeBackups(): { readonly id: string; readonly n: number; readonly final: boolean }[] {
    const records: { id: string; n: number; kind: string; whole: boolean; final: boolean }[] = JSON.parse(
      done(this.restore("list")).out,
    );
    return records.filter((each) => each.kind === "pier" && each.whole);
  }
}

export function done(ended: Ended): Ended {
  if (ended.code !== 0) throw new Error(`ended with ${ended.code}: ${ended.out}${ended.err}`);
  return ended;
}
