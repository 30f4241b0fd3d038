import type * as command from "@pulumi/command";
import type { Transform } from "../../core/children";
import type { Architecture } from "../args";
import type { Currency } from "../catalogue";

/**
 * A rented box that is there already, with nothing but a login over SSH. Nothing is ordered and nothing is given back: its
 * vendor is paid by you. It is looked at before anything is changed, and left as it was found, data excepted.
 */
export interface ExistingVendor {
  kind: "existing";
  /** Public IPv4 address at which its sshd answers. Changing it is refused: it may be another machine; the README says how to move. */
  address: string;
  /** Public IPv6 address, for names that lead to it. Defaults to none. Changing it updates the record in place. */
  ipv6?: string;
  /** Login with which it is set up: root, or one with sudo without a password, that takes the deployment key. Defaults to `root`. Changing it does nothing until the next `generation`. */
  user?: string;
  /** Port at which its sshd answers before it is set up, and again when it is left. Defaults to `ssh.port`, or to `ssh.formerPort` while that is set. Changing it does nothing until the next `generation`. */
  port?: number;
  /**
   * Its SSH host key, in one line of authorized_keys form, from the vendor's panel or console: `cat /etc/ssh/ssh_host_*_key.pub`.
   * Nothing is sent to a machine with another one. Changing it is refused, as for `address`. Errors: missing, damaged.
   */
  hostKey: string;
  /** What its processor is. Held against the machine before anything is changed. Changing it is judged by the next `generation`. */
  architecture: Architecture;
  /** Memory in GiB, as rented: looms are measured by it. Held against the machine. Changing it restarts nothing by itself. */
  memoryGib: number;
  /** Root disk in GiB, as rented. Held against the machine. Changing it restarts nothing by itself. */
  diskGib: number;
  /**
   * Disk of its own for data, by its stable path: `/dev/disk/by-id/...`. Formatted only when blank. Unset keeps data in the folder
   * `/srv/roadstead-data` of the root disk. Changing it is refused while the machine is there. Errors: another kind of path.
   */
  dataDevice?: string;
  /** What it costs. Defaults to unknown, which estimates then leave out. Changing it changes estimates only. */
  monthlyCost?: ExistingCost;
  /** Last say over each child that only such a machine has. Defaults to none. Changing it has the effect that the child's own type has. */
  transform?: ExistingTransform;
}

/** A month's price without tax, as you agreed on it. Changing it changes estimates only. */
export interface ExistingCost {
  /** How much. */
  amount: number;
  /** In which currency. */
  currency: Currency;
  /** The day on which you read it, such as 2026-11-21. */
  read: string;
}

/** One optional entry for each child that only such a machine has; the arguments are those of a command over SSH. */
export interface ExistingTransform {
  removed?: Transform<command.remote.CommandArgs>;
  preflight?: Transform<command.remote.CommandArgs>;
  bootstrap?: Transform<command.remote.CommandArgs>;
  restored?: Transform<command.remote.CommandArgs>;
  confirmed?: Transform<command.remote.CommandArgs>;
}
