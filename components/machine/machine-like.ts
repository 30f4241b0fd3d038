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
  /** `<vendor>:<server id>`; a new server has another one. */
  readonly machineId: pulumi.Output<string>;
  readonly connection: MachineConnection;
  /** Undefined where all data goes with the machine. */
  readonly data: DataPlace | undefined;
  readonly architecture: Architecture;
  readonly memoryMib: number;
  readonly swapMib: number;
  readonly openPorts: readonly ResolvedPort[];
  /** What must be done before anything is put on the machine. */
  readonly ready: readonly pulumi.Resource[];
}
