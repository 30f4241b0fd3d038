// example:
import * as pulumi from "@pulumi/pulumi";
import { Machine, secret } from "roadstead";

const config = new pulumi.Config();

const machine = new Machine("harbour", {
  owner: "harbour-crew",
  vendor: {
    kind: "existing",
    address: "203.0.113.7",
    // From the vendor's console, never from the network: cat /etc/ssh/ssh_host_ed25519_key.pub
    hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX",
    architecture: "amd64",
    memoryGib: 4,
    diskGib: 80,
    monthlyCost: { amount: 6.5, currency: "USD", read: "2026-11-21" },
  },
  operator: { keys: [config.require("operatorKey")] },
  deployment: {
    publicKey: config.require("deploymentPublicKey"),
    privateKey: secret(config.requireSecret("deploymentKey")),
  },
  ssh: { from: ["203.0.113.0/24"] },
  openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
});

export const address = machine.ipv4;
export const monthly = machine.monthly;
// end
