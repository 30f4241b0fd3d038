// example:
import * as cloudflare from "@pulumi/cloudflare/provider";
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { Machine, secret } from "roadstead";

const config = new pulumi.Config();

// Accounts are the program's own: a component never makes a provider.
const hetzner = new hcloud.Provider("hetzner", { token: config.requireSecret("hetznerToken") });
const dns = new cloudflare.Provider("dns", { apiToken: config.requireSecret("cloudflareToken") });

const machine = new Machine(
  "harbour",
  {
    owner: "harbour-crew",
    vendor: {
      kind: "hetzner",
      location: "nbg1",
      serverType: { vcpus: 4, memoryGib: 8 },
      transform: {
        server: (args, opts) => ({ args: { ...args, backups: true }, opts }),
      },
    },
    operator: { user: "crew", keys: [config.require("operatorKey")] },
    deployment: {
      publicKey: config.require("deploymentPublicKey"),
      privateKey: secret(config.requireSecret("deploymentKey")),
    },
    ssh: { port: 2222, from: ["203.0.113.0/24", "2001:db8::/64"] },
    openPorts: [
      { protocol: "udp", port: 34543, purpose: "Ames" },
      { protocol: "tcp", port: 443, purpose: "web", from: ["198.51.100.0/24"] },
    ],
    volume: {
      mode: "separate",
      size: "80 GiB",
      encryption: { unlock: "delivered", key: secret(config.requireSecret("volumeKey")) },
    },
    dns: { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name: "harbour.example.org" },
    image: "debian-13",
    generation: 3,
    swap: "4 GiB",
    unattendedReboot: { mode: "window", at: "03:15" },
    hardening: "strict",
    alerts: {
      webhook: secret(config.requireSecret("alertWebhook")),
      deadManPing: { url: secret(config.requireSecret("deadManPing")), everyMinutes: 10 },
    },
  },
  { providers: [hetzner, dns] },
);

export const address = machine.ipv4;
export const addressV6 = machine.ipv6;
export const machineId = machine.machineId;
export const monthly = machine.monthly;
export const volumeId = machine.nodes.volume?.id;
// end
