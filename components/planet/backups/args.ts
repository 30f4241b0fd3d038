import type { SecretText } from "../../core/secret";

/**
 * Backups are made of a stopped ship only: stop, copy on the volume, start, then upload from the copy. Encrypted before they leave
 * the machine. Without the password nobody reads them again: keep it elsewhere, too.
 */
export interface BackupsArgs {
  /** Where they go: not to the ship's own volume. Changing it begins afresh there; what lies at the old place stays. */
  repository: BackupRepository;
  /**
   * What encrypts them, as a secret. Lies on the machine in a file that only root reads, since backups go on after a restart.
   * Changing it is an error of the repository, which knows its own: change it there first (`restic key`).
   */
  password: SecretText;
  /** Hour of the daily stop, `HH:MM` in UTC. Defaults to `03:15`. Changing it takes effect in place. Errors: any other form. */
  at?: string;
  /** How many of them stay. Defaults to 7 daily, 4 weekly and 6 monthly. Changing it counts from the next backup. Errors: none at all. */
  keep?: KeepArgs;
  /**
   * Share of the repository that is read back and checked after each backup, in percent; its structure is checked always.
   * Defaults to 5. Costs that much traffic. Changing it takes effect in place. Errors: no whole number from 0 to 100.
   */
  readBackPercent?: number;
  /**
   * How often the latest backup is restored beside the ship and started without any network, then deleted. Defaults to `never`;
   * needs the pier's size on the volume once more, and the ship's memory a second time. Changing it takes effect in place.
   */
  drill?: "never" | "weekly" | "monthly";
  /**
   * Raise it by one for a backup during the deployment, which stops the ship for as long as a copy takes; what became of it, and the
   * measured stop, is the output `backup`. Defaults to 0, none. Errors: no whole number from 0.
   */
  request?: number;
}

/** Where backups lie. */
export type BackupRepository =
  | {
      /** A bucket at Amazon or anything that speaks its protocol. */
      kind: "s3";
      /** Its address, such as `https://fsn1.your-objectstorage.com`. Errors: plain http, or a path. */
      endpoint: string;
      /** The bucket, which must exist. */
      bucket: string;
      /** Folder in the bucket. Defaults to the ship's name. */
      prefix?: string;
      /** Access key that reads and writes this bucket and no other, as a secret. */
      accessKey: SecretText;
      /** Its other half, as a secret. */
      secretKey: SecretText;
    }
  | {
      /** Any machine with SSH. */
      kind: "sftp";
      /** Its name or address. */
      host: string;
      /** Who logs in there. */
      user: string;
      /** Port of its sshd. Defaults to 22. */
      port?: number;
      /** Folder there, from `/`. */
      path: string;
      /** Private key in OpenSSH form, without a passphrase, as a secret. */
      privateKey: SecretText;
      /** The host's own key: one line as in `known_hosts`, without the name. A host that shows another is not spoken to. */
      hostKey: string;
    }
  | {
      /** A folder of the machine: another disk, or a network file system that is mounted there. */
      kind: "folder";
      /** Where, from `/`. Errors: on the volume of the ship itself. */
      path: string;
    };

export interface KeepArgs {
  /** Days of which the last backup stays. Defaults to 7. */
  daily?: number;
  /** Weeks of which the last backup stays. Defaults to 4. */
  weekly?: number;
  /** Months of which the last backup stays. Defaults to 6. */
  monthly?: number;
}

/**
 * A pier out of the backups. `archive` puts it on the volume, where it never runs. `live` besides lets it go on as the ship, and fails
 * unless it equals the last recorded stop and the original has not started since: after a hand-over (`runs: false`), that is. For every
 * other backup the way on is a breach: a new key, `pier` raised by one, and the old messages to be read in the archive only.
 * Nothing is restored while `runs` is false.
 */
export interface RestoreArgs {
  /** Which: `latest`, or the first eight or more digits of its name. Changing it restores again. */
  snapshot: string;
  /** What it is to be. Changing it restores again. */
  as: "archive" | "live";
  /** Raise it by one to restore the same again. Defaults to 1. */
  attempt?: number;
}
