export type { BootArgs, RuntimeArgs, UrbitPlanetArgs, UrbitPlanetTransform } from "./args";
export type { BackupRepository, BackupsArgs, KeepArgs, RestoreArgs } from "./backups/args";
export { UrbitPlanet, type UrbitPlanetNodes } from "./planet";
