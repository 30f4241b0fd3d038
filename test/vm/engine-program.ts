import type { MachineArgs } from "../../components/machine/args";
import type { Harbour } from "./harbour";
import { besideUsual, deadManSwitch, deployedMachine, usualPlanet, webhook } from "./usual-arguments";

// A user's program with a machine and its ships, for the real engine: nothing in it knows of the emulated machine.

/** A ship of the program besides the usual one. */
export interface SecondShip {
  readonly snapshotMinutes: number;
}

export interface Ships {
  /** Of the archive of the runtime stand-in. */
  readonly sha256: string;
  readonly second?: SecondShip;
  /** How often the volume's key was delivered. */
  readonly delivery?: number;
  /** Which of the servers it is that follow each other. */
  readonly generation?: number;
}

/** The same arguments as `deployedMachine` and `usualPlanet`, as a person writes them; secrets come from the configuration. */
export function programText(harbour: Pick<Harbour, "operator" | "deployment">, ships?: Ships): string {
  const { deployment, alerts: _, volume, ...machine } = deployedMachine(harbour, "");
  return `
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { Machine, readableFailures, secret, UrbitPlanet } from "roadstead";

readableFailures();
const config = new pulumi.Config();
const hidden = (name: string) => secret(config.requireSecret("secret-" + name));
const account = new hcloud.Provider("account", { token: config.requireSecret("secret-hetzner-token") });
const machine = new Machine("harbour", {
  ...${JSON.stringify(machine)},
  generation: ${ships?.generation ?? 1},
  deployment: { publicKey: ${JSON.stringify(deployment.publicKey)}, privateKey: hidden("deployment-key") },
  volume: ${volumeText(volume, ships?.delivery ?? 1)},
  alerts: { webhook: hidden("webhook"), deadManPing: { url: hidden("switch"), everyMinutes: 1 } },
} as const, { providers: [account] });
${ships === undefined ? "" : shipsText(ships)}
`;
}

function volumeText(volume: MachineArgs["volume"], delivery: number): string {
  if (volume?.mode !== "separate") throw new Error("The machine that the engine deploys has a data volume.");
  const { encryption, ...plain } = volume;
  const key = `encryption: { unlock: "delivered", key: hidden("volume-key"), delivery: ${delivery} }`;
  return `{ ...${JSON.stringify(plain)}, ${encryption === undefined ? "" : key} }`;
}

function shipsText({ sha256, second }: Ships): string {
  const { boot: _, backups, ...planet } = usualPlanet(sha256, "");
  const { password: __, ...plainBackups } = backups ?? {};
  const beside = { ...planet, ...besideUsual, ...second };
  return `
new UrbitPlanet("sampel", {
  ...${JSON.stringify(planet)},
  machine,
  boot: { mode: "create", key: hidden("first-key") },
  backups: { ...${JSON.stringify(plainBackups)}, password: hidden("password") },
} as const);
${
  second === undefined
    ? ""
    : `new UrbitPlanet("dozsem", {
  ...${JSON.stringify(beside)},
  machine,
  boot: { mode: "create", key: hidden("second-key") },
} as const);`
}
`;
}

/** The configuration that such a program reads. */
export function programSecrets(keys: {
  first: string;
  second: string;
  volume: string;
  deployment: string;
}): Record<string, string> {
  const named = {
    "hetzner-token": "sandbox0".repeat(8),
    "deployment-key": keys.deployment,
    webhook,
    switch: deadManSwitch,
    "volume-key": keys.volume,
    "first-key": keys.first,
    "second-key": keys.second,
    password: "opens the backups of this run",
  };
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [`roadstead:secret-${name}`, value]));
}
