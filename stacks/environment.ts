import type { Input } from "@pulumi/pulumi";
import { listOf, oneOf, record, sshPublicKey, text } from "../components/core/argument-checks";
import { type ArgumentCheck, argumentsOf, type Checked, didYouMean } from "../components/core/arguments";
import { type SecretText, secret } from "../components/core/secret";
import type { MachineArgs } from "../components/machine/args";
import { type ResolvedMachine, resolveMachine } from "../components/machine/resolve";
import type { UrbitPlanetArgs } from "../components/planet/args";
import { defaultAmesPort, resolvePlanet } from "../components/planet/resolve";

/** What the engine hands over: every configuration value as text, and which of them are secret. */
export interface RawConfiguration {
  readonly project: string;
  readonly environment: string;
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: ReadonlySet<string>;
  /** Gives the value of a secret key, marked secret. */
  readonly reveal: (key: string) => Input<string>;
}

export const accountVendors = ["hetzner", "cloudflare"] as const;

/** An account at a vendor; becomes one provider. */
export interface Account {
  readonly name: string;
  readonly vendor: (typeof accountVendors)[number];
  readonly token: SecretText;
}

/** One ship with its machine, ready to be constructed. */
export interface PlannedPlanet {
  readonly name: string;
  readonly accounts: readonly string[];
  readonly machine: MachineArgs;
  readonly resolvedMachine: ResolvedMachine;
  readonly planet: Omit<UrbitPlanetArgs, "machine">;
}

/** A whole environment, checked to the last value before anything is constructed. */
export interface Environment {
  readonly owner: string;
  readonly accounts: readonly Account[];
  readonly deployment: { readonly publicKey: string; readonly privateKey: SecretText };
  readonly planets: readonly PlannedPlanet[];
}

const namespace = "roadstead:";
const secretPrefix = "secret-";
const plainKeys = ["owner", "accounts", "operator", "deployment", "machine", "planets"];
const name = {
  pattern: /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
  use: "a name of lower-case letters, digits and dashes, at most 40",
};

/** Gives secrets by the name under which the environment refers to them. */
class Secrets {
  readonly #raw: RawConfiguration;
  readonly #used = new Set<string>();

  constructor(raw: RawConfiguration) {
    this.#raw = raw;
  }

  named(check: ArgumentCheck, value: unknown): SecretText | undefined {
    const given = text(check, value, {
      pattern: /^[a-z0-9-]{1,60}$/,
      use: "the name of a secret: what follows secret- in its key",
    });
    if (given === "") return undefined;
    const key = `${secretPrefix}${given}`;
    this.#used.add(key);
    const full = `${namespace}${key}`;
    if (this.#raw.values[full] === undefined) {
      const known = this.#names();
      const guess = didYouMean(given, known);
      check.problem(`there is no secret "${given}".${guess} Set it: pulumi config set --secret ${full}`);
      return undefined;
    }
    return secret(this.#raw.reveal(full));
  }

  #names(): string[] {
    const start = `${namespace}${secretPrefix}`;
    return Object.keys(this.#raw.values)
      .filter((key) => key.startsWith(start))
      .map((key) => key.slice(start.length));
  }

  checkKeys(check: ArgumentCheck): void {
    for (const each of this.#names()) {
      const key = `${secretPrefix}${each}`;
      const full = `${namespace}${key}`;
      const at = check.at(key);
      if (!this.#raw.secretKeys.has(full)) {
        at.problem(
          `is in plain text. Encrypt it: pulumi config set --secret ${full}. Treat the value as exposed if it was committed.`,
        );
      } else if (!this.#used.has(key)) {
        at.problem(`nothing refers to it. Use it by its name, "${each}", or remove it: pulumi config rm ${full}`);
      }
    }
  }
}

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
    return undefined;
  }
  if (value === undefined) return undefined;
  // The engine hands structured values over as JSON, and plain words as they are.
  if (!/^[[{]/.test(value)) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed;
  } catch {
    check.at(key).problem("cannot be read as JSON. Write it as YAML below the key.");
    return undefined;
  }
}

function accounts(check: ArgumentCheck, value: unknown, secrets: Secrets): Account[] {
  return Object.entries(record(check, value, undefined)).flatMap(([key, entry]) => {
    const at = check.at(key);
    text(at, key, name);
    const given = record(at, entry, ["vendor", "token"]);
    const vendor = oneOf(at.at("vendor"), given["vendor"], accountVendors, "a vendor that this release knows");
    const token = secrets.named(at.at("token"), given["token"]);
    return vendor === undefined || token === undefined ? [] : [{ name: key, vendor, token }];
  });
}

/** The account that serves a vendor here: the named one, or the only one there is. */
function accountFor(check: ArgumentCheck, vendor: string, asked: unknown, all: readonly Account[]): string[] {
  const fitting = all.filter((each) => each.vendor === vendor).map((each) => each.name);
  if (asked !== undefined) {
    const found = oneOf(check, asked, fitting, `an account at ${vendor}`);
    return found === undefined ? [] : [found];
  }
  const [only, ...more] = fitting;
  if (only === undefined) {
    check.problem(
      `there is no account at ${vendor}. Add one under accounts: <name>: { vendor: ${vendor}, token: <name of a secret> }.`,
    );
    return [];
  }
  if (more.length > 0)
    check.problem(`is missing, and there are several accounts at ${vendor}. Use one of ${fitting.join(", ")}.`);
  return [only];
}

