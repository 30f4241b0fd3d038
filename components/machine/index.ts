export type {
  AdoptArgs,
  AlertsArgs,
  Architecture,
  AuditShippingArgs,
  DeploymentKeyArgs,
  DnsArgs,
  Hardening,
  MachineArgs,
  MachineImage,
  MachineTransform,
  MachineVendor,
  OpenPort,
  OperatorArgs,
  SshArgs,
  UnattendedRebootArgs,
  VolumeArgs,
  VolumeEncryption,
  WireguardArgs,
  WireguardPeerArgs,
} from "./args";
export type { Currency } from "./catalogue";
export type { DigitalOceanTransform, DigitalOceanVendor } from "./digitalocean/args";
export type { DigitalOceanRegion, DigitalOceanSize } from "./digitalocean/catalogue";
export type { ExistingCost, ExistingTransform, ExistingVendor } from "./existing/args";
export type { HetznerTransform, HetznerVendor } from "./hetzner/args";
export type { HetznerLocation, HetznerServerType } from "./hetzner/catalogue";
export type { LinodeAddress, LinodeTransform, LinodeVendor } from "./linode/args";
export type { LinodeRegion, LinodeType } from "./linode/catalogue";
export { Machine, type MachineNodes } from "./machine";
export type { DataPlace, MachineConnection, MachineLike } from "./machine-like";
export type { MonthlyCost, MonthlyItem } from "./monthly-cost";
export type { PlanNeed } from "./nearest-plans";
export type { KeptResource } from "./vendor";
export type { VultrTransform, VultrVendor } from "./vultr/args";
export type { VultrPlan, VultrRegion } from "./vultr/catalogue";
