export type {
  AdoptArgs,
  Architecture,
  DeploymentKeyArgs,
  DnsArgs,
  HetznerVendor,
  MachineArgs,
  MachineImage,
  MachineTransform,
  OpenPort,
  OperatorArgs,
  SshArgs,
  UnattendedRebootArgs,
  VolumeArgs,
} from "./args";
export type { HetznerLocation, HetznerServerType } from "./hetzner-catalogue";
export { Machine, type MachineNodes } from "./machine";
export type { DataPlace, MachineConnection, MachineLike } from "./machine-like";
