import { secret } from "../../components/core/secret";
import { type RenderedExisting, renderExisting } from "../../components/machine/existing/render";
import { renderMachine } from "../../components/machine/render";
import { type ResolvedMachine, resolveMachine } from "../../components/machine/resolve";
import { traitsOf } from "../../components/machine/vendors";

// What a deployment delivers to a machine that is there already.

export const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm ann";
export const deploymentKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX deployment";

export function rendered(change: Readonly<Record<string, unknown>> = {}, deployKey = deploymentKey): RenderedExisting {
  const args = {
    owner: "harbour-crew",
    vendor: {
      kind: "existing",
      address: "203.0.113.7",
      hostKey: key,
      architecture: "amd64",
      memoryGib: 1,
      diskGib: 20,
    },
    operator: { user: "skipper", keys: [key] },
    deployment: { publicKey: deployKey, privateKey: secret("private half") },
    ssh: { from: ["203.0.113.0/24"] },
    volume: { mode: "separate", size: "1 GiB" },
    swap: "0 MiB",
    ...change,
  };
  const resolved = resolveMachine("harbour", args, { project: "roadstead", environment: "prod" });
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.problems));
  const machine: ResolvedMachine = resolved.value;
  if (machine.vendor.kind !== "existing") throw new Error("another vendor");
  return renderExisting(machine, machine.vendor, renderMachine(machine, traitsOf("existing")).files, deployKey);
}
