export type { AmesLimitArgs, BootArgs, RuntimeArgs, UrbitPlanetArgs, UrbitPlanetTransform } from "./args";
export type { BackupRepository, BackupsArgs, KeepArgs, RestoreArgs } from "./backups/args";
export type { UrbitPlanetNodes } from "./nodes";
export type { MaintenanceArgs, OtaArgs } from "./operations/args";
export { UrbitPlanet } from "./planet";
export type { StorageArgs } from "./storage/args";
export type { AcmeArgs, ArvoNetworkArgs, OwnDomainArgs, WebArgs } from "./web/args";
