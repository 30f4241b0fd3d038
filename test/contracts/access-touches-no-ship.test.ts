import { describe, expect, it } from "vitest";
import { secret } from "../../components/core/secret";
import type { MachineArgs } from "../../components/machine/args";
import { trialCertificate } from "../../components/machine/audit-shipping-trial";
import { Machine } from "../../components/machine/machine";
import { UrbitPlanet } from "../../components/planet/planet";
import type { RecordedResource } from "../harness/recorded-resource";
import { recorded } from "../harness/recording-mocks";
import { atDigitalOcean } from "./machine-vendors/digitalocean";
import { thereBefore } from "./machine-vendors/existing";
import { atHetzner } from "./machine-vendors/hetzner";
import { atLinode } from "./machine-vendors/linode";
import { atVultr } from "./machine-vendors/vultr";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm ann";
const otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX bob";

function machineArgs(vendor: MachineArgs["vendor"], change: Partial<MachineArgs>): MachineArgs {
  return {
    owner: "harbour-crew",
    vendor,
    operator: { keys: [key] },
    deployment: { publicKey: key, privateKey: secret("private half") },
    ssh: { from: ["203.0.113.0/24"] },
    openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
    ...change,
  };
}

/** A bag without what stands at these paths. */
function without(bag: object, paths: readonly string[]): Record<string, unknown> {
  const kept = Object.entries(bag).filter(([key]) => !paths.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      const inside = paths.filter((path) => path.startsWith(`${key}.`)).map((path) => path.slice(key.length + 1));
      return [key, inside.length === 0 ? value : without(Object(plain(value)), inside)];
    }),
  );
}

/** A secret's value. */
function plain(value: unknown): unknown {
  const inner: unknown = Reflect.get(Object(value), "value");
  return inner === undefined ? value : inner;
}

/** What the engine compares of each of the ship's commands: its arguments but for the frozen ones, and what replaces it. */
async function shipCommands(args: MachineArgs, besides: readonly string[] = []) {
  const { resources, errors } = await recorded(() => {
    const machine = new Machine("harbour", args);
    const runtime = { version: "4.5", sha256: "5a".repeat(32) };
    new UrbitPlanet("ship", { ship: "~sampel-palnet", machine, boot: { mode: "resume" }, runtime });
  });
  expect(errors).toEqual([]);
  const compared = ({ name, inputs, ignoreChanges, replacementTrigger }: RecordedResource) => ({
    name,
    inputs: without(inputs, [...ignoreChanges, ...besides]),
    replacementTrigger,
  });
  const commands = resources.filter(({ name, custom }) => custom && name.startsWith("ship-"));
  expect(commands.length).toBeGreaterThan(2);
  return commands.map(compared);
}

const changes: readonly [string, Partial<MachineArgs>][] = [
  ["operator's keys", { operator: { keys: [key, otherKey] } }],
  ["operator's login", { operator: { user: "ann", keys: [key] } }],
  ["deployment's key", { deployment: { publicKey: otherKey, privateKey: secret("another half") } }],
  ["networks that may log in", { ssh: { from: ["198.51.100.0/24"] } }],
  ["owner", { owner: "other-crew" }],
  ["collector of the audit log", { auditShipping: { to: "logs.example.org", authority: trialCertificate } }],
  ["name", { dns: { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name: "harbour.example.org" } }],
];

describe.each([atDigitalOcean, atHetzner, atLinode, atVultr, thereBefore])("at $vendor.kind", ({ vendor }) => {
  it("a change of the SSH port is followed by what will be undone there, and whatever acts on a ship does nothing", async () => {
    const port = { port: 2222, formerPort: 22, from: ["203.0.113.0/24"] };
    const besides = ["connection.port"];
    const changed = machineArgs(vendor, { ssh: port });
    expect(await shipCommands(changed, besides)).toEqual(await shipCommands(machineArgs(vendor, {}), besides));
    const follow = (await shipCommands(changed)).filter(({ inputs }) => inputs["connection"] !== undefined);
    expect(follow.map(({ name }) => name)).toEqual(["ship-installed", "ship-licence", "ship-running"]);
    for (const { inputs } of follow) {
      expect(inputs["connection"]).toMatchObject({ port: 2222 });
      const runs = String(inputs["update"] ?? inputs["create"]);
      expect(runs).toMatch(/^: |roadstead-ship (install|licence) sampel-palnet$/);
    }
  });

  it.each(changes)("a change of the %s runs no command of a ship again", async (_, change) => {
    expect(await shipCommands(machineArgs(vendor, change))).toEqual(await shipCommands(machineArgs(vendor, {})));
  });
});
