import * as pulumi from "@pulumi/pulumi";
import { Machine, secret, UrbitPlanet } from "roadstead";

/** A planet as the README advises it: encrypted volume, web, backups of the stopped ship. */
export function harbour(): void {
  const config = new pulumi.Config();
  const machine = new Machine("harbour", {
    owner: "harbour-crew",
    vendor: { kind: "hetzner", location: "hel1", serverType: "cpx42" },
    operator: { keys: [config.require("operatorKey")] },
    deployment: {
      publicKey: config.require("operatorKey"),
      privateKey: secret(config.requireSecret("deploymentKey")),
    },
    ssh: { from: "anywhere" },
    openPorts: [
      { protocol: "udp", port: 40404, purpose: "Ames" },
      { protocol: "tcp", port: 80, purpose: "certificates, and the way to HTTPS" },
      { protocol: "tcp", port: 443, purpose: "the ship's web interface" },
    ],
    unattendedReboot: { mode: "never" },
    volume: {
      mode: "separate",
      size: "80 GiB",
      encryption: { unlock: "delivered", key: secret(config.requireSecret("volumeKey")) },
    },
  });
  new UrbitPlanet("harbour", {
    ship: "~sampel-palnet",
    machine,
    boot: { mode: "create", key: secret(config.requireSecret("shipKey")) },
    amesPort: 40404,
    runtime: { version: "4.5", sha256: config.require("runtimeSha256") },
    web: { domain: "sampel.example.org", acme: { email: "crew@example.org" } },
    backups: {
      repository: {
        kind: "s3",
        endpoint: "https://s3.example.org",
        bucket: "harbour-backups",
        accessKey: secret(config.requireSecret("bucketAccessKey")),
        secretKey: secret(config.requireSecret("bucketSecretKey")),
      },
      password: secret(config.requireSecret("backupPassword")),
      request: 1,
    },
    maintenance: { operation: "pack", request: 1 },
  });
}
