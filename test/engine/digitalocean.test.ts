import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planFaults } from "../../scripts/sandbox/calls";
import { type EngineResult, EngineRun, removeEngineRuns } from "../harness/engine-run";
import { type Entry, environmentText, named, planetEntry, testSecrets } from "./environments";

// The life of one planet at DigitalOcean on the real engine. `base` is deployed once and copied.

const vendor = { kind: "digitalocean", region: "fra1", size: "s-2vcpu-4gb" };
const machinePath = ["roadstead:planets", "sampel", "machine"];

function environment(machine: Entry = {}): string {
  const entry = planetEntry("~sampel-palnet", { machine: { dns: named("sampel.example.org"), ...machine } });
  return environmentText(
    { sampel: entry },
    {
      accounts: {
        ocean: { vendor: "digitalocean", token: "digitalocean-token" },
        cloudflare: { vendor: "cloudflare", token: "cloudflare-token" },
      },
      machine: { vendor, ssh: { from: ["198.51.100.0/24"] } },
    },
  );
}

const secrets = Object.fromEntries([
  ...Object.entries(testSecrets).filter(([key]) => !key.endsWith("hetzner-token")),
  ["roadstead:secret-digitalocean-token", `dop_v1_${"4f".repeat(32)}`],
]);

let base: EngineRun;
let first: EngineResult;
let deployed: EngineResult;

/** Id by kind of everything at the vendor that has an id of its own; an attachment's is made up by the provider. */
function idsOf(run: EngineRun): Readonly<Record<string, string>> {
  const held = run.holdings("digitalocean").map(({ type, id }) => [type.split(":").at(-1) ?? "", id] as const);
  return Object.fromEntries(held.filter(([kind]) => !/Attachment|Assignment/.test(kind)));
}

function dataOf(run: EngineRun): readonly (string | undefined)[] {
  const ids = idsOf(run);
  return [ids["Volume"], ids["ReservedIp"]];
}

beforeAll(async () => {
  base = await EngineRun.start({ environment: environment(), secrets });
  first = await base.must("preview");
  deployed = await base.must("up");
}, 300_000);

afterAll(removeEngineRuns);

