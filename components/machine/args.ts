import type * as vultr from "@ediri/vultr";
import type * as cloudflare from "@pulumi/cloudflare";
import type * as command from "@pulumi/command";
import type * as digitalocean from "@pulumi/digitalocean";
import type * as hcloud from "@pulumi/hcloud";
import type * as linode from "@pulumi/linode";
import type * as pulumi from "@pulumi/pulumi";
import type { Transform } from "../core/children";
import type { SecretText } from "../core/secret";
import type { Size } from "../core/sizes";
import type { DigitalOceanVendor } from "./digitalocean/args";
import type { ExistingVendor } from "./existing/args";
import type { HetznerVendor } from "./hetzner/args";
import type { LinodeVendor } from "./linode/args";
import type { VultrVendor } from "./vultr/args";

/** Where machines can be rented. Each vendor's file says what only it has, in its own words. */
export type MachineVendor = DigitalOceanVendor | ExistingVendor | HetznerVendor | LinodeVendor | VultrVendor;

/** One hardened Linux server with an address and a data volume that outlive it. Sources: `README.md` beside this file. */
export interface MachineArgs {
  /**
   * Who answers for this machine: a person or a team, as your policies expect it. Becomes the label `owner`.
   * Changing it updates labels in place. Errors: missing, or empty.
   */
  owner: string;
  /** Where the machine is rented, with what only that vendor has. Changing `kind` replaces everything but is refused while a volume holds data. */
  vendor: MachineVendor;
  /** Who may log in. Changing keys takes effect in place, over SSH, and touches no ship; another `user` counts from the next `generation`. */
  operator: OperatorArgs;
  /**
   * The key over which deployments connect. Changing it puts the new one beside the old one in place, over SSH, and touches no ship;
   * the old one goes with the next `generation`: keep it until then.
   */
  deployment: DeploymentKeyArgs;
  /** Where SSH answers, and to whom. Changing `from` updates both firewalls in place; changing `port` is refused, with the way to do it. */
  ssh: SshArgs;
  /**
   * Ports that answer from outside besides SSH. Defaults to none. Changing it updates the vendor's firewall and the machine's
   * own in place. Errors: a port twice, the SSH port, or one that only the loopback interface may have.
   */
  openPorts?: readonly OpenPort[];
  /** Data that must outlive the machine. Defaults to a separate volume of 40 GiB. See `VolumeArgs` for what a change does. */
  volume?: VolumeArgs;
  /** Names that lead to the machine. Defaults to none. Changing it updates or replaces the records, never the machine. */
  dns?: DnsArgs;
  /** Operating system. Defaults to `debian-12`. Changing it does nothing to a running machine; the next `generation` is made with it. */
  image?: MachineImage;
  /**
   * Raise it by one to rebuild the machine from today's arguments: the old server is deleted before the new one is made,
   * volume and addresses stay. Defaults to 1. Errors: not a whole number from 1.
   */
  generation?: number;
  /**
   * Says that the server is gone for good and can undo nothing: what was put on it over SSH is given up in place of undone, so that
   * it can be rebuilt or destroyed. Alone in its `up` first, then `generation`; then remove it. Defaults to false. Errors: the
   * vendor says that the server is not off, the change comes together with another, or no vendor can be asked (`existing`).
   */
  hostLost?: boolean;
  /** Swap on the root disk. Defaults to 2 GiB. Counts from the next `generation`. Errors: above 64 GiB. */
  swap?: Size;
  /** When security updates may restart the machine. Defaults to 04:30 UTC. Counts from the next `generation`. */
  unattendedReboot?: UnattendedRebootArgs;
  /**
   * How far the machine is closed, setting by setting: the table under Hardening in `README.md`. Defaults to `standard`, which fits
   * every ship. Changing it does nothing to a running machine; the next `generation` is made with it. Errors: any other word.
   */
  hardening?: Hardening;
  /**
   * What the machine is expected to send a month, in TB, for the estimate `monthly`: what goes beyond the plan's own traffic is
   * counted at the vendor's price. Defaults to no more than the plan includes. Changing it changes the estimate and nothing else.
   * Errors: no number from 0 to 10000, or more than can be counted, where the vendor's price there is not known.
   */
  expectedEgressTb?: number;
  /**
   * Who is told where a service fails, and where the machine itself falls silent, before anything else watches it. Defaults to nobody
   * but the journal. Changing it takes effect in place, over SSH. Errors: empty, or an address that is no secret.
   */
  alerts?: AlertsArgs;
  /**
   * The audit log, sent off the machine as it is written: what auditd records, where it runs (`hardening: "strict"`), and the journal's logins, sudo and
   * SSH. Defaults to nowhere. Costs traffic. Changing it takes effect in place, over SSH. Errors on the machine: the
   * collector is not reached, or not believed; shipping then goes on trying.
   */
  auditShipping?: AuditShippingArgs;
  /** Volume and addresses retained from before, to be taken over as they are. Remove it after the next `up`. Defaults to none. */
  adopt?: AdoptArgs;
  /**
   * Last say over each child before it is made; see `nodes` for what there is, and `vendor.transform` for the vendor's.
   * Defaults to none. Changing it has the effect that the child's own type has.
   */
  transform?: MachineTransform;
}

