import { describe, expect, it } from "vitest";
import { ownershipKeys, tagOf, urnMark } from "../../../components/core/ownership";
import type { MachineArgs, MachineVendor } from "../../../components/machine/args";
import type { RecordedResource } from "../../harness/recorded-resource";
import { deployed, machineAt, waitsFor } from "./deployed-machine";

type Answer = Readonly<Record<string, unknown>>;

/** How a vendor says that a plan is sold out, and how its servers are. */
interface Saying {
  readonly vendor: MachineVendor;
  readonly larger: MachineVendor;
  readonly soldOut: Readonly<Record<string, Answer>>;
  readonly says: string;
  readonly servers: (power: string, mark: string) => Readonly<Record<string, Answer>>;
  readonly on: string;
  readonly off: string;
}

const listed = { id: 4711, name: "roadstead-prod-harbour-server", label: "harbour" };

const vendors: readonly Saying[] = [
  {
    vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
    larger: { kind: "hetzner", location: "fsn1", serverType: "cpx32" },
    soldOut: { getServerType: { locations: [{ name: "fsn1", isDeprecated: false, available: false }] } },
    says: "is sold out in fsn1",
    servers: (status) => ({ getServers: { servers: [{ ...listed, status }] } }),
    on: "running",
    off: "off",
  },
  {
    vendor: { kind: "digitalocean", region: "fra1", size: "s-2vcpu-4gb" },
    larger: { kind: "digitalocean", region: "fra1", size: "s-4vcpu-8gb" },
    soldOut: { getSizes: { sizes: [{ slug: "s-4vcpu-8gb", available: true, regions: ["nyc1"] }] } },
    says: "is not to be had in fra1 now",
    servers: (status) => ({ getDroplets: { droplets: [{ ...listed, status }] } }),
    on: "active",
    off: "off",
  },
  {
    vendor: { kind: "linode", region: "nl-ams", type: "g6-standard-2" },
    larger: { kind: "linode", region: "nl-ams", type: "g6-standard-4" },
    soldOut: { getRegion: { id: "nl-ams", capabilities: ["Linodes"], status: "outage" } },
    says: "cannot be ordered in nl-ams now: the region is outage",
    servers: (status) => ({ getInstances: { instances: [{ ...listed, status }] } }),
    on: "running",
    off: "offline",
  },
  {
    vendor: { kind: "vultr", region: "fra", plan: "vc2-2c-4gb" },
    larger: { kind: "vultr", region: "fra", plan: "vc2-4c-8gb" },
    soldOut: { getPlan: { id: "vc2-4c-8gb", locations: ["ewr"] } },
    says: "is not to be had in fra now",
    servers: (powerStatus, mark) => ({
      getInstances: { instances: [{ ...listed, powerStatus, tags: [tagOf(ownershipKeys.urn, mark)] }] },
    }),
    on: "running",
    off: "stopped",
  },
];

function answers(said: Readonly<Record<string, Answer>>) {
  return ({ token }: { readonly token: string }) => said[token.split(":").at(-1) ?? ""];
}

function inputsOf(resources: readonly RecordedResource[]) {
  return Object.fromEntries(resources.map((each) => [each.urn, each.inputs]));
}

/** Deploys one machine where another was. */
async function changed(from: MachineArgs, to: MachineArgs, said: Readonly<Record<string, Answer>> = {}) {
  const before = inputsOf((await deployed(from)).resources);
  return deployed(to, { before, call: answers(said) });
}

describe.each(vendors)("before a server at $vendor.kind is touched", ({ vendor, larger, soldOut, says, ...saying }) => {
  const small = machineAt(vendor);
  const large = machineAt(larger);

  it("its plan is seen to be on sale: where it is made, rebuilt or resized, and never else", async () => {
    const refused = expect.stringMatching(new RegExp(`^harbour-plan .* harbour: .* ${says}, .* Nothing was touched`));
    expect((await deployed(large, { call: answers(soldOut) })).errors).toEqual([refused]);
    expect((await changed(small, large, soldOut)).errors).toEqual([refused]);
    expect((await changed(large, { ...large, generation: 2 }, soldOut)).errors).toEqual([refused]);
    const { resources, errors } = await changed(large, { ...large, owner: "other-crew" }, soldOut);
    expect(errors).toEqual([]);
    expect(waitsFor(resources, deployedRole(resources, "server"), deployedRole(resources, "plan"))).toBe(true);
  });

  it("a host that is said to be lost is off, as the vendor says", async () => {
    const lost = { ...small, hostLost: true };
    const { on, off } = saying;
    const mark = urnMark(deployedRole((await deployed(small)).resources, "server").urn);
    const servers = (power: string) => saying.servers(power, mark);
    expect((await changed(small, lost, servers(on))).errors.join()).toContain(`is "${on}", not off`);
    expect((await changed(small, lost, servers(off))).errors).toEqual([]);
    expect((await changed(lost, { ...lost, generation: 2 }, servers(on))).errors.join()).toContain("not off");
    expect((await changed(lost, { ...lost, generation: 2 }, servers(off))).errors).toEqual([]);
    // Left where it was once the next host runs, it does not let that one be switched off under its ship.
    const stillLost = { ...large, hostLost: true };
    expect((await changed(lost, stillLost, servers(on))).errors.join()).toContain("not off");
    expect((await deployed(lost)).errors.join()).toContain("this stack has made no machine yet");
    const both = await changed(small, { ...lost, generation: 2 }, servers(off));
    expect(both.errors.join()).toContain("Set hostLost alone");
  });

  it("nothing is undone over SSH on a lost host, and everything on another", async () => {
    const commands = async (hostLost: boolean) => {
      const { resources } = await changed(small, { ...small, hostLost });
      return resources.filter(({ type }) => type === "command:remote:Command").map((each) => each.retainOnDelete);
    };
    expect(new Set(await commands(true))).toEqual(new Set([true]));
    expect(new Set(await commands(false))).toEqual(new Set([undefined]));
  });
});

function deployedRole(resources: readonly RecordedResource[], role: string): RecordedResource {
  const found = resources.find((each) => each.name === `harbour-${role}`);
  if (found === undefined) throw new Error(`there is no ${role}`);
  return found;
}

it("a server that its vendor protects is not rebuilt until the protection is taken off", async () => {
  const protectedOne: MachineArgs = machineAt({
    kind: "hetzner",
    location: "fsn1",
    serverType: "cpx22",
    serverProtection: true,
  });
  const { resources } = await deployed(protectedOne);
  expect(deployedRole(resources, "server").inputs).toMatchObject({ deleteProtection: true, rebuildProtection: true });
  const { errors } = await changed(protectedOne, { ...protectedOne, generation: 2 });
  expect(errors.join()).toContain("Set vendor.serverProtection to false and run pulumi up");
});