describe("a planet at DigitalOcean", () => {
  it("is made as its preview said, what guards and outlives the droplet before the droplet", () => {
    expect([...first.changes].sort()).toEqual([...deployed.changes].sort());
    const at = (name: string) => deployed.changes.indexOf(`create sampel-${name}`);
    for (const before of ["machine-tag", "firewall", "ipv4", "volume"]) {
      expect([before, at(before)]).toEqual([before, expect.any(Number)]);
      expect(at(before)).toBeGreaterThanOrEqual(0);
      expect(at(before)).toBeLessThan(at("server"));
    }
    expect(at("volume-attachment")).toBeLessThan(at("ipv4-assignment"));
    expect(deployed.text).not.toContain("nothing goes out");
  });

  it("is not changed by a preview or a refresh, and nothing is warned of", async () => {
    const preview = await base.must("preview");
    expect(preview.changes).toEqual([]);
    const refreshed = await base.must("refresh", ["--expect-no-changes"]);
    expect([first, deployed, preview, refreshed].flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it("edge 10: is reached at the address that stays, and says which one its peers see", () => {
    const droplet = base.holdings("digitalocean").find(({ type }) => type.endsWith(":Droplet"));
    expect(deployed.outputs["addresses"]).toEqual({ sampel: idsOf(base)["ReservedIp"] });
    expect(deployed.outputs["outboundAddresses"]).toEqual({ sampel: droplet?.state["ipv4Address"] });
    expect(deployed.outputs["ames"]).toEqual({ sampel: `${droplet?.state["ipv4Address"]}:34543` });
    expect(deployed.outputs).toMatchObject({ monthlyCost: { USD: 28 }, pricesRead: "2026-09-20" });
    expect(deployed.outputs["protectedResources"]).toHaveLength(2);
  });
});

it("edge 2: rebuilt, keeps volume and address, with the old droplet gone before the new one is made", async () => {
  const run = await base.copy();
  run.edit([...machinePath, "generation"], 2);
  const rebuilt = await run.must("up");
  expect(rebuilt.of("sampel-server")).toEqual(["delete-replaced", "replace", "create-replacement"]);
  const order = rebuilt.changes.filter((each) => /delete-replaced|create-replacement/.test(each));
  const at = (change: string) => order.indexOf(change);
  for (const tie of ["ipv4-assignment", "volume-attachment"]) {
    expect(at(`delete-replaced sampel-${tie}`), order.join()).toBeGreaterThanOrEqual(0);
    expect(at(`delete-replaced sampel-${tie}`)).toBeLessThan(at("delete-replaced sampel-server"));
    expect(at(`create-replacement sampel-${tie}`)).toBeGreaterThan(at("create-replacement sampel-server"));
  }
  expect(idsOf(run)["Droplet"]).not.toBe(idsOf(base)["Droplet"]);
  expect(dataOf(run)).toEqual(dataOf(base));
  for (const kept of ["volume", "ipv4", "firewall", "machine-tag"])
    expect(rebuilt.of(`sampel-${kept}`)).toEqual(["same"]);
  expect(rebuilt.outputs["addresses"]).toEqual(deployed.outputs["addresses"]);
  expect(rebuilt.outputs["outboundAddresses"]).not.toEqual(deployed.outputs["outboundAddresses"]);
});

it("another region is refused while data is there, and another SSH port while the machine is", async () => {
  const run = await base.copy();
  run.edit([...machinePath, "vendor"], { ...vendor, region: "ams3" });
  const moved = await run.run("preview");
  expect(moved.errors.join("\n")).toContain(
    "sampel-volume holds data in fra1; changing the place to ams3 would strand it",
  );
  run.edit([...machinePath, "vendor"], vendor);
  run.edit([...machinePath, "ssh"], { from: ["198.51.100.0/24"], port: 2222 });
  const deaf = await run.run("preview");
  expect(deaf.errors.join("\n")).toContain("sampel: SSH answers at port 22, which would be closed");
  expect(idsOf(run)).toEqual(idsOf(base));
});

it("edge 11: another size is taken in place with the disk as it was, and what boots the machine changes nothing", async () => {
  const run = await base.copy();
  run.edit([...machinePath, "vendor"], { ...vendor, size: "s-4vcpu-8gb", monitoring: true });
  run.edit([...machinePath, "image"], "debian-13");
  const resized = await run.must("up");
  expect(
    resized.changes.filter((each) =>
      /^(update|delete-replaced|create-replacement) sampel-(server|running|access)$/.test(each),
    ),
  ).toEqual(["delete-replaced sampel-running", "update sampel-server", "create-replacement sampel-running"]);
  const droplet = run.holdings("digitalocean").find(({ type }) => type.endsWith(":Droplet"));
  expect(droplet?.state).toMatchObject({ size: "s-4vcpu-8gb", disk: 80 });
});

it("destroyed and brought up again, has the same volume and address", async () => {
  const run = await base.copy();
  const gone = await run.must("destroy");
  expect(gone.changes).toContain("delete sampel-server");
  expect(Object.keys(idsOf(run)).sort()).toEqual(["ReservedIp", "Volume"]);
  const back = await run.must("up");
  expect(dataOf(run)).toEqual(dataOf(base));
  expect(back.outputs["addresses"]).toEqual(deployed.outputs["addresses"]);
});

describe("the state file is gone, while everything runs:", () => {
  it("nothing blank is made, recover adopts all of it, and the environment is whole again", async () => {
    const run = await base.copy();
    run.loseState();
    expect((await run.pulumi(["stack", "init", "test"])).code).toBe(0);
    const refused = await run.run("preview");
    const [, role = "", id] =
      /of sampel-(\w+) already exists at the vendor: .*adopt\.\w+: "([^"]+)"/.exec(refused.errors.join("\n")) ?? [];
    expect(id, refused.errors.join("\n")).toBe(
      { volume: idsOf(base)["Volume"], ipv4: idsOf(base)["ReservedIp"] }[role],
    );

    const { code, text } = await run.recover();
    expect([code, text.includes("UNDECIDED")], text).toEqual([0, false]);
    for (const each of ["server", "volume", "ipv4", "firewall"]) {
      expect(text).toMatch(new RegExp(`adopts .* sampel-${each}: .* carries its ownership mark`));
    }
    const up = await run.must("up");
    expect(up.changes.filter((each) => /delete|replace/.test(each))).toEqual([]);
    expect(up.outputs).toEqual(deployed.outputs);
    expect(idsOf(run)).toEqual(idsOf(base));
    expect((await run.must("preview")).changes).toEqual([]);
  });
});

it("an address that a lost answer left behind is told of, not adopted and not silently paid for", async () => {
  const run = await EngineRun.start({ environment: environment(), secrets });
  const at = { method: "create", type: "digitalocean:index/reservedIp:ReservedIp", nth: 1 } as const;
  planFaults(run.sandbox.folder, [{ at, fault: "lost-answer" }]);
  expect((await run.run("up")).ok).toBe(false);
  const [left] = run.holdings("digitalocean").filter(({ type }) => type.endsWith(":ReservedIp"));
  const { text } = await run.recover();
  expect(text).toContain(`${left?.id}, reserved and on no droplet`);
});

it("leaves no secret in the clear in the state", () => {
  const state = base.stateText() + readFileSync(base.workspace.environmentFile, "utf8");
  for (const [name, secret] of Object.entries(secrets))
    expect(state.includes(secret.split("\n")[1] ?? secret), name).toBe(false);
});