export interface OperatorArgs {
  /** Login name, with sudo. Defaults to `operator`. Errors: root, or no Linux user name. */
  user?: string;
  /**
   * Public keys in authorized_keys form. Rotate by adding the new one, logging in with it, and removing the old one. Keys that somebody
   * else put on the machine stay. Errors: none given, a private key, a damaged one, or none left that is on the machine now.
   */
  keys: readonly string[];
}

export interface DeploymentKeyArgs {
  /** Public half, in authorized_keys form. */
  publicKey: string;
  /** Private half, as a secret. Lives encrypted in the state, never on the machine. */
  privateKey: SecretText;
}

export interface SshArgs {
  /**
   * Port of sshd. Defaults to 22. Changing it is in place and starts and stops no ship, in two `up`s like a key's change: first together with
   * `formerPort`, then without. In one alone the vendor's firewall, one resource that stands before the server, would close the old port before
   * anything answers at the new one. Errors: changed without `formerPort` while the machine is there, among `openPorts`, or a ship's own.
   */
  port?: number;
  /**
   * The port of before, at which SSH goes on answering while `port` changes: the first `up` opens the new one beside it, logs in there, and has all
   * that is in place go by it; removing this and running `up` again closes the old one. A login that fails closes nothing. Defaults to
   * none. Changing it is in place. Errors: SSH does not answer there, the same as `port`, or with `wireguard.mode` `only`.
   */
  formerPort?: number;
  /** Networks in CIDR form that may connect, or `anywhere` to say openly that the whole world may try. */
  from: readonly string[] | "anywhere";
  /**
   * A WireGuard tunnel for SSH, beside the open port or in place of it. Defaults to none. Set up first with mode `beside`, then, once
   * it is used, with `only`: two `up`s, of which none locks anybody out. Costs nothing. Errors: `only` where it was not `beside` before.
   */
  wireguard?: WireguardArgs;
}

export interface WireguardArgs {
  /**
   * `beside`: the tunnel is set up, and SSH goes on answering `from`. `only`: both firewalls shut SSH off from outside, `from` waits, and
   * deployments connect through the tunnel, so whatever runs them is a peer. Changing it is in place, and starts and stops no ship.
   * Errors: `only` together with another `generation`, since a new server has no tunnel yet.
   */
  mode: "beside" | "only";
  /** The machine's address in the tunnel with its range, such as `10.88.0.1/24`: private, from /16 to /30. Changing it is in place with `beside`, refused with `only`. */
  address: string;
  /** UDP port of the tunnel. Defaults to 51820. Changing it is in place with `beside`, refused with `only`. Errors: it is in `openPorts`. */
  port?: number;
  /** Networks in CIDR form that may send to that port. Defaults to the whole world: the tunnel answers nobody whose key it does not know. Changing it is in place. */
  from?: readonly string[];
  /** Who may connect through it. Changing them is in place, and cuts nobody who stays. Errors with `only`: none of those before would stay. */
  peers: readonly WireguardPeerArgs[];
}

