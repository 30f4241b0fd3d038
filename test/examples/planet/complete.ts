// example:
import * as pulumi from "@pulumi/pulumi";
import { Machine, secret, UrbitPlanet } from "roadstead";

const config = new pulumi.Config();

const machine = new Machine("harbour", {
  owner: "harbour-crew",
  vendor: { kind: "hetzner", location: "hel1", serverType: "cpx42" },
  operator: { keys: [config.require("operatorKey")] },
  deployment: {
    publicKey: config.require("deploymentPublicKey"),
    privateKey: secret(config.requireSecret("deploymentKey")),
  },
  ssh: { from: "anywhere" },
  openPorts: [
    { protocol: "udp", port: 40404, purpose: "Ames" },
    { protocol: "tcp", port: 80, purpose: "certificates, and the way to HTTPS" },
    { protocol: "tcp", port: 443, purpose: "the ship's web interface" },
  ],
  volume: { mode: "separate", size: "100 GiB" },
});

const planet = new UrbitPlanet("harbour", {
  ship: "~sampel-palnet",
  machine,
  boot: { mode: "create", key: secret(config.requireSecret("shipKey")), attempt: 2 },
  amesPort: 40404,
  amesLimit: { packetsPerSecond: 2000 },
  httpPort: 8085,
  loom: 33,
  snapshotMinutes: 5,
  runtime: { version: "4.5", sha256: config.require("runtimeSha256") },
  pier: 2,
  web: { domain: "sampel.example.org", acme: { email: "crew@example.org" } },
  backups: {
    repository: {
      kind: "s3",
      endpoint: "https://fsn1.your-objectstorage.com",
      bucket: "harbour-backups",
      accessKey: secret(config.requireSecret("bucketAccessKey")),
      secretKey: secret(config.requireSecret("bucketSecretKey")),
    },
    password: secret(config.requireSecret("backupPassword")),
    request: 1,
  },
  maintenance: { operation: "pack", request: 1 },
  ota: { mode: "follow", source: "~marzod", request: 1 },
  storage: {
    endpoint: "https://fsn1.your-objectstorage.com",
    bucket: "sampel-palnet",
    region: "fsn1",
    accessKey: secret(config.requireSecret("storageAccessKey")),
    secretKey: secret(config.requireSecret("storageSecretKey")),
  },
  transform: {
    running: (args, opts) => ({ args, opts: { ...opts, customTimeouts: { create: "20m" } } }),
  },
});

export const ship = planet.ship;
export const amesPort = planet.amesPort;
export const address = machine.ipv4;
export const web = planet.webState;
export const maintenance = planet.maintenance;
export const updates = planet.updates;
// end
