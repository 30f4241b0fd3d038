import * as pulumi from "@pulumi/pulumi";
import type { Currency } from "../components/machine/catalogue";
import type { MonthlyCost } from "../components/machine/monthly-cost";
import type { ResolvedPlanet } from "../components/planet/resolve";
import type { DeployedPlanet } from "./deploy";
import { nextSteps, webDomain } from "./next-steps";

/** What a deployment tells a person, and another stack through a StackReference. Flat: a word, a number or a list each. */
export interface EnvironmentOutputs {
  /** Ships by the name of their entry. */
  readonly ships: Readonly<Record<string, string>>;
  /** The machine on which each ship runs, by ship: what the next deployment holds a move against. Not the ones on their way. */
  readonly runs: pulumi.Output<Readonly<Record<string, string>>>;
  /** Proof that a ship which is on its way runs no more, by the name of its entry. */
  readonly stopped: Readonly<Record<string, pulumi.Output<string>>>;
  /** What became of the backup that was requested, with the measured stop, by the name of the entry: a line of JSON each. */
  readonly backups: Readonly<Record<string, pulumi.Output<string>>>;
  /** What became of a restore, with its verdict: a line of JSON each. */
  readonly restored: Readonly<Record<string, pulumi.Output<string>>>;
  /** What was handed over with the backups of a ship that is on its way: a line of JSON each. */
  readonly handedOver: Readonly<Record<string, pulumi.Output<string>>>;
  /** Public IPv4 address of each. */
  readonly addresses: Readonly<Record<string, pulumi.Output<string>>>;
  /** Address that peers see each send from, where it is not the one above: at DigitalOcean another one after each rebuild. */
  readonly outboundAddresses: Readonly<Record<string, pulumi.Output<string>>>;
  /** Address and port from which peers hear each ship. Where the address is not the published one, both lead to it: see `outboundAddresses`. */
  readonly ames: Readonly<Record<string, pulumi.Output<string>>>;
  /** Where the web interface of each is reached; those without one answer on their machine only. */
  readonly web: Readonly<Record<string, string>>;
  /** How each web interface stands: a line of JSON, with the end of its certificate or why there is none. */
  readonly webStates: Readonly<Record<string, pulumi.Output<string>>>;
  /** Name under which each is reached, or its address where it has none. */
  readonly hosts: Readonly<Record<string, pulumi.Output<string>>>;
  /** Command that opens a shell on each. */
  readonly ssh: Readonly<Record<string, pulumi.Output<string>>>;
  /** Public key, endpoint and address of each tunnel, with what its peers have to know: a line of JSON each. */
  readonly wireguard: Readonly<Record<string, pulumi.Output<string>>>;
  /** Release of the runtime that each pier is on, by pier: what the next preview holds a change against. */
  readonly runtimes: Readonly<Record<string, pulumi.Output<string>>>;
  /** Loom that each pier was given, by pier: it is never lowered. */
  readonly looms: Readonly<Record<string, pulumi.Output<number>>>;
  /** What became of the last maintenance that was requested, by the name of the entry. */
  readonly maintenance: Readonly<Record<string, pulumi.Output<string>>>;
  /** What each ship with `ota` says of its updates, and whether its runtime is new enough, by the name of the entry. */
  readonly updates: Readonly<Record<string, pulumi.Output<string>>>;
  /** Estimate for the whole environment a month, without tax, by currency: what is paid in EUR is not added to what is paid in USD. */
  readonly monthlyCost: Readonly<Partial<Record<Currency, number>>>;
  /** What each machine's share of it is made of. */
  readonly costItems: Readonly<Record<string, string>>;
  /** The day on which the oldest of the prices behind it were read. */
  readonly pricesRead: string;
  /** What `pulumi destroy --exclude-protected` leaves at the vendor, and goes on to cost. */
  readonly protectedResources: pulumi.Output<string[]>;
  readonly nextSteps: readonly string[];
}

function byName<T>(deployed: readonly DeployedPlanet[], value: (each: DeployedPlanet) => T): Record<string, T> {
  return Object.fromEntries(deployed.map((each) => [each.planned.name, value(each)]));
}

/** Only of those that have something to tell. */
function whereTold(
  deployed: readonly DeployedPlanet[],
  told: (each: DeployedPlanet) => pulumi.Output<string> | undefined,
): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    deployed.flatMap((each) => {
      const said = told(each);
      return said === undefined ? [] : [[each.planned.name, said]];
    }),
  );
}

