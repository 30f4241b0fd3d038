import { hetznerCatalogue } from "../components/machine/hetzner/catalogue";
import { accountVendors } from "./accounts";

// An environment in which nothing is wrong, and every way to spoil it that has a message of its own. Judged in process
// by stacks/environment.test.ts, and those that name their kind on the engine too, by test/engine/wrong-environments.test.ts.

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm ann";
/** A vendor's token, for the places where it must not be repeated. */
export const token = "Zk3xR8vQ2mN7pL5tB9wY4cD6fG1hJ0sA3uE8iO2qW5rT7yU9pZxCvBnM4kLjHgFd";
const runtime = { version: "4.5", sha256: "5a".repeat(32) };
const zoneId = "0123456789abcdef0123456789abcdef";

/** An environment in which nothing is wrong; each row changes one thing. */
export function goodEnvironment(): { config: Record<string, unknown>; secrets: Record<string, string> } {
  return {
    config: {
      owner: "harbour-crew",
      accounts: { hetzner: { vendor: "hetzner", token: "hetzner-token" } },
      operator: { keys: [key] },
      deployment: { publicKey: key, privateKey: "deployment-key" },
      machine: {
        vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
        ssh: { from: ["203.0.113.0/24"] },
      },
      planets: {
        sampel: { ship: "~sampel-palnet", boot: { mode: "create", key: "sampel-key" }, runtime },
      },
    },
    secrets: { "hetzner-token": token, "deployment-key": "private half", "sampel-key": "0w6.ipaJj.Xr0ql.LKRJl" },
  };
}

export type Change = (of: { config: Record<string, unknown>; secrets: Record<string, string>; planet: Planet }) => void;
type Planet = Record<string, unknown> & { machine: Record<string, unknown>; boot: Record<string, unknown> };

/** Puts a planet of its own in place of the environment's, for a change to spoil. */
export function planetOf(config: Record<string, unknown>): Planet {
  const planet: Planet = { machine: {}, boot: { mode: "create", key: "sampel-key" }, ship: "~sampel-palnet", runtime };
  config["planets"] = { sampel: planet };
  return planet;
}

/** The environment that the messages speak of. */
export const environmentName = "test";
const file = `Pulumi.${environmentName}.yaml`;
const sampel = `${file}.planets.sampel`;
const notRepeated = "no secret has this name (it is not repeated here, in case it is the secret itself).";
const known = "Known: deployment-key, hetzner-token, sampel-key.";
const setOne = "Set one: pulumi config set --secret roadstead:secret-<name>";
const entryKeys =
  "Known: account, dnsAccount, ship, machine, boot, amesPort, amesLimit, httpPort, loom, snapshotMinutes, runtime, pier, runs, backups, restore, maintenance, ota, web, storage.";
const machineKeys =
  "Known: vendor, ssh, openPorts, volume, dns, image, generation, hostLost, swap, unattendedReboot, hardening, expectedEgressTb, alerts, auditShipping, adopt.";

/** What is wrong, how it comes to be, and every message word by word. */
export type WrongEnvironment = readonly [string, Change, readonly string[]];

