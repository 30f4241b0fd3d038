import { record, sshPublicKey, text } from "../components/core/argument-checks";
import {
  type ArgumentCheck,
  type ArgumentProblem,
  argumentsOf,
  type Checked,
  didYouMean,
} from "../components/core/arguments";
import { type SecretText, secret } from "../components/core/secret";
import type { MachineArgs } from "../components/machine/args";
import {
  areMachineArgs,
  machineArgumentKeys,
  operatorArgs,
  type ResolvedMachine,
  resolveMachine,
} from "../components/machine/resolve";
import type { UrbitPlanetArgs } from "../components/planet/args";
import { machineFacts } from "../components/planet/machine-facts";
import { arePlanetArgs, planetArgumentKeys, type ResolvedPlanet, resolvePlanet } from "../components/planet/resolve";
import { canonicalShip } from "../components/planet/ship-names";
import { type Account, type Accounts, accountFor, accounts, entryName } from "./accounts";
import type { RawConfiguration } from "./configuration";
import { type DeclaredShip, placeShips } from "./identities";
import { auditShippingBySecret, backupsBySecret, sshBySecret, storageBySecret, volumeBySecret } from "./named-secrets";
import { namespace, Secrets, secretPrefix } from "./secrets";
import { withOwnName, withShipPorts } from "./ship-ports";

/** One ship with its machine, ready to be constructed. */
export interface PlannedPlanet {
  readonly name: string;
  readonly accounts: readonly string[];
  readonly machine: MachineArgs;
  readonly resolvedMachine: ResolvedMachine;
  readonly planet: Omit<UrbitPlanetArgs, "machine">;
  readonly resolvedPlanet: ResolvedPlanet;
}

/** A whole environment, checked to the last value before anything is constructed. */
export interface Environment {
  readonly owner: string;
  readonly accounts: readonly Account[];
  readonly deployment: { readonly publicKey: string; readonly privateKey: SecretText };
  readonly planets: readonly PlannedPlanet[];
  /** What a person should know before it is deployed, though nothing is wrong. */
  readonly notices: readonly string[];
}

const plainKeys = ["owner", "accounts", "operator", "deployment", "machine", "planets"];

/** What stands in place of a value that could not be read: that was said already, so nothing below it is judged. */
const unread = Symbol("unread");

