import { record } from "../../components/core/argument-checks";
import { type ArgumentCheck, ArgumentErrors, argumentsOf, type Checked } from "../../components/core/arguments";
import { secret } from "../../components/core/secret";
import type { MachineArgs } from "../../components/machine/args";
import { areMachineArgs, type ResolvedMachine, resolveMachine } from "../../components/machine/resolve";
import type { UrbitPlanetArgs } from "../../components/planet/args";
import { machineFacts } from "../../components/planet/machine-facts";
import { arePlanetArgs, resolvePlanet } from "../../components/planet/resolve";
import { readJsonFile } from "../../scripts/json-file/json-file";
import { withSecrets, withSecretsExplained } from "../../scripts/json-file/secrets-in-json";
import { nameContext } from "./rendered";
import { addressIn } from "./world/address-in";

// What `--args FILE` boots: whatever somebody declares, but for keys, which are the run's own, and what leads out of the emulated world.

/** In place of what the file holds, whosever it is. */
export interface OwnKeys {
  readonly operator: string;
  readonly deployment: string;
  /** Of the runtime that this run offers under that version. */
  readonly sha256: (version: string) => string;
  readonly ship: string;
  /** The certificate, in PEM form, of the authority that signs what is played in this run. */
  readonly authority: string;
}

export interface Given {
  readonly machine: MachineArgs;
  readonly planet: Omit<UrbitPlanetArgs, "machine"> | undefined;
  /** What was declared and is not looked at, each with the reason. */
  readonly leftOut: readonly string[];
}

/** Where backups go, whatever was declared. */
export const ownRepository = { kind: "folder", path: "/var/local/backups" } as const;
/** Where the audit log goes, whatever was declared. */
export const ownCollector = "logs.example.org";
const usualVersion = "4.5";

const leadsOut: Readonly<Record<"machine" | "planet", Readonly<Record<string, string>>>> = {
  machine: {
    alerts: "nobody is there to be told; the usual run has them",
    dns: "there is no zone",
    adopt: "there is nothing from before",
  },
  planet: {
    maintenance: "there is no pier from before",
    restore: "there is no backup from before",
    ota: "the runtime is a stand-in, without a ship's system",
    storage: "the runtime is a stand-in, without a ship's system",
  },
};

type Mapping = Readonly<Record<string, unknown>>;

function inside(value: unknown): Mapping {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** The mapping without what leads out; notes what it was. */
function without(part: "machine" | "planet", given: Mapping, leftOut: string[]): Mapping {
  const reasons = leadsOut[part];
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(reasons, key)) leftOut.push(`${part}.${key}: ${reasons[key]}`);
  }
  return Object.fromEntries(Object.entries(given).filter(([key]) => !Object.hasOwn(reasons, key)));
}

/** To the run's own collector; nobody there knows another's client. */
function ownShipping(given: Mapping, own: OwnKeys, leftOut: string[]): Mapping {
  const { client, ...rest } = given;
  if (given["to"] !== ownCollector)
    leftOut.push(`machine.auditShipping.to: is ${ownCollector} here, which is the run's own`);
  if (client !== undefined)
    leftOut.push("machine.auditShipping.client: the run's own collector asks for no certificate");
  return { ...rest, to: ownCollector, name: ownCollector, authority: own.authority };
}

function ownMachine(given: Mapping, own: OwnKeys, leftOut: string[]): Mapping {
  const { operator, auditShipping, ...rest } = given;
  const who =
    operator === undefined || typeof operator === "object" ? { ...inside(operator), keys: [own.operator] } : operator;
  const keys = { publicKey: own.deployment, privateKey: secret("stays with the deployment") };
  const isShipped = typeof auditShipping === "object" && auditShipping !== null;
  const shipping = isShipped ? { auditShipping: ownShipping(inside(auditShipping), own, leftOut) } : {};
  return { ...rest, ...shipping, operator: who, deployment: keys };
}

function ownPlanet(given: Mapping, own: OwnKeys, leftOut: string[]): Mapping {
  const { boot, runtime, backups, ...rest } = given;
  const asked = inside(runtime)["version"];
  const version = typeof asked === "string" && /^[0-9]+\.[0-9]+$/.test(asked) ? asked : (asked ?? usualVersion);
  const pinned = { ...inside(runtime), version, sha256: typeof version === "string" ? own.sha256(version) : undefined };
  const repository = inside(inside(backups)["repository"]);
  const elsewhere = repository["kind"] !== undefined && repository["kind"] !== "folder";
  if (elsewhere)
    leftOut.push(`planet.backups.repository: is ${ownRepository.path} here, since nothing else can be reached`);
  return {
    ...rest,
    boot:
      inside(boot)["mode"] === undefined || inside(boot)["mode"] === "create"
        ? { ...inside(boot), mode: "create", key: secret(own.ship) }
        : boot,
    runtime: pinned,
    ...(backups === undefined
      ? {}
      : { backups: elsewhere ? { ...inside(backups), repository: ownRepository } : backups }),
  };
}