export const wrongEnvironments: readonly WrongEnvironment[] = [
  [
    "an unknown key of ours",
    ({ config }) => {
      config["planet"] = {};
    },
    [
      `${file}.roadstead:planet: is not known. Known: owner, accounts, operator, deployment, machine, planets and secret-<name>. Did you mean planets?`,
    ],
  ],
  [
    "an unknown key of a planet",
    ({ planet }) => {
      planet["amesport"] = 34543;
    },
    [`${sampel}.amesport: is not known here. ${entryKeys} Did you mean amesPort?`],
  ],
  [
    "an unknown key of a machine",
    ({ planet }) => {
      planet.machine["volumes"] = { mode: "none" };
    },
    [`${sampel}.machine.volumes: is not known here. ${machineKeys} Did you mean volume?`],
  ],
  [
    "an unknown key of all machines",
    ({ config }) => {
      config["machine"] = { ...Object(config["machine"]), transform: {} };
    },
    [`${file}.machine.transform: is not known here. ${machineKeys}`],
  ],
  [
    "no owner",
    ({ config }) => {
      delete config["owner"];
    },
    [`${file}.owner: is missing. Use the person or team that answers for this environment, at most 63 characters.`],
  ],
  [
    "nothing at all",
    ({ config, secrets }) => {
      for (const each of Object.keys(config)) delete config[each];
      for (const each of Object.keys(secrets)) delete secrets[each];
    },
    [
      `${file}.owner: is missing. Use the person or team that answers for this environment, at most 63 characters.`,
      `${file}.accounts: is missing. Use a mapping of keys to values.`,
      `${file}.deployment: is missing. Use a mapping of keys to values.`,
      `${file}.deployment.publicKey: nothing is not a public SSH key. Use one line of a .pub file, such as ssh-ed25519 AAAA... name.`,
      `${file}.deployment.privateKey: is missing. Use the name of a secret: what follows secret- in its key.`,
      `${file}.operator: is missing. Use a mapping of keys to values.`,
      `${file}.operator.keys: is missing. Use a list of public SSH keys.`,
    ],
  ],
  [
    "a secret in plain text",
    ({ config, secrets }) => {
      delete secrets["hetzner-token"];
      config["secret-hetzner-token"] = token;
    },
    [
      `${file}.secret-hetzner-token: is in plain text. Encrypt it: pulumi config set --secret roadstead:secret-hetzner-token. Treat the value as exposed if it was committed.`,
    ],
  ],
  [
    "a secret inside a structure",
    ({ config }) => {
      config["accounts"] = { hetzner: { vendor: "hetzner", token: { secure: "v1:abc" } } };
    },
    [
      `${file}.accounts: holds a secret inside, which marks all of it secret and hides where it came from. Give each secret a key of its own: pulumi config set --secret roadstead:secret-<name>, and refer to it by that name.`,
    ],
  ],
  [
    "a secret that nothing uses",
    ({ secrets }) => {
      secrets["old-token"] = token;
    },
    [
      `${file}.secret-old-token: nothing refers to it. Use it by its name, "old-token", or remove it: pulumi config rm roadstead:secret-old-token`,
    ],
  ],
  [
    "the name of a secret that is not there",
    ({ planet }) => {
      planet.boot["key"] = "sampel-keys";
    },
    [
      `${sampel}.boot.key: ${notRepeated} ${known} Did you mean sampel-key? ${setOne}`,
      `${file}.secret-sampel-key: nothing refers to it. Use it by its name, "sampel-key", or remove it: pulumi config rm roadstead:secret-sampel-key`,
    ],
  ],
  [
    "a token in place of its name",
    ({ config, secrets }) => {
      config["accounts"] = { hetzner: { vendor: "hetzner", token } };
      delete secrets["hetzner-token"];
    },
    [`${file}.accounts.hetzner.token: ${notRepeated} Known: deployment-key, sampel-key. ${setOne}`],
  ],
  [
    "a token in place of an account",
    ({ config, secrets }) => {
      config["accounts"] = { hetzner: token };
      delete secrets["hetzner-token"];
    },
    [
      `${file}.accounts.hetzner: "[64 characters]" is not a mapping. Use a mapping of keys to values.`,
      `${file}.accounts.hetzner.vendor: is missing. Use one of ${accountVendors.join(", ")}.`,
      `${file}.accounts.hetzner.token: is missing. Use the name of a secret: what follows secret- in its key.`,
    ],
  ],
  [
    "a vendor of an account that is not known",
    ({ config }) => {
      config["accounts"] = { hetzner: { vendor: "hetzer", token: "hetzner-token" } };
    },
    [
      `${file}.accounts.hetzner.vendor: "hetzer" is not a vendor that this release knows. Use one of ${accountVendors.join(", ")}. Did you mean hetzner?`,
    ],
  ],
  [
    "a name of an account with capitals",
    ({ config }) => {
      config["accounts"] = { Hetzner: { vendor: "hetzner", token: "hetzner-token" } };
    },
    [
      `${file}.accounts.Hetzner: "Hetzner" is not allowed. Use a name of lower-case letters, digits and dashes, at most 40.`,
    ],
  ],
  [
    "no account for the machine's vendor",
    ({ config, secrets }) => {
      config["accounts"] = {};
      delete secrets["hetzner-token"];
    },
    [
      `${sampel}.account: there is no account at hetzner. Add one under accounts: <name>: { vendor: hetzner, token: <name of a secret> }.`,
    ],
  ],
  [
    "an account that is not there",
    ({ planet }) => {
      planet["account"] = "hetzer";
    },
    [`${sampel}.account: "hetzer" is not an account at hetzner. Use one of hetzner. Did you mean hetzner?`],
  ],
  [
    "no account named where there are two",
    ({ config }) => {
      const account = { vendor: "hetzner", token: "hetzner-token" };
      config["accounts"] = { first: account, second: account };
    },
    [`${sampel}.account: is missing, and there are several accounts at hetzner. Use one of first, second.`],
  ],
  [
    "a name without an account that serves it",
    ({ planet }) => {
      planet.machine["dns"] = { vendor: "cloudflare", zoneId, name: "ship.example.org" };
    },
    [
      `${sampel}.dnsAccount: there is no account at cloudflare. Add one under accounts: <name>: { vendor: cloudflare, token: <name of a secret> }.`,
    ],
  ],
  [
    "one ship twice",
    ({ config, planet }) => {
      config["planets"] = { sampel: planet, second: { ...planet } };
    },
    [
      `${file}.planets.second.ship: ~sampel-palnet is already declared by planets.sampel. A ship exists once: two live copies damage it for ever. Remove one of the two.`,
    ],
  ],
  [
    "a name of a planet with capitals",
    ({ config, planet }) => {
      config["planets"] = { Sampel: planet };
    },
    [
      `${file}.planets.Sampel: "Sampel" is not allowed. Use a name of lower-case letters, digits and dashes, at most 40.`,
    ],
  ],
  [
    "a ship that is a list",
    ({ config }) => {
      config["planets"] = ["~sampel-palnet"];
    },
    [
      `${file}.planets: ["~sampel-palnet"] is not a mapping. Use a mapping of keys to values.`,
      `${file}.secret-sampel-key: nothing refers to it. Use it by its name, "sampel-key", or remove it: pulumi config rm roadstead:secret-sampel-key`,
    ],
  ],
  [
    "a mistake in what all machines share, told once and where it stands",
    ({ config, planet }) => {
      config["machine"] = {
        ...Object(config["machine"]),
        vendor: { kind: "hetzner", location: "nbg", serverType: "cpx22" },
      };
      config["planets"] = { one: planet, two: { ...planet, ship: "~zod" } };
    },
    [
      `${file}.machine.vendor.location: "nbg" is not a Hetzner location. Use one of ash, fsn1, hel1, hil, nbg1, sin. Did you mean nbg1?`,
    ],
  ],
  [
    "a wrong operator, told once",
    ({ config }) => {
      config["operator"] = { user: "root", keys: [] };
    },
    [
      `${file}.operator.user: "root" is not allowed. Use a Linux user name other than root.`,
      `${file}.operator.keys: is empty. Use a list of public SSH keys, at least 1.`,
    ],
  ],
  [
    "a private key as the deployment's public one",
    ({ config }) => {
      config["deployment"] = {
        publicKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\n-----END",
        privateKey: "deployment-key",
      };
    },
    [
      `${file}.deployment.publicKey: is a private key. Use one line of a .pub file, such as ssh-ed25519 AAAA... name. Treat the private key as exposed if it was committed.`,
    ],
  ],
  [
    "a machine and a ship wrong at once",
    ({ planet }) => {
      planet["ship"] = "sampel-palnet";
      planet["loom"] = 30;
      planet.machine["generation"] = 0;
    },
    [
      `${sampel}.machine.generation: 0 is not allowed. Use a whole number from 1 to 1000000 (a count of rebuilds).`,
      `${sampel}.ship: "sampel-palnet" is not a ship. Use the name with its sig, such as ~sampel-palnet. Did you mean ~sampel-palnet?`,
      `${sampel}.loom: 30 is not allowed. Use a whole number from 31 to 33 (bytes as a power of two; 31 is 2 GiB).`,
    ],
  ],
  [
    "ports that are no list",
    ({ planet }) => {
      planet.machine["openPorts"] = { port: 443, protocol: "tcp", purpose: "web" };
    },
    [`${sampel}.machine.openPorts: {"port":443,"protocol":"tcp","purpose":"web"} is not a list. Use a list of ports.`],
  ],
  [
    "a second port that is wrong, counted as in the file",
    ({ planet }) => {
      planet.machine["openPorts"] = [
        { protocol: "tcp", port: 443, purpose: "web" },
        { protocol: "tcp", port: 0, purpose: "web" },
      ];
    },
    [`${sampel}.machine.openPorts[1].port: 0 is not allowed. Use a whole number from 1 to 65535 (a port).`],
  ],
  [
    "a plan that cannot be ordered any more",
    ({ planet }) => {
      planet.machine["vendor"] = { kind: "hetzner", location: "fsn1", serverType: "cx23" };
    },
    [
      `${sampel}.machine.vendor.serverType: "cx23" could not be ordered on ${hetznerCatalogue.pricesRead}. On offer in fsn1. Nearest: cpx22 (19.99 EUR a month): 2 vCPU, 4 GiB memory, 80 GiB disk; cpx32 (35.99 EUR a month): 4 vCPU, 8 GiB memory, 160 GiB disk; cpx42 (69.99 EUR a month): 8 vCPU, 16 GiB memory, 320 GiB disk.`,
    ],
  ],
  [
    "a network for SSH with host bits, and one that is none",
    ({ planet }) => {
      planet.machine["ssh"] = { from: ["203.0.113.7/24", "my office"] };
    },
    [
      `${sampel}.machine.ssh.from[0]: "203.0.113.7/24" has bits set behind its prefix. Use 203.0.113.0/24, or /32 for one address.`,
      `${sampel}.machine.ssh.from[1]: "my office" is not a network in CIDR form. Use a network such as 203.0.113.7/32 or 2001:db8::/64.`,
    ],
  ],
  [
    "a port where a ship answers without a password",
    ({ planet }) => {
      planet.machine["openPorts"] = [{ protocol: "tcp", port: 12321, purpose: "control" }];
    },
    [
      `${sampel}.machine.openPorts[0].port: 12321 is where a ship answers without a password; it may only be reached on the machine itself. Remove it.`,
    ],
  ],
  [
    "a loom larger than the memory",
    ({ planet }) => {
      planet["loom"] = 33;
    },
    [
      `${sampel}.loom: 33 maps 8192 MiB, but the machine has 4096 MiB of memory and 2048 MiB of swap, of which 512 MiB stay for the system: 5632 MiB. Use a larger serverType or more swap.`,
    ],
  ],
  [
    "a checksum that nobody computed",
    ({ planet }) => {
      delete planet["runtime"];
    },
    [
      `${sampel}.runtime: is missing, and this Roadstead holds no checksum of vere 4.5 for amd64 yet (the project publishes none). Run npm run update-versions where the release can be downloaded, or give runtime: { version, sha256 }.`,
    ],
  ],
];
