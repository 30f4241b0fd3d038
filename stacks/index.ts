import { orThrow } from "../components/core/arguments";
import { readableFailures } from "../components/core/readable-failures";
import { engineConfiguration } from "./configuration";
import { deploy } from "./deploy";
import { readEnvironment } from "./environment";
import { outputsOf } from "./outputs";

readableFailures();

const configuration = engineConfiguration();
const environment = orThrow(`Environment "${configuration.environment}"`, readEnvironment(configuration));

export const { ships, addresses, hosts, ssh, monthlyEur, pricesRead, protectedResources, nextSteps } = outputsOf(
  deploy(environment),
);
