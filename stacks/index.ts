import * as pulumi from "@pulumi/pulumi";
import { orThrow } from "../components/core/arguments";
import { readableFailures } from "../components/core/readable-failures";
import { engineConfiguration } from "./configuration";
import { deploy } from "./deploy";
import { refuseLoweredPiers } from "./earlier-piers";
import { refuseDirectMoves } from "./earlier-places";
import { readEnvironment } from "./environment";
import { outputsOf } from "./outputs";

readableFailures();

const configuration = engineConfiguration();
const subject = `Environment "${configuration.environment}"`;
const environment = orThrow(subject, readEnvironment(configuration));

/** Only where the project names the places of ships: without that nothing is said of other environments. */
function earlierPlacesChecked(): ReturnType<typeof refuseDirectMoves> | { ok: true; value: undefined } {
  const { identities, environment: own } = configuration;
  if (identities === undefined) return { ok: true, value: undefined };
  const ships = environment.planets.flatMap(({ name, planet }) =>
    planet.runs === false ? [] : [{ ship: planet.ship, environment: own, host: name }],
  );
  return refuseDirectMoves(ships, own, identities.environments, stackOf);
}

function stackOf(each: string): string {
  return `${pulumi.getOrganization()}/${configuration.project}/${each}`;
}

function earlierPiersChecked(): ReturnType<typeof refuseLoweredPiers> {
  const { environment: own } = configuration;
  const piers = environment.planets.map(({ name, resolvedPlanet }) => ({
    path: `Pulumi.${own}.yaml.planets.${name}`,
    planet: resolvedPlanet,
  }));
  return refuseLoweredPiers(piers, stackOf(own));
}

// A function, so that it may wait between portions of a fleet; the engine takes what it gives as the outputs.
module.exports = async () => {
  for (const notice of environment.notices) await pulumi.log.info(notice);
  orThrow(subject, await earlierPlacesChecked());
  orThrow(subject, await earlierPiersChecked());
  return outputsOf(await deploy(environment));
};
