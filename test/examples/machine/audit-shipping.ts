// example:
import * as pulumi from "@pulumi/pulumi";
import { Machine, secret } from "roadstead";

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
  // auditd, besides logins and sudo.
  hardening: "strict",
  auditShipping: {
    to: "logs.example.org",
    // In PEM form; no secret.
    authority: config.require("collectorAuthority"),
    client: {
      certificate: config.require("machineCertificate"),
      key: secret(config.requireSecret("machineKey")),
    },
  },
});

export const address = machine.ipv4;
export const monthly = machine.monthly;
// end
