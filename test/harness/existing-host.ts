import * as pulumi from "@pulumi/pulumi";
import type { MachineLike } from "../../components/machine/machine-like";

/** A machine that somebody already has: no resource of ours, only the members that a component needs. */
export function existingHost(machineId = "other:4711"): MachineLike {
  const ipv4 = pulumi.output("192.0.2.9");
  return {
    ipv4,
    machineId: pulumi.output(machineId),
    connection: {
      host: ipv4,
      port: 22,
      user: "crew",
      privateKey: pulumi.secret("private half"),
      hostKey: pulumi.output("ssh-ed25519 AAAA"),
      dialErrorLimit: 3,
    },
    data: { mountPoint: "/srv/roadstead", filesystemUuid: pulumi.output("5b1f7e1e-3f5a-8c1d-9a2b-1c2d3e4f5a6b") },
    architecture: "amd64",
    memoryMib: 16_384,
    swapMib: 2048,
    openPorts: [{ protocol: "udp", port: 34543, from: ["0.0.0.0/0"], purpose: "Ames" }],
    ready: [],
  };
}
