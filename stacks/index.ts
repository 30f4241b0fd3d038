import { orThrow } from "../components/core/arguments";
import { readableFailures } from "../components/core/readable-failures";
import { engineConfiguration } from "./configuration";
import { deploy } from "./deploy";
import { readEnvironment } from "./environment";
import { outputsOf } from "./outputs";

readableFailures();

const configuration = engineConfiguration();
const environment = orThrow(`Environment "${configuration.environment}"`, readEnvironment(configuration));

// A function, so that it may wait between portions of a fleet; the engine takes what it gives as the outputs.
module.exports = async () => outputsOf(await deploy(environment));
