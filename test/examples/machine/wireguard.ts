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
  ssh: {
    from: ["203.0.113.0/24"],
    wireguard: {
      // Then "only", once both have connected through it.
      mode: "beside",
      address: "10.88.0.1/24",
      peers: [
        { name: "anns-laptop", publicKey: "mVgMyNkPTlDqJZcrVsK6sCqXGT0nWnc0gZrC0nq4G2A=", address: "10.88.0.2" },
        {
          // Whatever runs `pulumi up` is a peer, too.
          name: "runner",
          publicKey: "3c6lYHh0Ywq8hA9gGJkJQ4S8hS0mJ8gqH0p7m5Wc8nE=",
          address: "10.88.0.3",
          presharedKey: secret(config.requireSecret("runnerPresharedKey")),
        },
      ],
    },
  },
});

export const address = machine.ipv4;
/** Public key, endpoint, and for each peer what belongs into its configuration. */
export const tunnel = machine.wireguard;
// end
