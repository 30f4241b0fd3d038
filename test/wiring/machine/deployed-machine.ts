import { secret } from "../../../components/core/secret";
import type { MachineArgs, MachineVendor } from "../../../components/machine/args";
import { Machine } from "../../../components/machine/machine";
import type { RecordedResource } from "../../harness/recorded-resource";
import { type RunSettings, recorded } from "../../harness/recording-mocks";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm ann";
export const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX other";
export const dns = {
  vendor: "cloudflare",
  zoneId: "0123456789abcdef0123456789abcdef",
  name: "ship.example.org",
} as const;
export const context = { project: "roadstead", environment: "prod" };

/** A right machine at a vendor. */
export function machineAt(vendor: MachineVendor): MachineArgs {
  return {
    owner: "harbour-crew",
    vendor,
    operator: { keys: [key] },
    deployment: { publicKey: key, privateKey: secret("private half") },
    ssh: { from: ["203.0.113.0/24"] },
  };
}

/** What a machine registers, by role. */
export async function deployed(args: MachineArgs, settings: RunSettings = {}, name = "harbour") {
  const { resources, errors } = await recorded(() => void new Machine(name, args), settings);
  const of = (role: string): RecordedResource => {
    const found = resources.find((each) => each.name === `${name}-${role}`);
    if (found === undefined) throw new Error(`there is no ${role}: ${errors.join()}`);
    return found;
  };
  return { errors, resources, of };
}

export function tagsOf({ inputs: { tags } }: RecordedResource): readonly string[] {
  return Array.isArray(tags) ? tags.map(String) : [];
}

/** Whether one was made after the other, directly or by way of others. */
export function waitsFor(
  resources: readonly RecordedResource[],
  one: RecordedResource,
  other: RecordedResource,
): boolean {
  return one.dependencies.some((urn) => {
    const before = resources.find((each) => each.urn === urn);
    return urn === other.urn || (before !== undefined && waitsFor(resources, before, other));
  });
}