/** What no emulated machine of this suite is. */
function mustBeBootable(check: ArgumentCheck, machine: ResolvedMachine): void {
  if (machine.vendor.kind === "existing") {
    check
      .at("vendor")
      .at("kind")
      .problem(
        "existing boots from no user data. Use a vendor's; npm run test:vm -- --full existing sets such a host up.",
      );
  }
  if (machine.image !== "debian-12") {
    check.at("image").problem(`${machine.image} cannot be built here. Use debian-12.`);
  }
  if (machine.architecture !== "amd64") {
    check.at("vendor").problem(`is a machine for ${machine.architecture}, but the emulated one is amd64. Use another.`);
  }
  if (machine.swapMib > 2048) {
    check.at("swap").problem(`takes ${machine.swapMib} MiB, but the emulated disk has room for 2 GiB. Use less.`);
  }
  if (!machine.ssh.world && machine.ssh.from.length > 0) {
    try {
      addressIn(machine.ssh.from);
    } catch (error) {
      check
        .at("ssh")
        .at("from")
        .problem(error instanceof Error ? error.message : String(error));
    }
  }
}

function mustSail(check: ArgumentCheck, planet: Mapping): void {
  if (inside(planet["boot"])["mode"] === "resume") {
    check.at("boot").at("mode").problem('resume needs a pier, and the emulated volume is blank. Use "create".');
  }
  if (planet["runs"] === false) check.at("runs").problem("false leaves no ship to look at. Leave it out.");
  if (planet["machine"] !== undefined) check.at("machine").problem("stands beside the planet in this file, not in it.");
}

/** Judges the content of such a file; every mistake at once. */
export function judgeGiven(value: unknown, own: OwnKeys): Checked<Given> {
  const check = argumentsOf("args");
  const given = record(check, withSecrets(value), ["machine", "planet"]);
  const leftOut: string[] = [];
  const machineGiven = record(check.at("machine"), given["machine"], undefined);
  if (check.failed && given["machine"] === undefined)
    return check.result(() => ({ machine: neverMade(), planet: undefined, leftOut }));
  if (inside(machineGiven["ssh"])["wireguard"] !== undefined) {
    check
      .at("machine")
      .at("ssh")
      .at("wireguard")
      .problem("is set up by a deployment, and no peer is here. Leave it out.");
  }
  const machineArgs = ownMachine(without("machine", machineGiven, leftOut), own, leftOut);
  const judgedMachine = resolveMachine("harbour", machineArgs, nameContext, "args.machine");
  const machine = check.absorb(judgedMachine);
  if (machine !== undefined) mustBeBootable(check.at("machine"), machine);
  if (given["planet"] === undefined) {
    return check.result(() => ({
      machine: areMachineArgs(machineArgs, judgedMachine) ? machineArgs : neverMade(),
      planet: undefined,
      leftOut,
    }));
  }
  const planetGiven = record(check.at("planet"), given["planet"], undefined);
  mustSail(check.at("planet"), planetGiven);
  const planetArgs = ownPlanet(without("planet", planetGiven, leftOut), own, leftOut);
  const judgedPlanet = resolvePlanet(planetArgs, machineFacts(machine, planetArgs["amesPort"]), "args.planet");
  check.absorb(judgedPlanet);
  return check.result(() => ({
    machine: areMachineArgs(machineArgs, judgedMachine) ? machineArgs : neverMade(),
    planet: arePlanetArgs(planetArgs, judgedPlanet) ? planetArgs : neverMade(),
    leftOut,
  }));
}

function neverMade(): never {
  throw new Error("Arguments were taken that had been refused.");
}

/** Reads and judges the file. What is wrong comes as lines for whoever wrote it. */
export function readGiven(
  file: string,
  own: OwnKeys,
): { readonly given?: Given; readonly problems: readonly string[] } {
  const read = readJsonFile(file);
  if (!read.ok) return { problems: read.problems.map((says) => `--args: ${file} ${says}`) };
  const judged = judgeGiven(read.value, own);
  if (judged.ok) return { given: judged.value, problems: [] };
  return { problems: [withSecretsExplained(new ArgumentErrors(`--args: ${file}`, judged.problems).message)] };
}

const blob = "AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm";

/** Of the right form, for judging a file before there is a run. */
export const anyKeys: OwnKeys = {
  operator: `ssh-ed25519 ${blob} operator`,
  deployment: `ssh-ed25519 ${blob} deployment`,
  sha256: () => "0".repeat(64),
  ship: "0wKEY",
  authority: `-----BEGIN CERTIFICATE-----
MIIBcjCCARmgAwIBAgIUBhi+nUfg1F7ugfsNdT7orVZAOBswCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDYW55MCAXDTI2MTEyMjA1NDQyOVoYDzIxMjYxMDI5MDU0NDI5
WjAOMQwwCgYDVQQDDANhbnkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQbEA40
ShgrFk3Iegwu2qfzRB1nwTKzfxgwUEu0L0fL2NUDF4hKVWVn8JpK129A1H8FJ0AJ
5SZTkArY35/U96zko1MwUTAdBgNVHQ4EFgQUbHAr9Gucv+Q2WIjUlYrNPKpCAjEw
HwYDVR0jBBgwFoAUbHAr9Gucv+Q2WIjUlYrNPKpCAjEwDwYDVR0TAQH/BAUwAwEB
/zAKBggqhkjOPQQDAgNHADBEAiB/sxVN1vk0ygXam1cDHGkMtgzUu+uMVIS5ffze
wc4vOAIgEOkehHPmitCuZqxZ04MR3BpaSbeXDggy/ICyKp48BAE=
-----END CERTIFICATE-----`,
};
