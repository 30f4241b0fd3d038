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

const planet = new UrbitPlanet("harbour", {
  ship: "~sampel-palnet",
  machine,
  boot: { mode: "create", key: secret(config.requireSecret("shipKey")) },
  runtime: { version: "4.5", sha256: config.require("runtimeSha256") },
});

export const ship = planet.ship;
export const address = machine.ipv4;
// end
