// example:
import * as cloudflare from "@pulumi/cloudflare/provider";
import * as digitalocean from "@pulumi/digitalocean/provider";
import * as pulumi from "@pulumi/pulumi";
import { Machine, secret } from "roadstead";

const config = new pulumi.Config();

const ocean = new digitalocean.Provider("ocean", { token: config.requireSecret("digitaloceanToken") });
const dns = new cloudflare.Provider("dns", { apiToken: config.requireSecret("cloudflareToken") });

const machine = new Machine(
  "harbour",
  {
    owner: "harbour-crew",
    vendor: { kind: "digitalocean", region: "fra1", size: { memoryGib: 4, monthlyBudgetUsd: 30 } },
    operator: { keys: [config.require("operatorKey")] },
    deployment: {
      publicKey: config.require("deploymentPublicKey"),
      privateKey: secret(config.requireSecret("deploymentKey")),
    },
    ssh: { from: "anywhere" },
    openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
    dns: { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name: "harbour.example.org" },
  },
  { providers: [ocean, dns] },
);

// Where it is reached, which stays; and what its peers see it send from, which a rebuild changes.
export const address = machine.ipv4;
export const outbound = machine.outboundIpv4;
export const monthly = machine.monthly;
// end
