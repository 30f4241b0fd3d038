// example:
import * as vultr from "@ediri/vultr/provider";
import * as cloudflare from "@pulumi/cloudflare/provider";
import * as pulumi from "@pulumi/pulumi";
import { Machine, secret } from "roadstead";

const config = new pulumi.Config();

const account = new vultr.Provider("vultr", { apiKey: config.requireSecret("vultrToken") });
const dns = new cloudflare.Provider("dns", { apiToken: config.requireSecret("cloudflareToken") });

const machine = new Machine(
  "harbour",
  {
    owner: "harbour-crew",
    vendor: { kind: "vultr", region: "fra", plan: { memoryGib: 4, monthlyBudgetUsd: 30 } },
    operator: { keys: [config.require("operatorKey")] },
    deployment: {
      publicKey: config.require("deploymentPublicKey"),
      privateKey: secret(config.requireSecret("deploymentKey")),
    },
    ssh: { from: ["203.0.113.0/24"] },
    openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
    dns: { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name: "harbour.example.org" },
  },
  { providers: [account, dns] },
);

export const address = machine.ipv4;
export const monthly = machine.monthly;
// end