export interface WireguardPeerArgs {
  /** Who or what it is, such as `anns-laptop`. */
  name: string;
  /** What `wg pubkey` prints where its private key lies. */
  publicKey: string;
  /** Its address in the tunnel, such as `10.88.0.2`. */
  address: string;
  /** What `wg genpsk` prints, shared by this peer and the machine: against whoever records today and computes later. Defaults to none. */
  presharedKey?: SecretText;
}

export interface OpenPort {
  /** Which protocol answers there. A port may be opened once for each. */
  protocol: "tcp" | "udp";
  /** Port number, from 1 to 65535. */
  port: number;
  /** Networks in CIDR form. Defaults to the whole world, since a port is opened to be reached. */
  from?: readonly string[];
  /** What answers there; becomes the rule's description. */
  purpose: string;
}

/**
 * A `separate` volume is protected and retained: `pulumi destroy --exclude-protected` leaves it, and a blank one is never
 * made beside it. With `none` all data goes with the machine.
 */
export type VolumeArgs =
  | { mode: "none" }
  | {
      mode: "separate";
      /** Size, in whole GiB, within the vendor's limits: 10 GiB to 10240 GiB at Hetzner, 1 GiB to 16384 GiB at DigitalOcean. Defaults to 40 GiB. Growing is in place; shrinking is refused by the vendor. */
      size?: Size;
      /**
       * LUKS around the volume, and swap under a key of each start. Defaults to none. Counts when the volume is blank; switching it on
       * or off later is refused. After each restart ships wait until it is unlocked. Errors: `unattendedReboot` that does not fit.
       */
      encryption?: VolumeEncryption;
    };

/** Who has the key. One to the other changes in place. Whoever loses the key loses the data: nothing else opens the volume. */
export type VolumeEncryption =
  | {
      /**
       * A person types it on the machine: `ssh -t operator@address sudo roadstead-encrypted-volume unlock`. A deployment waits for that a
       * quarter of an hour. Errors: `unattendedReboot` with a window.
       */
      unlock: "manual";
    }
  | {
      /** The deployment brings it over SSH, into memory. Errors: `unattendedReboot` left out. */
      unlock: "delivered";
      /**
       * One line of 20 to 512 characters. Lives encrypted in the state, never on the machine's disks. Changing it is tried on the volume
       * in place: put it there first, by `roadstead-encrypted-volume change-key`. Errors on the machine: it does not open the volume.
       */
      key: SecretText;
      /** Raise it by one to deliver the key again, after a restart. Defaults to 1. Errors: not a whole number from 1. */
      delivery?: number;
    };

/** Ids at the vendor, as the error of a refused blank volume or address names them. Taken over as they are, never changed or replaced. */
export interface AdoptArgs {
  /** Id of the volume that holds the data. Defaults to none. Errors: no volume has it, or its size and place are not the declared ones. */
  volume?: string;
  /** Id of the retained IPv4 address. Defaults to none. Errors: as for the volume. */
  ipv4?: string;
  /** Id of the retained IPv6 address or network, where the vendor has one of its own. Defaults to none. Errors: as for the volume. */
  ipv6?: string;
}

/** A zone that exists already, and the name in it. Its vendor need not be the machine's. */
export type DnsArgs =
  | {
      /** Who serves the zone. Changing it makes the records anew there. */
      vendor: "cloudflare";
      /** The zone's id at Cloudflare, 32 hexadecimal digits. Changing it replaces the records. */
      zoneId: string;
      /** Full name that leads to the machine. Also becomes its reverse name. Changing it updates in place. */
      name: string;
    }
  | VendorDns<"digitalocean", digitalocean.DnsRecordArgs>
  | VendorDns<"hetzner", hcloud.ZoneRrsetArgs>
  | VendorDns<"linode", linode.DomainRecordArgs>
  | VendorDns<"vultr", vultr.DnsRecordArgs>;

