import { secret } from "../../components/core/secret";
import type { MachineLike } from "../../components/machine/machine-like";
import type { UrbitPlanetArgs } from "../../components/planet/args";
import type { BackupsArgs } from "../../components/planet/backups/args";
import { UrbitPlanet } from "../../components/planet/planet";
import { existingHost } from "../harness/existing-host";
import type { ContractedComponent } from "./contracted-component";

const runtime = { version: "4.5", sha256: "5a".repeat(32) };

const world = ["0.0.0.0/0", "::/0"];
const web = { domain: "sampel.example.org" };
const repository = {
  kind: "s3",
  endpoint: "https://s3.example.org",
  bucket: "harbour",
  accessKey: secret("access key"),
  secretKey: secret("secret key"),
} as const;
const backups: BackupsArgs = { repository, password: secret("backup password"), request: 1 };
const storage = {
  endpoint: "https://s3.example.org",
  bucket: "sampel",
  accessKey: secret("id"),
  secretKey: secret("key"),
};

/** With the ports of the web open. */
function host(machineId?: string): MachineLike {
  const there = existingHost(machineId);
  const opened = [80, 443].map((port) => ({ protocol: "tcp" as const, port, from: world, purpose: "web" }));
  return { ...there, openPorts: [...there.openPorts, ...opened] };
}

function full(): UrbitPlanetArgs {
  return {
    ship: "~sampel-palnet",
    machine: host(),
    boot: { mode: "create", key: secret("key file") },
    runtime,
    web,
    backups,
    storage,
  };
}

/** Arguments as another language, or a file, could give them: TypeScript would not let them through. */
function wrongly(name: string, change: Readonly<Record<string, unknown>>): UrbitPlanet {
  const args = { ...full(), ...change };
  return Reflect.construct(UrbitPlanet, [name, args]);
}

function changed(what: string, change: Partial<UrbitPlanetArgs>, replaces: readonly string[]) {
  return { what, make: (name: string) => new UrbitPlanet(name, { ...full(), ...change }), replaces };
}

const everything = ["installed", "licence", "key", "running", "web", "storage", "backups", "backup"];

export const planet: ContractedComponent = {
  title: "UrbitPlanet",
  name: "UrbitPlanet",
  folder: "planet",
  make: (name, { transform, opts } = {}) =>
    new UrbitPlanet(name, { ...full(), ...(transform === undefined ? {} : { transform }) }, opts),
  makeSmall: (name) =>
    new UrbitPlanet(name, { ship: "~zod", machine: existingHost(), boot: { mode: "resume" }, runtime }),
  transforms: {
    installed: "installed",
    licence: "licence",
    key: "key",
    running: "running",
    web: "web",
    backups: "backups",
    backup: "backup",
    storage: "storage",
  },
  packages: ["command"],
  changes: [
    changed("another machine", { machine: host("other:4712") }, everything),
    changed("pier", { pier: 2 }, ["key", "running", "backup"]),
    changed("attempt", { boot: { mode: "create", key: secret("key file"), attempt: 2 } }, ["key"]),
    changed("loom", { loom: 32 }, ["running"]),
    changed("web port", { httpPort: 8090 }, ["running"]),
    changed("snapshots", { snapshotMinutes: 9 }, ["running"]),
    changed("runtime", { runtime: { version: "4.6", sha256: "6b".repeat(32) } }, ["running"]),
    changed("another domain", { web: { domain: "sampel.example.net" } }, []),
    changed("another authority", { web: { ...web, acme: { authority: "letsencrypt-staging" } } }, []),
    changed("another bucket", { storage: { ...storage, bucket: "other" } }, []),
    changed("a limit for Ames", { amesLimit: { packetsPerSecond: 500 } }, []),
    changed("the hour of backups", { backups: { ...backups, at: "05:00" } }, []),
    changed("where backups go", { backups: { ...backups, repository: { kind: "folder", path: "/mnt/backups" } } }, []),
    changed("another backup", { backups: { ...backups, request: 2 } }, ["backup"]),
    changed("a restore", { restore: { snapshot: "latest", as: "archive" } }, []),
    changed("key taken out", { boot: { mode: "create" } }, []),
    changed("another key", { boot: { mode: "create", key: secret("another") } }, []),
  ],
  makeWrong: (name) => wrongly(name, { ship: "zod", loom: 40, pier: -1 }),
  problems: 3,
  makeWithPlainSecret: (name, text) => wrongly(name, { boot: { mode: "create", key: text } }),
  makeWithUnknownArgument: (name) => wrongly(name, { port: 8080 }),
  makeTwice: () => {
    new UrbitPlanet("first", full());
    new UrbitPlanet("second", full());
  },
};