interface Shared {
  readonly raw: RawConfiguration;
  readonly secrets: Secrets;
  readonly owner: string;
  readonly accounts: readonly Account[];
  readonly operator: unknown;
  readonly deployment: unknown;
  readonly machine: Readonly<Record<string, unknown>>;
}

const entryKeys = [
  "account",
  "dnsAccount",
  "machine",
  "ship",
  "boot",
  "amesPort",
  "httpPort",
  "loom",
  "snapshotMinutes",
  "runtime",
  "pier",
];
const machineKeys = [
  "vendor",
  "ssh",
  "openPorts",
  "volume",
  "dns",
  "image",
  "generation",
  "swap",
  "unattendedReboot",
  "adopt",
];

function plan(check: ArgumentCheck, key: string, entry: unknown, shared: Shared): PlannedPlanet | undefined {
  text(check, key, name);
  const { account, dnsAccount, machine: own, boot, ...ship } = record(check, entry, entryKeys);
  const machineAt = check.at("machine");
  const merged = { ...shared.machine, ...record(machineAt, own ?? {}, machineKeys) };
  const ames = { protocol: "udp", port: ship["amesPort"] ?? defaultAmesPort, purpose: "Ames" };
  const extra = Array.isArray(merged["openPorts"]) ? merged["openPorts"] : [];
  const machineArgs: unknown = {
    ...merged,
    openPorts: [ames, ...extra],
    owner: shared.owner,
    operator: shared.operator,
    deployment: shared.deployment,
  };
  const context = { project: shared.raw.project, environment: shared.raw.environment };
  const machine = check.absorb(resolveMachine(key, machineArgs, context, machineAt.path));
  const vendor = machine?.vendor.kind;
  const used = vendor === undefined ? [] : accountFor(check.at("account"), vendor, account, shared.accounts);
  const records =
    machine?.dns === undefined
      ? []
      : accountFor(check.at("dnsAccount"), machine.dns.vendor, dnsAccount, shared.accounts);

  const bootAt = check.at("boot");
  const booting = record(bootAt, boot, ["mode", "key", "attempt"]);
  const bootKey = booting["key"] === undefined ? undefined : shared.secrets.named(bootAt.at("key"), booting["key"]);
  const planetArgs: unknown = { ...ship, boot: { ...booting, ...(bootKey === undefined ? {} : { key: bootKey }) } };
  if (machine === undefined) return undefined;
  const mountPoint = machine.volume.mode === "separate" ? machine.volume.mountPoint : undefined;
  const planet = check.absorb(resolvePlanet(planetArgs, { ...machine, mountPoint }, check.path));
  if (planet === undefined) return undefined;
  return {
    name: key,
    accounts: [...used, ...records],
    machine: machineArgs as MachineArgs,
    resolvedMachine: machine,
    planet: planetArgs as Omit<UrbitPlanetArgs, "machine">,
  };
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
  const read = (key: string) => structured(check, raw, key);
  const owner = text(check.at("owner"), read("owner"), {
    pattern: /\S/,
    maxLength: 63,
    use: "the person or team that answers for this environment, at most 63 characters",
  });
  const known = accounts(check.at("accounts"), read("accounts"), secrets);
  const deploymentAt = check.at("deployment");
  const deployment = record(deploymentAt, read("deployment"), ["publicKey", "privateKey"]);
  const publicKey = sshPublicKey(deploymentAt.at("publicKey"), deployment["publicKey"]);
  const privateKey = secrets.named(deploymentAt.at("privateKey"), deployment["privateKey"]);
  const operator = read("operator");
  const operatorGiven = record(check.at("operator"), operator, ["user", "keys"]);
  listOf(check.at("operator").at("keys"), operatorGiven["keys"], { min: 1, what: "public SSH keys" }, sshPublicKey);
  const machine = record(check.at("machine"), read("machine") ?? {}, machineKeys);
  const entries = Object.entries(record(check.at("planets"), read("planets") ?? {}, undefined));

  const shared: Shared = {
    raw,
    secrets,
    owner,
    accounts: known,
    machine,
    operator: operatorGiven,
    deployment: { publicKey, privateKey },
  };
  const planets = entries.map(([key, entry]) => plan(check.at("planets").at(key), key, entry, shared));
  const placeOf = new Map<string, string>();
  for (const each of planets) {
    if (each === undefined) continue;
    const before = placeOf.get(each.planet.ship);
    if (before !== undefined) {
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
  secrets.checkKeys(check);
  return check.result(() => ({
    owner,
    accounts: known,
    deployment: { publicKey, privateKey: privateKey ?? secret("") },
    planets: planets.filter((each) => each !== undefined),
  }));
}
