import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineResult, EngineRun, removeEngineRuns } from "../harness/engine-run";
import { type Entry, environmentText, named, planetEntry, testSecrets } from "./environments";

// The life of one planet at Vultr on the real engine. `base` is deployed once and copied.

const vendor = { kind: "vultr", region: "fra", plan: "vc2-2c-4gb" };
const machinePath = ["roadstead:planets", "sampel", "machine"];
const ssh = { from: ["198.51.100.0/24", "2001:DB8:0:0::/64"] };

const secrets = Object.fromEntries([
  ...Object.entries(testSecrets).filter(([key]) => !key.endsWith("hetzner-token")),
  ["roadstead:secret-vultr-token", "V7".repeat(18)],
]);

function environment(machine: Entry = {}): string {
  const entry = planetEntry("~sampel-palnet", { machine: { dns: named("sampel.example.org"), ...machine } });
  const accounts = {
    vultr: { vendor: "vultr", token: "vultr-token" },
    cloudflare: { vendor: "cloudflare", token: "cloudflare-token" },
  };
  return environmentText({ sampel: entry }, { accounts, machine: { vendor, ssh } });
}

let base: EngineRun;
let first: EngineResult;
let deployed: EngineResult;

type Holding = ReturnType<EngineRun["holdings"]>[number];

function allOf(run: EngineRun, kind: string): Holding[] {
  return run.holdings("vultr").filter(({ type }) => type.endsWith(`:${kind}`));
}

/** What there is of a kind at the vendor. */
function of(run: EngineRun, kind: string): Holding {
  const [found, ...more] = allOf(run, kind);
  if (found === undefined || more.length > 0) throw new Error(`not exactly one ${kind}`);
  return found;
}

/** Ids of what outlives a machine, by kind. */
function keptOf(run: EngineRun): Readonly<Record<string, string>> {
  return { volume: of(run, "BlockStorage").id, ipv4: of(run, "ReservedIp").id };
}

/** That the server answers from the published address, and holds the volume. */
function expectWhole(run: EngineRun, { outputs }: EngineResult): void {
  const server = of(run, "Instance");
  expect(outputs["addresses"]).toEqual({ sampel: server.state["mainIp"] });
  expect(server.state["mainIp"]).toBe(of(run, "ReservedIp").state["subnet"]);
  expect(of(run, "BlockStorage").state["attachedToInstance"]).toBe(server.id);
}

/** Where these changes stand, or a failure that tells all that there were. */
function expectInOrder({ changes }: EngineResult, order: readonly string[]): void {
  const places = order.map((each) => changes.indexOf(each));
  expect(places, changes.join("\n")).not.toContain(-1);
  expect([...places].sort((one, other) => one - other)).toEqual(places);
}

beforeAll(async () => {
  base = await EngineRun.start({ environment: environment(), secrets });
  first = await base.must("preview");
  deployed = await base.must("up");
}, 300_000);

afterAll(removeEngineRuns);

