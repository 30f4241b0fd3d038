// example:
import * as pulumi from "@pulumi/pulumi";
import { Machine, secret } from "roadstead";

const config = new pulumi.Config();

const shared = {
  owner: "harbour-crew",
  operator: { keys: [config.require("operatorKey")] },
  deployment: {
    publicKey: config.require("deploymentPublicKey"),
    privateKey: secret(config.requireSecret("deploymentKey")),
  },
  ssh: { from: ["203.0.113.0/24"] },
};
// A network for each; the second machine of a vendor joins by its id: { mode: "join", id: ... }.
const privateNetwork = { mode: "own", range: "10.20.0.0/24" } as const;
const placementGroup = { mode: "own" } as const;

const falkenstein = new Machine("falkenstein", {
  ...shared,
  vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22", privateNetwork, placementGroup },
  dns: { vendor: "hetzner", zone: "example.org", name: "falkenstein.example.org" },
});
const frankfurt = new Machine("frankfurt", {
  ...shared,
  vendor: { kind: "digitalocean", region: "fra1", size: "s-2vcpu-4gb", privateNetwork },
  dns: { vendor: "digitalocean", zone: "example.org", name: "frankfurt.example.org" },
});
const amsterdam = new Machine("amsterdam", {
  ...shared,
  vendor: { kind: "linode", region: "nl-ams", type: "g6-standard-2", privateNetwork, placementGroup },
});
const main = new Machine("main", {
  ...shared,
  vendor: { kind: "vultr", region: "fra", plan: "vc2-2c-4gb", privateNetwork },
  dns: { vendor: "vultr", zone: "example.org", name: "main.example.org" },
});

export const addresses = [falkenstein, frankfurt, amsterdam, main].map(({ ipv4 }) => ipv4);
export const privateAddresses = [falkenstein, frankfurt, amsterdam, main].map(({ privateIpv4 }) => privateIpv4);
// end