function structured(check: ArgumentCheck, raw: RawConfiguration, key: string): unknown {
  const full = `${namespace}${key}`;
  const value = raw.values[full];
  if (raw.secretKeys.has(full)) {
    check
      .at(key)
      .problem(
        "holds a secret inside, which marks all of it secret and hides where it came from. " +
          `Give each secret a key of its own: pulumi config set --secret ${namespace}${secretPrefix}<name>, and refer to it by that name.`,
      );
    return unread;
  }
  if (value === undefined) return undefined;
  // The engine hands structured values over as JSON, and plain words as they are.
  if (!/^[[{]/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    check.at(key).problem("cannot be read as JSON. Write it as YAML below the key.");
    return unread;
  }
}

interface Shared {
  /** How the file is called in messages. */
  readonly file: string;
  readonly raw: RawConfiguration;
  readonly secrets: Secrets;
  readonly owner: string;
  readonly accounts: Accounts;
  readonly operator: unknown;
  readonly deployment: unknown;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly machineAt: ArgumentCheck;
}

// What stands once for the whole environment, or is code, has no place in an entry.
const saidElsewhere: readonly string[] = ["owner", "operator", "deployment", "transform"];
const machineKeys = machineArgumentKeys.filter((key) => !saidElsewhere.includes(key));
const entryKeys = ["account", "dnsAccount", ...planetArgumentKeys.filter((key) => !saidElsewhere.includes(key))];

/** Says a problem of one machine where its value was written: with all machines, or with this one. Shared parts were judged before. */
function asWritten(
  problem: ArgumentProblem,
  file: string,
  machinePath: string,
  own: Readonly<Record<string, unknown>>,
  shared: Shared,
): ArgumentProblem[] {
  const below = problem.path.slice(machinePath.length + 1);
  const key = /^[A-Za-z]*/.exec(below)?.[0] ?? "";
  if (["owner", "operator", "deployment"].includes(key)) return [];
  const fromAll = shared.machine[key] !== undefined && own[key] === undefined;
  return [fromAll ? { ...problem, path: `${file}.machine.${below}` } : problem];
}

/** Whom to alert, with each address by the name of its secret. What is no mapping is left to be refused with the machine. */
function alertsBySecret(check: ArgumentCheck, value: unknown, secrets: Secrets): unknown {
  if (typeof value !== "object" || value === null) return value;
  const named = (at: ArgumentCheck, name: unknown): SecretText => secrets.named(at, name) ?? secret("");
  const given: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(value));
  const ping: unknown = given["deadManPing"];
  const url: unknown = typeof ping === "object" && ping !== null ? Reflect.get(ping, "url") : undefined;
  return {
    ...given,
    ...(given["webhook"] === undefined ? {} : { webhook: named(check.at("webhook"), given["webhook"]) }),
    ...(typeof ping !== "object" || ping === null
      ? {}
      : { deadManPing: { ...ping, url: named(check.at("deadManPing").at("url"), url) } }),
  };
}

/** Records at the machine's own vendor are made in its own account: the engine knows one for each vendor. */
function accountForRecords(
  check: ArgumentCheck,
  machine: ResolvedMachine | undefined,
  asked: unknown,
  all: Accounts,
): string[] {
  if (machine?.dns === undefined) return [];
  if (machine.dns.vendor !== machine.vendor.kind) return accountFor(check, machine.dns.vendor, asked, all);
  if (asked !== undefined) {
    check.problem(
      "has no meaning where the zone is at the machine's own vendor: it is in the same account. Remove it.",
    );
  }
  return [];
}

function plan(check: ArgumentCheck, key: string, entry: unknown, shared: Shared): PlannedPlanet | undefined {
  text(check, key, entryName);
  const { account, dnsAccount, machine: own, boot, ...ship } = record(check, entry, entryKeys);
  const machineAt = check.at("machine");
  const ownMachine = record(machineAt, own ?? {}, machineKeys);
  const merged = { ...shared.machine, ...ownMachine };
  const writtenAt = (key: string) => (ownMachine[key] === undefined ? shared.machineAt : machineAt).at(key);
  const machineArgs: unknown = {
    ...merged,
    alerts: alertsBySecret(writtenAt("alerts"), merged["alerts"], shared.secrets),
    ...(merged["volume"] === undefined
      ? {}
      : { volume: volumeBySecret(writtenAt("volume"), merged["volume"], shared.secrets) }),
    ...(merged["ssh"] === undefined ? {} : { ssh: sshBySecret(writtenAt("ssh"), merged["ssh"], shared.secrets) }),
    ...(merged["auditShipping"] === undefined
      ? {}
      : {
          auditShipping: auditShippingBySecret(writtenAt("auditShipping"), merged["auditShipping"], shared.secrets),
        }),
    openPorts: withShipPorts(merged["openPorts"], ship),
    owner: shared.owner,
    operator: shared.operator,
    deployment: shared.deployment,
  };
  const context = { project: shared.raw.project, environment: shared.raw.environment };
  const resolved = resolveMachine(key, machineArgs, context, machineAt.path);
  const machine = check.absorb(
    resolved.ok
      ? resolved
      : {
          ok: false,
          problems: resolved.problems.flatMap((each) =>
            asWritten(each, shared.file, machineAt.path, ownMachine, shared),
          ),
        },
  );
  const vendor = machine?.vendor.kind;
  const used = vendor === undefined ? [] : accountFor(check.at("account"), vendor, account, shared.accounts);
  const records = accountForRecords(check.at("dnsAccount"), machine, dnsAccount, shared.accounts);

  const bootAt = check.at("boot");
  const { key: keyName, ...booting } = record(bootAt, boot, ["mode", "key", "attempt"]);
  const bootKey = keyName === undefined ? undefined : shared.secrets.named(bootAt.at("key"), keyName);
  const backups = backupsBySecret(check.at("backups"), ship["backups"], shared.secrets);
  const copies = backups === undefined ? {} : { backups };
  const stored = storageBySecret(check.at("storage"), ship["storage"], shared.secrets);
  const storage = stored === undefined ? {} : { storage: stored };
  const web = ship["web"] === undefined ? {} : { web: withOwnName(ship["web"], merged["dns"]) };
  const planetArgs: unknown = {
    ...ship,
    ...copies,
    ...web,
    ...storage,
    boot: { ...booting, ...(bootKey === undefined ? {} : { key: bootKey }) },
  };
  const planet = resolvePlanet(planetArgs, machineFacts(machine, ship["amesPort"]), check.path);
  check.absorb(planet);
  if (machine === undefined || !areMachineArgs(machineArgs, resolved)) return undefined;
  if (!planet.ok || !arePlanetArgs(planetArgs, planet)) return undefined;
  return {
    name: key,
    accounts: [...used, ...records],
    machine: machineArgs,
    resolvedMachine: machine,
    planet: planetArgs,
    resolvedPlanet: planet.value,
  };
}

/** The ship of an entry, whatever else may be wrong with it. */
function declaredShip(
  at: ArgumentCheck,
  host: string,
  entry: unknown,
  { environment }: RawConfiguration,
): DeclaredShip[] {
  const given = typeof entry === "object" && entry !== null ? entry : {};
  const written: unknown = Reflect.get(given, "ship");
  const ship = typeof written === "string" ? canonicalShip(written) : undefined;
  return ship === undefined ? [] : [{ path: at.path, ship, environment, host, boot: Reflect.get(given, "boot") }];
}

/** Reads and judges a whole environment. Everything that is wrong is said at once, in the words of the file. */
export function readEnvironment(raw: RawConfiguration): Checked<Environment> {
  const check = argumentsOf(`Pulumi.${raw.environment}.yaml`);
  const secrets = new Secrets(raw);
  for (const full of Object.keys(raw.values)) {
    const key = full.slice(namespace.length);
    if (full.startsWith(namespace) && !key.startsWith(secretPrefix) && !plainKeys.includes(key)) {
      check
        .at(full)
        .problem(
          `is not known. Known: ${plainKeys.join(", ")} and ${secretPrefix}<name>.${didYouMean(key, plainKeys)}`,
        );
    }
  }
  const values = new Map(plainKeys.map((key) => [key, structured(check, raw, key)]));
  const read = (key: string): unknown => (values.get(key) === unread ? undefined : values.get(key));
  // What could not be read is judged into the void, so that each mistake is told once.
  const at = (key: string): ArgumentCheck => (values.get(key) === unread ? argumentsOf(key) : check.at(key));
  const owner = text(at("owner"), read("owner"), {
    pattern: /\S/,
    maxLength: 63,
    use: "the person or team that answers for this environment, at most 63 characters",
  });
  const known = accounts(at("accounts"), read("accounts"), secrets);
  const deploymentAt = at("deployment");
  const deployment = record(deploymentAt, read("deployment"), ["publicKey", "privateKey"]);
  const publicKey = sshPublicKey(deploymentAt.at("publicKey"), deployment["publicKey"]);
  const privateKey = secrets.named(deploymentAt.at("privateKey"), deployment["privateKey"]);
  const operator = read("operator");
  operatorArgs(at("operator"), operator);
  const machine = record(at("machine"), read("machine") ?? {}, machineKeys);
  const entries = Object.entries(record(at("planets"), read("planets") ?? {}, undefined));

  const shared: Shared = {
    file: check.path,
    raw,
    secrets,
    owner,
    accounts: known,
    machine,
    machineAt: check.at("machine"),
    operator,
    deployment: { publicKey, privateKey },
  };
  const planets = entries.map(([key, entry]) => plan(check.at("planets").at(key), key, entry, shared));
  const declared = entries.flatMap(([key, entry]) => declaredShip(check.at("planets").at(key), key, entry, raw));
  const placement = check.absorb(placeShips(raw.identities, raw.environment, declared));
  const moving = placement?.moving ?? new Map();
  const placeOf = new Map<string, string>();
  for (const each of planets) {
    if (each === undefined) continue;
    const before = placeOf.get(each.planet.ship);
    if (before !== undefined && !(moving.has(before) && moving.has(each.name))) {
      check
        .at("planets")
        .at(each.name)
        .at("ship")
        .problem(
          `${each.planet.ship} is already declared by planets.${before}. A ship exists once: two live copies damage it for ever. Remove one of the two.`,
        );
    }
    placeOf.set(each.planet.ship, each.name);
  }
  secrets.checkKeys(check, ![...values.values()].includes(unread));
  return check.result(() => ({
    owner,
    accounts: known.known,
    deployment: { publicKey, privateKey: privateKey ?? secret("") },
    planets: planets.flatMap((each) =>
      each === undefined
        ? []
        : [{ ...each, planet: { ...each.planet, runs: each.planet.runs !== false && !moving.has(each.name) } }],
    ),
    notices: placement?.notices ?? [],
  }));
}
