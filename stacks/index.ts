import * as pulumi from "@pulumi/pulumi";
import { orThrow } from "../components/core/arguments";
import { readableFailures } from "../components/core/readable-failures";
import { engineConfiguration } from "./configuration";
import { deploy } from "./deploy";
import { refuseDirectMoves } from "./earlier-places";
import { readEnvironment } from "./environment";
import { outputsOf } from "./outputs";

readableFailures();

const configuration = engineConfiguration();
const subject = `Environment "${configuration.environment}"`;
const environment = orThrow(subject, readEnvironment(configuration));

/** Only where the project names the places of ships: without that nothing is said of other environments. */
function earlierPlacesChecked(): ReturnType<typeof refuseDirectMoves> | { ok: true; value: undefined } {
  const { identities, environment: own, project } = configuration;
  if (identities === undefined) return { ok: true, value: undefined };
  const ships = environment.planets.flatMap(({ name, planet }) =>
    planet.runs === false ? [] : [{ ship: planet.ship, environment: own, host: name }],
  );
  const stackOf = (each: string): string => `${pulumi.getOrganization()}/${project}/${each}`;
  return refuseDirectMoves(ships, own, identities.environments, stackOf);
}

// A function, so that it may wait between portions of a fleet; the engine takes what it gives as the outputs.
module.exports = async () => {
  for (const notice of environment.notices) await pulumi.log.info(notice);
  orThrow(subject, await earlierPlacesChecked());
  return outputsOf(await deploy(environment));
};
