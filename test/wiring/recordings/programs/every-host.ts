import * as pulumi from "@pulumi/pulumi";
import { Machine, type MachineVendor, secret } from "roadstead";

/** A machine at each of the other vendors and on a box that was there, with names at Cloudflare, as a preview sees them. */
export function everyHost(): void {
  const config = new pulumi.Config();
  const hosts: readonly MachineVendor[] = [
    { kind: "digitalocean", region: "fra1", size: { memoryGib: 4, monthlyBudgetUsd: 30 } },
    { kind: "linode", region: "nl-ams", type: { memoryGib: 4, monthlyBudgetUsd: 30 }, address: { mode: "reserved" } },
    { kind: "vultr", region: "fra", plan: { memoryGib: 4, monthlyBudgetUsd: 30 } },
    {
      kind: "existing",
      address: "203.0.113.7",
      hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX",
      architecture: "amd64",
      memoryGib: 4,
      diskGib: 80,
    },
  ];
  for (const vendor of hosts) {
    new Machine(vendor.kind, {
      owner: "harbour-crew",
      vendor,
      operator: { keys: [config.require("operatorKey")] },
      deployment: {
        publicKey: config.require("operatorKey"),
        privateKey: secret(config.requireSecret("deploymentKey")),
      },
      ssh: { from: ["203.0.113.0/24"] },
      openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
      dns: { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name: `${vendor.kind}.example.org` },
    });
  }
}
