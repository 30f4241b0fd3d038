import { afterAll, beforeAll, expect, it } from "vitest";
import { demoSecrets } from "../../scripts/demo/secrets";
import { drift } from "../../scripts/sandbox/world";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, planetEntry } from "./environments";

// Private networks, placement groups and names at the vendor, at each vendor that has them, on the real engine.

const privateNetwork = { mode: "own", range: "10.20.0.0/24" };
const placementGroup = { mode: "own" };
const vendors = {
  sampel: { kind: "hetzner", location: "fsn1", serverType: "cpx22", privateNetwork, placementGroup },
  dozsem: { kind: "digitalocean", region: "fra1", size: "s-2vcpu-4gb", privateNetwork },
  littel: { kind: "linode", region: "nl-ams", type: "g6-standard-2", privateNetwork, placementGroup },
  tapfur: { kind: "vultr", region: "fra", plan: "vc2-2c-4gb", privateNetwork },
};
const ships = {
  sampel: "~sampel-palnet",
  dozsem: "~dozsem-fipfun",
  littel: "~littel-wolfur",
  tapfur: "~tapfur-fitsep",
};
const zones = { sampel: "hetzner", dozsem: "digitalocean", littel: undefined, tapfur: "vultr" };
type Name = keyof typeof vendors;
const names: readonly Name[] = ["sampel", "dozsem", "littel", "tapfur"];

function environment(change: Readonly<Record<string, unknown>> = {}): string {
  const entries = names.map((name) => {
    const zone = zones[name];
    const dns = zone === undefined ? {} : { dns: { vendor: zone, zone: "example.org", name: `${name}.example.org` } };
    const vendor = { ...vendors[name], ...change };
    return [name, planetEntry(ships[name], { machine: { vendor, ...dns } })] as const;
  });
  const account = (vendor: string) => ({ vendor, token: `${vendor}-token` });
  return environmentText(Object.fromEntries(entries), {
    accounts: {
      hetzner: account("hetzner"),
      ocean: account("digitalocean"),
      linode: account("linode"),
      vultr: account("vultr"),
    },
    machine: { ssh: { from: ["198.51.100.0/24"] } },
  });
}

const wanted = ["hetzner", "digitalocean", "linode", "vultr"].map((each) => `${each}-token`);
const secrets = Object.fromEntries(
  Object.entries(demoSecrets())
    .filter(([name]) => [...wanted, "deployment-key", "sampel-key"].includes(name))
    .map(([name, value]) => [`roadstead:secret-${name}`, value]),
);
const packages = ["hcloud", "digitalocean", "linode", "vultr"];
let run: EngineRun;

function held(packageName: string, kind: string): readonly Readonly<Record<string, unknown>>[] {
  return run.holdings(packageName).flatMap(({ type, state }) => (type.endsWith(`:${kind}`) ? [state] : []));
}

beforeAll(async () => {
  run = await EngineRun.start({ environment: environment(), secrets });
  await run.must("up");
});
afterAll(removeEngineRuns);

it("a machine at each vendor is in its private network, under its name in the vendor's own zone, and nothing changes after", async () => {
  expect(held("hcloud", "ServerNetwork")).toMatchObject([{ ip: expect.stringMatching(/^10\.20\.0\.\d+$/) }]);
  expect(held("digitalocean", "Droplet")).toMatchObject([
    { ipv4AddressPrivate: expect.stringMatching(/^10\.20\.0\./) },
  ]);
  expect(held("vultr", "Instance")).toMatchObject([{ internalIp: expect.stringMatching(/^10\.20\.0\./) }]);
  expect(JSON.stringify(held("linode", "Instance"))).toMatch(/"vpc":"10\.20\.0\.\d+"/);
  const records = [held("hcloud", "ZoneRrset"), held("digitalocean", "DnsRecord"), held("vultr", "DnsRecord")];
  expect(records.map((each) => each.length)).toEqual([2, 2, 2]);
  expect((await run.must("preview")).changes).toEqual([]);
});

/** The words of a command as it is told to a person. */
function typed(command: string): readonly string[] {
  return (command.match(/'[^']*'|[^\s']+(?:'[^']*')?/g) ?? []).map((word) => word.replaceAll("'", ""));
}

it("the state lost, recover knows networks, groups and names again; what bears no mark is a person's, by the commands that it tells", async () => {
  const lost = await run.copy();
  const kinds =
    /:(Server|Droplet|Instance|Volume|BlockStorage|Network|Vpc|VpcSubnet|PlacementGroup|PrimaryIp|ReservedIp)$/;
  const machinesAndNetworks = (): readonly string[] =>
    packages.flatMap((each) => lost.holdings(each).flatMap(({ type, id }) => (kinds.test(type) ? [id] : []))).sort();
  const before = machinesAndNetworks();
  lost.loseState();
  expect((await lost.pulumi(["stack", "init", "test"])).code).toBe(0);
  const first = await lost.recover();
  for (const each of [
    "sampel-network",
    "sampel-network-attachment",
    "sampel-placement-group",
    "sampel-record-ipv4",
    "dozsem-network",
    "dozsem-record-ipv6",
    "littel-network",
    "littel-subnet",
    "tapfur-network",
  ]) {
    expect(first.text).toMatch(new RegExp(`adopts .* ${each}: `));
  }
  expect(new Set(first.text.match(/UNDECIDED \S+ \S+ \S+:/g))).toEqual(
    new Set(["UNDECIDED linode PlacementGroup littel-placement-group:"]),
  );
  const imports = new Set(
    first.text.match(
      /pulumi import --stack test \S+ (?:littel-placement-group|sampel-subnet) .*--generate-code=false/g,
    ),
  );
  expect(imports.size).toBe(2);
  for (const command of imports) {
    const { code, text } = await lost.pulumi([...typed(command).slice(1), "--yes"]);
    expect(code, text).toBe(0);
  }
  const second = await lost.recover();
  expect(second.code, second.text).toBe(0);
  // As it is told of Vultr's records, which cannot be listed: a deployment says that they are there, a person deletes them.
  expect((await lost.run("up")).errors.join()).toContain("Duplicate records are not allowed");
  for (const { type, id } of lost.holdings("vultr")) {
    if (type.endsWith(":DnsRecord")) await drift(lost.sandbox.folder, "vultr", id, { gone: true });
  }
  const up = await lost.must("up");
  expect(up.changes.filter((each) => /delete|replace/.test(each))).toEqual([]);
  expect(machinesAndNetworks()).toEqual(before);
  expect((await lost.must("preview")).changes).toEqual([]);
});

it("a rebuild leaves network, group and names where they are", async () => {
  const kept = (): readonly string[] =>
    packages.flatMap((each) =>
      run.holdings(each).flatMap(({ type, id }) => (/:(Network|Vpc|VpcSubnet|PlacementGroup)$/.test(type) ? [id] : [])),
    );
  const before = kept();
  run.replaceEnvironment(
    environment().replaceAll("machine:\n        vendor", "machine:\n        generation: 2\n        vendor"),
  );
  const rebuilt = await run.must("up");
  expect(rebuilt.changes.filter((each) => /^create-replacement \w+-server$/.test(each))).toHaveLength(4);
  expect(kept()).toEqual(before);
  await run.must("destroy");
  expect(kept()).toEqual([]);
});
