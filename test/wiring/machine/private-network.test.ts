import { describe, expect, it } from "vitest";
import { problemsOf } from "../../../components/core/argument-trial";
import { resolveMachine } from "../../../components/machine/resolve";
import type { RecordedResource } from "../../harness/recorded-resource";
import { context, deployed, machineAt, waitsFor } from "./deployed-machine";

const own = { mode: "own", range: "10.20.0.0/24" } as const;
const uuid = "506f78a4-e098-11e5-ad9f-000f53306ae1";
const hetzner = { kind: "hetzner", location: "ash", serverType: "cpx21" } as const;
const ocean = { kind: "digitalocean", region: "fra1", size: "s-2vcpu-4gb" } as const;
const linode = { kind: "linode", region: "nl-ams", type: "g6-standard-2" } as const;
const vultr = { kind: "vultr", region: "fra", plan: "vc2-2c-4gb" } as const;

function inputsText({ inputs }: RecordedResource): string {
  return JSON.stringify(inputs);
}

describe("edge 24: a private network at Hetzner", () => {
  it("has its subnet before the server is attached, in the zone of its place, and the server is told nothing of it", async () => {
    const { of, resources, errors } = await deployed(machineAt({ ...hetzner, privateNetwork: own }));
    expect(errors).toEqual([]);
    expect(of("subnet").inputs).toMatchObject({ ipRange: "10.20.0.0/24", networkZone: "us-east", type: "cloud" });
    expect(waitsFor(resources, of("network-attachment"), of("subnet"))).toBe(true);
    expect(of("network-attachment").inputs).toMatchObject({ aliasIps: [] });
    expect(of("server").inputs["networks"]).toBeUndefined();
  });

  it("may be another machine's", async () => {
    const joins = { ...hetzner, privateNetwork: { mode: "join", id: "4711" } } as const;
    const { of, resources } = await deployed(machineAt(joins));
    expect(of("network-attachment").inputs).toMatchObject({ networkId: 4711 });
    expect(resources.filter(({ name }) => /-(network|subnet)$/.test(name))).toEqual([]);
  });
});

it("edge 14: the public interface of a Linode is its first, whatever private network it is in", async () => {
  const { of } = await deployed(machineAt({ ...linode, privateNetwork: own, placementGroup: { mode: "own" } }));
  const { interfaces }: { interfaces?: unknown } = of("server").inputs;
  expect(interfaces).toMatchObject([{ purpose: "public", primary: true }, { purpose: "vpc" }]);
  expect(of("server").ignoreChanges).toEqual(expect.arrayContaining(["interfaces", "placementGroup"]));
});

it.each([
  [ocean, "vpcUuid"],
  [vultr, "vpcIds"],
  [linode, "interfaces"],
] as const)("a machine in place at $kind stays in the network in which it was made", async (vendor, key) => {
  const privateNetwork = { mode: "join", id: vendor.kind === "linode" ? "4711" : uuid } as const;
  const { of } = await deployed(machineAt({ ...vendor, privateNetwork }));
  expect(inputsText(of("server"))).toContain(privateNetwork.id);
  expect(of("server").ignoreChanges).toContain(key);
});

it.each([ocean, linode, vultr])(
  "a network at $kind does not change its addresses under the machines in it",
  async (vendor) => {
    const { resources } = await deployed(machineAt({ ...vendor, privateNetwork: own }));
    const before = Object.fromEntries(resources.map((each) => [each.urn, each.inputs]));
    const moved = machineAt({ ...vendor, privateNetwork: { mode: "own", range: "10.21.0.0/24" } });
    const { errors } = await deployed(moved, { before });
    expect(errors.join()).toContain("its private network 10.20.0.0/24, which cannot become 10.21.0.0/24 under them");
  },
);

describe("what cannot be had is said", () => {
  const problems = (vendor: object) => problemsOf(resolveMachine("harbour", { ...machineAt(ocean), vendor }, context));

  it.each([
    ["10.20.0.0/8", /is no range of private addresses/],
    ["10.20.0.1/24", /with its host bits zero/],
    ["8.8.0.0/24", /private \(RFC 1918\), from \/16 to \/28/],
    ["10.20.0.0/30", /from \/16 to \/28/],
    ["192.168.0.0/15", /is no range/],
    ["a network", /is not allowed\. Use one such as 10\.20\.0\.0\/24/],
  ])("a range of %s", (range, said) => {
    expect(problems({ ...hetzner, privateNetwork: { mode: "own", range } })).toEqual([expect.stringMatching(said)]);
  });

  it("a group at a vendor that has none, and Linode's own network", () => {
    const placementGroup = { mode: "own" };
    expect(problems({ ...ocean, placementGroup }).join()).toContain("placementGroup: cannot be had here: DigitalOcean");
    expect(problems({ ...vultr, placementGroup }).join()).toContain("placementGroup: cannot be had here: Vultr");
    const taken = { mode: "own", range: "192.168.130.0/24" };
    expect(problems({ ...linode, privateNetwork: taken }).join()).toContain("192.168.128.0/17, which is Linode's own");
    expect(problems({ ...hetzner, privateNetwork: { mode: "join", id: "a" } }).join()).toContain("digits only");
  });
});