/** Known once every ship on its way is proven to be stopped, so that no failed stop passes for one. */
function runsOf(deployed: readonly DeployedPlanet[]): pulumi.Output<Readonly<Record<string, string>>> {
  const proofs = deployed.flatMap(({ planet }) => (planet.stopped === undefined ? [] : [planet.stopped]));
  const running = deployed.filter(({ planet }) => planet.stopped === undefined);
  return pulumi
    .all(proofs)
    .apply(() => Object.fromEntries(running.map(({ planned }) => [planned.planet.ship, planned.name])));
}

/** By pier, and known only once the ship follows it: what a machine refused is not what its pier is on. */
function byPier<T>(
  deployed: readonly DeployedPlanet[],
  value: (each: ResolvedPlanet) => T,
): Record<string, pulumi.Output<T>> {
  return Object.fromEntries(
    deployed.flatMap(({ planned: { resolvedPlanet }, planet: { nodes } }) => {
      const follows = nodes.running ?? nodes.stopped;
      return follows === undefined ? [] : [[resolvedPlanet.pierId, follows.id.apply(() => value(resolvedPlanet))]];
    }),
  );
}

function byCurrency(costs: readonly MonthlyCost[]): Partial<Record<Currency, number>> {
  const sums: Partial<Record<Currency, number>> = {};
  for (const { amount, currency } of costs) sums[currency] = Math.round(((sums[currency] ?? 0) + amount) * 100) / 100;
  return sums;
}

/** "server 19.49, IPv4 address 0.50, traffic: 20 TB a month are included (EUR)": what costs nothing has no price. */
function itemised({ items, currency }: MonthlyCost): string {
  const words = items.map(({ what, amount }) => (amount === 0 ? what : `${what} ${amount.toFixed(2)}`));
  return `${words.join(", ")} (${currency})`;
}

/** Makes the outputs of an environment. */
export function outputsOf(deployed: readonly DeployedPlanet[]): EnvironmentOutputs {
  const kept = deployed.flatMap(({ planned, machine }) =>
    machine.kept.map(({ name, id }) => pulumi.interpolate`${planned.name}: ${name} (id ${id})`),
  );
  // What somebody else is paid, and how much, may be unknown here.
  const costs = deployed
    .map(({ planned }) => planned.resolvedMachine.monthly)
    .filter(({ pricesRead }) => pricesRead !== "");
  return {
    ships: byName(deployed, ({ planned }) => planned.planet.ship),
    runs: runsOf(deployed),
    stopped: whereTold(deployed, ({ planet }) => planet.stopped),
    backups: whereTold(deployed, ({ planet }) => planet.backup),
    restored: whereTold(deployed, ({ planet }) => planet.restored),
    handedOver: whereTold(deployed, ({ planet }) => planet.handedOver),
    addresses: byName(deployed, ({ machine }) => machine.ipv4),
    outboundAddresses: byName(
      deployed.filter(({ machine }) => machine.outboundIpv4 !== machine.ipv4),
      ({ machine }) => machine.outboundIpv4,
    ),
    ames: byName(deployed, ({ planet }) => planet.amesAddress),
    web: Object.fromEntries(
      deployed.flatMap((each) => {
        const domain = webDomain(each);
        return domain === undefined ? [] : [[each.planned.name, `https://${domain}`]];
      }),
    ),
    webStates: Object.fromEntries(
      deployed.flatMap(({ planned, planet }) =>
        planet.webState === undefined ? [] : [[planned.name, planet.webState]],
      ),
    ),
    hosts: byName(deployed, ({ planned, machine }) =>
      planned.machine.dns === undefined ? machine.ipv4 : pulumi.output(planned.machine.dns.name),
    ),
    ssh: byName(
      deployed,
      ({ machine }) =>
        pulumi.interpolate`ssh -p ${machine.connection.port} ${machine.connection.user}@${machine.connection.host}`,
    ),
    wireguard: whereTold(deployed, ({ machine }) => machine.wireguard?.apply((known) => JSON.stringify(known))),
    runtimes: byPier(deployed, ({ runtime }) => runtime.version),
    looms: byPier(deployed, ({ loomExponent }) => loomExponent),
    maintenance: whereTold(deployed, ({ planet }) => planet.maintenance),
    updates: whereTold(deployed, ({ planet }) => planet.updates),
    monthlyCost: byCurrency(costs),
    costItems: byName(deployed, ({ planned }) => itemised(planned.resolvedMachine.monthly)),
    pricesRead: costs.map(({ pricesRead }) => pricesRead).sort()[0] ?? "",
    protectedResources: pulumi.all(kept),
    nextSteps: nextSteps(deployed, pulumi.getStack()),
  };
}