describe("a planet at Vultr", () => {
  it("is made as its preview said: every rule of the firewall before the server, the volume on it before it is mounted", () => {
    expect([...first.changes].sort()).toEqual([...deployed.changes].sort());
    const rules = deployed.changes.filter((each) => each.startsWith("create sampel-firewall-"));
    expect(rules).toHaveLength(7);
    for (const rule of rules) expectInOrder(deployed, [rule, "create sampel-server"]);
    expectInOrder(deployed, [
      "create sampel-ipv4",
      "create sampel-server",
      "create sampel-volume",
      "create sampel-mounted",
    ]);
    expect(of(base, "Instance").state["firewallGroupId"]).toBe(of(base, "FirewallGroup").id);
  });

  it("edge 32: answers from the address that is published, its main one", () => {
    expectWhole(base, deployed);
    expect(of(base, "Instance").inputs["reservedIpId"]).toBe(of(base, "ReservedIp").id);
  });

  it("edge 30: is not changed by a preview, nor by one after a refresh, and nothing is warned of", async () => {
    const preview = await base.must("preview");
    expect(preview.changes).toEqual([]);
    const run = await base.copy();
    const refreshed = await run.must("refresh");
    const after = await run.must("preview");
    expect(after.changes).toEqual([]);
    expect([first, deployed, preview, refreshed, after].flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(allOf(base, "FirewallRule").map(({ state }) => state["subnet"])).toContain("2001:db8::");
  });

  it("edge 33: leaves neither the root password nor the console's address in the clear", () => {
    const { defaultPassword, kvm } = of(base, "Instance").state;
    expect([defaultPassword, kvm].map(String).join()).toMatch(/sandbox-.*,https:/);
    const everywhere = [base.stateText(), JSON.stringify(deployed.outputs), deployed.text].join("\n");
    expect(base.stateText()).toContain("sampel-server");
    for (const secret of [defaultPassword, kvm]) expect(everywhere).not.toContain(String(secret));
  });

  it("tells what it costs, and what stays", () => {
    // The plan, a reserved address, 40 GiB.
    expect(deployed.outputs).toMatchObject({ monthlyCost: { USD: 27 }, pricesRead: "2026-07-01" });
    expect(deployed.outputs["protectedResources"]).toHaveLength(2);
  });
});

it("edge 28: rebuilt, it has its volume and address again, the old server gone first, and names what it is on", async () => {
  const run = await base.copy();
  run.edit([...machinePath, "generation"], 2);
  run.edit([...machinePath, "image"], "debian-13");
  const preview = await run.must("preview");
  const rebuilt = await run.must("up");
  expect([...rebuilt.changes].sort()).toEqual([...preview.changes].sort());
  expectInOrder(rebuilt, [
    "delete-replaced sampel-mounted",
    "delete-replaced sampel-server",
    "create-replacement sampel-server",
    "update sampel-volume",
    "create-replacement sampel-mounted",
  ]);
  expect(of(run, "Instance").id).not.toBe(of(base, "Instance").id);
  expect(of(run, "Instance").state["osId"]).toBe(2625);
  expect(keptOf(run)).toEqual(keptOf(base));
  expectWhole(run, rebuilt);
  const [before, after] = [base, run].map((each) => String(of(each, "BlockStorage").state["label"]).split(" "));
  expect(after?.slice(0, -1)).toEqual(before?.slice(0, -1));
  expect(after?.at(-1)).not.toBe(before?.at(-1));
  for (const reverse of ["reverse-ipv4", "reverse-ipv6", "host-key"]) {
    expect(rebuilt.of(`sampel-${reverse}`)).toContain("create-replacement");
  }
  expect((await run.must("preview")).changes).toEqual([]);
});

it("edge 1: what boots it changes nothing; a larger plan is taken in place; a port more is a rule more", async () => {
  const run = await base.copy();
  run.edit([...machinePath, "image"], "ubuntu-24.04");
  run.edit([...machinePath, "swap"], "4 GiB");
  run.edit([...machinePath, "vendor"], { ...vendor, plan: "vc2-4c-8gb" });
  run.edit([...machinePath, "openPorts"], [{ protocol: "tcp", port: 443, purpose: "web" }]);
  const changed = await run.must("up");
  expect(changed.changes.filter((each) => / sampel-/.test(each)).sort()).toEqual([
    "create sampel-firewall-tcp-443-v4-any",
    "create sampel-firewall-tcp-443-v6-any",
    "create-replacement sampel-running",
    "create-replacement sampel-standstill",
    "delete-replaced sampel-running",
    "delete-replaced sampel-standstill",
    "replace sampel-running",
    "replace sampel-standstill",
    "update sampel-own-firewall",
    "update sampel-plan",
    "update sampel-server",
  ]);
  expect(of(run, "Instance").state["plan"]).toBe("vc2-4c-8gb");
});

describe("a change that a live machine cannot follow is refused before anything changes:", () => {
  it.each([
    [
      "another region",
      "vendor",
      { ...vendor, region: "ams" },
      /sampel-ipv4 holds data in fra; changing the place to ams would strand it\. To move: deploy a second machine/,
    ],
    [
      "another SSH port",
      "ssh",
      { ...ssh, port: 2222 },
      /sampel: SSH answers at port 22, .* Set MachineArgs\.ssh\.formerPort to 22 beside port 2222/,
    ],
  ])("%s", async (_what, key, value, words) => {
    const run = await base.copy();
    run.edit([...machinePath, key], value);
    const refused = await run.run("up");
    expect(refused.ok).toBe(false);
    expect(refused.errors.join("\n")).toMatch(words);
    expect(run.holdings("vultr")).toEqual(base.holdings("vultr"));
  });
});

it("edge 2: destroyed and brought up again, has the same volume and address; taken out of the state and adopted, too", async () => {
  const run = await base.copy();
  const gone = await run.must("destroy");
  expect(gone.changes).toContain("delete sampel-server");
  expect(run.holdings("vultr")).toHaveLength(2);
  expect(keptOf(run)).toEqual(keptOf(base));
  expectWhole(run, await run.must("up"));
  expect(keptOf(run)).toEqual(keptOf(base));

  expect((await run.pulumi(["state", "unprotect", "--all", "--yes", "--stack", "test"])).code).toBe(0);
  await run.must("destroy");
  const { volume, ipv4 } = keptOf(run);
  const refused = await run.run("preview");
  expect(refused.errors.join("\n")).toContain(`id ${ipv4}, but this stack does not know it`);
  run.edit([...machinePath, "adopt"], { ipv4 });
  const again = await run.run("preview");
  expect(again.errors.join("\n")).toContain(`id ${volume}, but this stack does not know it`);
  run.edit([...machinePath, "adopt"], { volume, ipv4 });
  const adopted = await run.must("up");
  expect(adopted.of("sampel-volume")).toContain("import");
  expectWhole(run, adopted);
  run.edit([...machinePath, "adopt"], undefined);
  const settled = await run.must("up");
  expect(settled.changes.filter((each) => /create|delete|replace/.test(each))).toEqual([]);
  expect(keptOf(run)).toEqual(keptOf(base));
});

it("edge 34: the state lost while everything runs, recover knows all by marks, and nothing is replaced", async () => {
  const run = await base.copy();
  run.loseState();
  expect((await run.pulumi(["stack", "init", "test"])).code).toBe(0);
  const { code, text } = await run.recover();
  expect(code, text).toBe(0);
  for (const each of ["server", "volume", "ipv4", "ssh-key"]) {
    expect(text).toMatch(new RegExp(`adopts .* sampel-${each}: .* carries its ownership mark`));
  }
  const old = of(base, "FirewallGroup").id;
  expect(text).toContain(`a new one takes the place of ${old}, whose rules the provider cannot list`);
  const up = await run.must("up");
  expect(up.changes.filter((each) => /delete|replace/.test(each))).toEqual([]);
  expect(up.outputs).toEqual(deployed.outputs);
  expect(of(run, "Instance").id).toBe(of(base, "Instance").id);
  expect(keptOf(run)).toEqual(keptOf(base));
  expect(of(run, "Instance").state["firewallGroupId"]).not.toBe(old);
  expect(allOf(run, "FirewallGroup")).toHaveLength(2);
  expect((await run.must("preview")).changes).toEqual([]);
});
