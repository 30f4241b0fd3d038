export type { BootArgs, RuntimeArgs, UrbitPlanetArgs, UrbitPlanetTransform } from "./args";
export { UrbitPlanet, type UrbitPlanetNodes } from "./planet";
