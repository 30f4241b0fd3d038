// example:
import * as pulumi from "@pulumi/pulumi";
import { Machine, secret, UrbitPlanet } from "roadstead";

const config = new pulumi.Config();

const machine = new Machine("harbour", {
  owner: "harbour-crew",
  vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
  operator: { keys: [config.require("operatorKey")] },
  deployment: {
    publicKey: config.require("deploymentPublicKey"),
    privateKey: secret(config.requireSecret("deploymentKey")),
  },
  ssh: { from: ["203.0.113.0/24"] },
  openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
});

// The first half of a move: the ship is stopped for good here, and its last backup is the one that another machine starts from.
const planet = new UrbitPlanet("harbour", {
  ship: "~sampel-palnet",
  machine,
  runs: false,
  boot: { mode: "resume" },
  runtime: { version: "4.5", sha256: config.require("runtimeSha256") },
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
});

export const ship = planet.ship;
export const handedOver = planet.handedOver;
// end
