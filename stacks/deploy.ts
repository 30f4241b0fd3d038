import * as cloudflare from "@pulumi/cloudflare/provider";
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { fitName, nameForms, physicalName } from "../components/core/naming";
import { ownershipKeys, urnMark } from "../components/core/ownership";
import { neverTwice } from "../components/core/resource-options";
import { Machine } from "../components/machine/machine";
import { UrbitPlanet } from "../components/planet/planet";
import type { Account, Environment, PlannedPlanet } from "./environment";

/** One deployed planet: what the outputs are made of. */
export interface DeployedPlanet {
  readonly planned: PlannedPlanet;
  readonly machine: Machine;
  readonly planet: UrbitPlanet;
}

/** The explicit provider that an account becomes, under the account's name. */
export function providerOf(account: Account): pulumi.ProviderResource {
  return account.vendor === "hetzner"
    ? new hcloud.Provider(account.name, { token: account.token.reveal() })
    : new cloudflare.Provider(account.name, { apiToken: account.token.reveal() });
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
  const context = { project: pulumi.getProject(), environment: pulumi.getStack() };
  const sshKeys = new Map<string, hcloud.SshKey>();
  const used = new Set(environment.planets.flatMap((each) => each.accounts));
  for (const account of environment.accounts) {
    const provider = providers.get(account.name);
    if (account.vendor !== "hetzner" || provider === undefined || !used.has(account.name)) continue;
    // Hetzner refuses the same key twice in a project, so the machines of an account share one.
    const logicalName = `${account.name}-deployment`;
    const urn = pulumi.createUrn(logicalName, "hcloud:index/sshKey:SshKey");
    const key = new hcloud.SshKey(
      logicalName,
      {
        name: physicalName({ ...context, component: account.name, role: "deployment" }, nameForms.hetzner),
        publicKey: environment.deployment.publicKey,
        labels: {
          [ownershipKeys.owner]: fitName(environment.owner, nameForms.hetznerLabelValue),
          [ownershipKeys.project]: fitName(context.project, nameForms.hetznerLabelValue),
          [ownershipKeys.stack]: fitName(context.environment, nameForms.hetznerLabelValue),
          [ownershipKeys.role]: "deployment",
          [ownershipKeys.urn]: urn.apply(urnMark),
        },
      },
      { provider, ...neverTwice },
    );
    sshKeys.set(account.name, key);
  }
  const deployed: DeployedPlanet[] = [];
  for (const planned of environment.planets) {
    const own = planned.accounts.map((each) => providers.get(each)).filter((each) => each !== undefined);
    const sshKey = planned.accounts.map((each) => sshKeys.get(each)).find((each) => each !== undefined);
    const vendor = sshKey === undefined ? planned.machine.vendor : { ...planned.machine.vendor, sshKey: sshKey.id };
    const machine = new Machine(planned.name, { ...planned.machine, vendor }, { providers: own });
    const planet = new UrbitPlanet(planned.name, { ...planned.planet, machine });
    deployed.push({ planned, machine, planet });
    if (deployed.length % portion === 0) await engineHeard();
  }
  return deployed;
}
