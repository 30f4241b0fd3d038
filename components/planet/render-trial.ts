import type { Architecture } from "../machine/args";
import type { ResolvedPlanet } from "./resolve";
import type { ResolvedRuntime } from "./resolve-runtime";
import { knownFormat } from "./runtime-format";
import { runtimeUrl } from "./runtime-url";

// Ships whose artefacts are golden and are shown to the real tools. Every option and edge once.

function trialRuntime(version: string, architecture: Architecture, sum: string): ResolvedRuntime {
  const url = runtimeUrl(version, architecture);
  return {
    version,
    architecture,
    url,
    sha256: sum.repeat(32),
    format: knownFormat(version),
    zuse: 408,
    forwardOnly: false,
  };
}

const planet: ResolvedPlanet = {
  ship: "~sampel-palnet",
  shipName: "sampel-palnet",
  user: "ship-sampel-palnet",
  pierId: "sampel-palnet.1",
  amesPort: 34543,
  httpPort: 8080,
  loomExponent: 31,
  snapTimeMinutes: 2,
  runtime: trialRuntime("4.5", "amd64", "5a"),
  mountPoint: "/srv/roadstead",
  boot: { mode: "create", attempt: 1 },
  runs: true,
  backups: undefined,
  restore: undefined,
  maintenance: undefined,
  ota: undefined,
  sponsor: "~talpur",
  amesLimit: undefined,
  web: undefined,
  storage: undefined,
};

const kept = {
  at: "03:15",
  keep: { daily: 7, weekly: 4, monthly: 6 },
  readBackPercent: 5,
  drill: "never",
  request: 0,
} as const;

/** Named ships; the first is the usual one. */
export const planetCases: readonly [
  readonly [name: string, planet: ResolvedPlanet],
  ...(readonly [name: string, planet: ResolvedPlanet])[],
] = [
  ["planet", planet],
  [
    "moon-arm64-second-pier",
    {
      ...planet,
      ship: "~doznec-salfun-sampel-palnet",
      shipName: "doznec-salfun-sampel-palnet",
      user: "ship-doznec-salfun-sampe-1a2b3c4",
      pierId: "doznec-salfun-sampel-palnet.2",
      amesPort: 34544,
      httpPort: 8081,
      loomExponent: 33,
      snapTimeMinutes: 5,
      runtime: trialRuntime("4.5", "arm64", "a5"),
      mountPoint: "/mnt/data-1",
      amesLimit: { packetsPerSecond: 500, burst: 1000 },
      boot: { mode: "resume" },
      backups: {
        ...kept,
        repository: {
          kind: "s3",
          location: "s3:https://fsn1.your-objectstorage.com/harbour/ships/moon",
          sftp: undefined,
        },
        drill: "weekly",
      },
    },
  ],
  [
    "galaxy",
    {
      ...planet,
      ship: "~zod",
      shipName: "zod",
      user: "ship-zod",
      pierId: "zod.1",
      amesPort: 13337,
      backups: {
        ...kept,
        repository: {
          kind: "sftp",
          location: "sftp:keeper@backups.example.org:/ships/zod",
          sftp: {
            host: "backups.example.org",
            user: "keeper",
            port: 2222,
            hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
          },
        },
        at: "22:40",
        readBackPercent: 0,
      },
    },
  ],
];
