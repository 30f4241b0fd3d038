import type * as pulumi from "@pulumi/pulumi";
import type { Architecture } from "./args";
import type { ResolvedPort } from "./resolve";

/** How to reach a machine over SSH: what `@pulumi/command` takes as `connection`, host key included. */
export interface MachineConnection {
  readonly host: pulumi.Output<string>;
  readonly port: number;
  readonly user: string;
  readonly privateKey: pulumi.Output<string>;
  readonly hostKey: pulumi.Output<string>;
  readonly dialErrorLimit: number;
}

/** The place where a ship's data lives, told apart from every other by its file system's UUID. */
export interface DataPlace {
  readonly mountPoint: string;
  readonly filesystemUuid: pulumi.Output<string>;
}

/** What another component needs of a machine. `Machine` is one; so is anything else with these members. */
export interface MachineLike {
  /** Public IPv4 address. */
  readonly ipv4: pulumi.Output<string>;
  /** What peers see it send from, where that may be another address. Unset means `ipv4`. */
  readonly outboundIpv4?: pulumi.Output<string>;
  /** `<vendor>:<server id>`; a new server has another one. */
  readonly machineId: pulumi.Output<string>;
  readonly connection: MachineConnection;
  /** Undefined where all data goes with the machine. */
  readonly data: DataPlace | undefined;
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly swapMib: number;
  readonly openPorts: readonly ResolvedPort[];
  /**
   * Another value when the machine is about to be switched off for another plan: a command that is to be undone before that, as a
   * ship is stopped, takes it among the values that make it run afresh. Unset where nobody switches it off.
   */
  readonly standstill?: pulumi.Output<string>;
  /** Set where it can be reached no more: nothing is undone there, only forgotten. */
  readonly hostLost?: boolean;
  /** Set where `connection.host` may become another address of the same machine, as with SSH through a tunnel. */
  readonly moves?: boolean;
  /** What must be done before anything is put on the machine. */
  readonly ready: readonly pulumi.Resource[];
}