/** A zone at a vendor that also rents machines. */
export interface VendorDns<Vendor extends string, RecordArgs extends object> {
  /** Who serves the zone. Changing it makes the records anew there. */
  vendor: Vendor;
  /** The zone's name, such as `example.org`. Changing it replaces the records. Errors: no zone of that name in the account. */
  zone: string;
  /** Full name in that zone that leads to the machine. Also becomes its reverse name. Changing it updates or replaces the records. */
  name: string;
  /** Last say over each record before it is made. Defaults to none. Changing it has the effect that the record's own type has. */
  transform?: RecordTransform<RecordArgs>;
}

/** One optional entry for each record; the arguments are those of the zone's vendor. */
export interface RecordTransform<RecordArgs extends object> {
  recordIpv4?: Transform<RecordArgs>;
  recordIpv6?: Transform<RecordArgs>;
}

export type UnattendedRebootArgs =
  | { mode: "never" }
  | {
      mode: "window";
      /** Time of day in UTC, `HH:MM`. Defaults to `04:30` where no window is named. Errors: any other form. */
      at: string;
    };

/** Addresses are secrets, since whoever knows them can use them: they go over SSH into files that only root reads, never into boot data. */
export interface AlertsArgs {
  /**
   * Called for each service that fails: `POST` with JSON that holds `text` (and `content`, for Discord), `machine`, `unit`, `result`, `at`.
   * Tried for ten minutes. Unset tells the journal only. Errors on the machine: no https address.
   */
  webhook?: SecretText;
  /** A dead man's switch that raises the alarm when it is no longer called. Defaults to none. */
  deadManPing?: {
    /** What is called, by `GET`. Errors on the machine: no https address. */
    url: SecretText;
    /** How often, in minutes, from 1 to 1440. Defaults to 5. */
    everyMinutes?: number;
  };
}

/** Syslog over TLS (RFC 5424, RFC 5425). What is sent, kept and lost: Audit shipping in `README.md`. */
export interface AuditShippingArgs {
  /** Who collects: a host name, or an address. Changing it is in place; what was not shipped yet goes to the new one. Errors: the machine itself. */
  to: string;
  /** TCP port there. Defaults to 6514. Changing it is in place. */
  port?: number;
  /** The name that the collector's certificate must bear. Defaults to `to`. Changing it is in place. Errors: left out where `to` is an address. */
  name?: string;
  /** In PEM form, the certificate of the authority that signed the collector's; it alone is believed. No secret. Changing it is in place. */
  authority: string;
  /** By what the collector knows the machine. Defaults to nothing. Changing it is in place. */
  client?: {
    /** In PEM form, with those between it and its authority. No secret. */
    certificate: string;
    /** Its private key in PEM form, without a password. On the machine it lies in a file for root. Errors on the machine: it is another one's. */
    key: SecretText;
  };
}

/** One optional entry for each child that a machine has at every vendor; the vendor's own stand in `vendor.transform`. */
export interface MachineTransform {
  plan?: Transform<pulumi.StashArgs>;
  standstill?: Transform<pulumi.StashArgs>;
  recordIpv4?: Transform<cloudflare.DnsRecordArgs>;
  recordIpv6?: Transform<cloudflare.DnsRecordArgs>;
  hostKey?: Transform<command.remote.CommandArgs>;
  ready?: Transform<command.remote.CommandArgs>;
  ownFirewall?: Transform<command.remote.CommandArgs>;
  access?: Transform<command.remote.CommandArgs>;
  encryption?: Transform<command.remote.CommandArgs>;
  mounted?: Transform<command.remote.CommandArgs>;
  alerts?: Transform<command.remote.CommandArgs>;
  auditShipping?: Transform<command.remote.CommandArgs>;
  wireguard?: Transform<command.remote.CommandArgs>;
  proven?: Transform<command.remote.CommandArgs>;
}

export const machineImages = ["debian-12", "debian-13", "ubuntu-24.04"] as const;
export type MachineImage = (typeof machineImages)[number];
export const hardenings = ["standard", "strict"] as const;
export type Hardening = (typeof hardenings)[number];
export const architectures = ["amd64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];
