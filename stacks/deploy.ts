import { Machine } from "../components/machine/machine";
import { UrbitPlanet } from "../components/planet/planet";
import { type DeploymentKey, deploymentKeyAt } from "./deployment-keys";
import type { Environment, PlannedPlanet } from "./environment";
import { providerOf } from "./providers";

/** One deployed planet: what the outputs are made of. */
export interface DeployedPlanet {
  readonly planned: PlannedPlanet;
  readonly machine: Machine;
  readonly planet: UrbitPlanet;
}

// Constructing this many takes a second or so, in which the program hears nothing from the engine.
const portion = 20;

/** Lets the engine's calls in: one that waits 20 seconds for the program's hooks gives up, and the deployment with it. */
function engineHeard(): Promise<void> {
  return new Promise((heard) => setImmediate(heard));
}

/** Constructs a checked environment: a provider for each account, one deployment key for each, then every planet. */
export async function deploy(environment: Environment): Promise<readonly DeployedPlanet[]> {
  const providers = new Map(environment.accounts.map((account) => [account.name, providerOf(account)]));
  /** The account in which a machine stands; others that it uses serve its name. */
  const homeOf = ({ accounts, machine }: PlannedPlanet): string | undefined =>
    environment.accounts.find(({ name, vendor }) => accounts.includes(name) && vendor === machine.vendor.kind)?.name;
  const used = new Set(environment.planets.map(homeOf));
  const keys = new Map<string, DeploymentKey>();
  for (const account of environment.accounts) {
    const provider = providers.get(account.name);
    if (provider === undefined || !used.has(account.name)) continue;
    const key = deploymentKeyAt(account, environment.owner, environment.deployment.publicKey, provider);
    if (key !== undefined) keys.set(account.name, key);
  }
  const deployed: DeployedPlanet[] = [];
  for (const planned of environment.planets) {
    const own = planned.accounts.map((each) => providers.get(each)).filter((each) => each !== undefined);
    const sshKey = keys.get(homeOf(planned) ?? "");
    const vendor = sshKey === undefined ? planned.machine.vendor : { ...planned.machine.vendor, sshKey };
    const machine = new Machine(planned.name, { ...planned.machine, vendor }, { providers: own });
    const planet = new UrbitPlanet(planned.name, { ...planned.planet, machine });
    deployed.push({ planned, machine, planet });
    if (deployed.length % portion === 0) await engineHeard();
  }
  return deployed;
}
