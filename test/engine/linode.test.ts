import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineResult, EngineRun, ownProviders, removeEngineRuns } from "../harness/engine-run";
import { type Entry, environmentText, named, planetEntry, testSecrets } from "./environments";

// The life of one planet at Linode on the real engine. `base` is deployed once and copied.

const vendor = { kind: "linode", region: "nl-ams", type: "g6-standard-2" };
const machinePath = ["roadstead:planets", "sampel", "machine"];
const ssh = { from: ["198.51.100.0/24"] };

const secrets = Object.fromEntries([
  ...Object.entries(testSecrets).filter(([key]) => !key.endsWith("hetzner-token")),
  ["roadstead:secret-linode-token", "4f".repeat(32)],
]);

function environment(machine: Entry = {}): string {
  const entry = planetEntry("~sampel-palnet", { machine: { dns: named("sampel.example.org"), ...machine } });
  const accounts = {
    akamai: { vendor: "linode", token: "linode-token" },
    cloudflare: { vendor: "cloudflare", token: "cloudflare-token" },
  };
  return environmentText({ sampel: entry }, { accounts, machine: { vendor, ssh } });
}

let base: EngineRun;
let first: EngineResult;
let deployed: EngineResult;

/** What there is of a kind at the vendor. */
function of(run: EngineRun, kind: string): ReturnType<EngineRun["holdings"]>[number] {
  const [found, ...more] = run.holdings("linode").filter(({ type }) => type.endsWith(`:${kind}`));
  if (found === undefined || more.length > 0) throw new Error(`not exactly one ${kind}`);
  return found;
}

/** Ids by kind of all that is no name. */
function idsOf(run: EngineRun): Readonly<Record<string, string>> {
  const held = run.holdings("linode").filter(({ type }) => !type.endsWith(":Rdns"));
  return Object.fromEntries(held.map(({ type, id }) => [type.split(":").at(-1), id]));
}

beforeAll(async () => {
  base = await EngineRun.start({ environment: environment(), secrets });
  first = await base.must("preview");
  deployed = await base.must("up");
}, 300_000);

afterAll(removeEngineRuns);

describe("a planet at Linode", () => {
  it("edge 15: is made as its preview said, the firewall before the server and the volume tied to it", () => {
    expect([...first.changes].sort()).toEqual([...deployed.changes].sort());
    const order = ["firewall", "server", "volume", "mounted"].map((each) =>
      deployed.changes.indexOf(`create sampel-${each}`),
    );
    expect(order[0]).toBeGreaterThanOrEqual(0);
    expect([...order].sort((one, other) => one - other)).toEqual(order);
    expect(of(base, "Firewall").state["linodes"]).toEqual([Number(of(base, "Instance").id)]);
    expect(of(base, "Volume").state).toMatchObject({
      linodeId: Number(of(base, "Instance").id),
      encryption: "enabled",
    });
  });

  it("edge 19: names its addresses once its name leads to them", () => {
    for (const family of ["ipv4", "ipv6"]) {
      const at = (name: string) => deployed.changes.indexOf(`create sampel-${name}-${family}`);
      expect(at("record")).toBeGreaterThanOrEqual(0);
      expect(at("reverse")).toBeGreaterThan(at("record"));
    }
  });

  it("is not changed by a preview or a refresh, and nothing is warned of", async () => {
    const preview = await base.must("preview");
    expect(preview.changes).toEqual([]);
    const refreshed = await base.must("refresh", ["--expect-no-changes"]);
    expect([first, deployed, preview, refreshed].flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it("tells what it costs, where it is, and what stays", () => {
    expect(deployed.outputs).toMatchObject({
      addresses: { sampel: of(base, "Instance").state["ipAddress"] },
      monthlyCost: { USD: 28 },
      pricesRead: "2026-09-17",
    });
    expect(deployed.outputs["protectedResources"]).toHaveLength(1);
  });
});

describe("rebuilt,", () => {
  it("edge 18: it keeps its volume, let go of by the old server, which is gone before the new one is made", async () => {
    const run = await base.copy();
    run.edit([...machinePath, "generation"], 2);
    const rebuilt = await run.must("up");
    const at = (change: string) => rebuilt.changes.indexOf(change);
    const steps = [
      "delete-replaced sampel-mounted",
      "delete-replaced sampel-server",
      "create-replacement sampel-server",
      "update sampel-volume",
      "create-replacement sampel-mounted",
    ].map(at);
    expect(steps[0], rebuilt.changes.join()).toBeGreaterThanOrEqual(0);
    expect([...steps].sort((one, other) => one - other)).toEqual(steps);
    expect(of(run, "Instance").id).not.toBe(of(base, "Instance").id);
    expect(of(run, "Volume").id).toBe(of(base, "Volume").id);
    expect(of(run, "Volume").state["linodeId"]).toBe(Number(of(run, "Instance").id));
    expect(rebuilt.of("sampel-firewall")).toEqual(["same"]);
    expect(of(run, "Firewall").state["linodes"]).toEqual([Number(of(run, "Instance").id)]);
    // Its own address is another one now, and its names follow.
    expect(rebuilt.outputs["addresses"]).toEqual({ sampel: of(run, "Instance").state["ipAddress"] });
    expect(rebuilt.of("sampel-record-ipv4")).toEqual(["update"]);
    expect((await run.must("preview")).changes).toEqual([]);
  });

  it("edge 4: it may have a reserved address, which stays while the machine behind it is known afresh; found again without the state", async () => {
    const run = await base.copy();
    const reserved = { ...vendor, address: { mode: "reserved" } };
    run.edit([...machinePath, "vendor"], reserved);
    const refused = await run.run("preview");
    expect(refused.errors.join("\n")).toContain(
      'sampel: the machine was made with address mode "own" and cannot change to "reserved" while it is there. Raise generation in the same edit',
    );
    run.edit([...machinePath, "generation"], 2);
    const moved = await run.must("up");
    const address = of(run, "NetworkingIp").id;
    expect(moved.outputs["addresses"]).toEqual({ sampel: address });
    expect(of(run, "Instance").state["ipv4s"]).toEqual([address]);
    run.edit([...machinePath, "generation"], 3);
    const again = await run.must("up");
    expect(again.outputs["addresses"]).toEqual({ sampel: address });
    expect(again.of("sampel-record-ipv4")).toEqual(["same"]);
    expect(of(run, "Volume").id).toBe(of(base, "Volume").id);
    expect(again.of("sampel-host-key")).toContain("create-replacement");

    const before = idsOf(run);
    run.loseState();
    expect((await run.pulumi(["stack", "init", "test"])).code).toBe(0);
    const blank = await run.run("preview");
    expect(blank.errors.join("\n")).toMatch(
      new RegExp(`id (${before["Volume"]}|${before["NetworkingIp"]}), but this stack does not know it`),
    );
    const { code, text } = await run.recover();
    expect(code, text).toBe(0);
    for (const each of ["server", "volume", "firewall", "ipv4"]) {
      expect(text).toMatch(new RegExp(`adopts .* sampel-${each}: .* carries its ownership mark`));
    }
    const settled = await run.must("up");
    expect(settled.changes.filter((each) => /delete|replace/.test(each))).toEqual([]);
    expect(settled.outputs).toEqual(again.outputs);
    expect(idsOf(run)).toEqual(before);
  });
});

describe("a change that a live machine cannot follow is refused in the preview:", () => {
  it.each([
    [
      "another region",
      "vendor",
      { ...vendor, region: "se-sto" },
      /sampel(-volume)? holds data in nl-ams; changing the place to se-sto would strand it\. To move: deploy a second machine/,
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
    expect(idsOf(run)).toEqual(idsOf(base));
    expect(of(run, "Volume").state).toEqual(of(base, "Volume").state);
  });
});

it("edge 13: another type is taken in place, the machine runs again, and what boots it changes nothing", async () => {
  const run = await base.copy();
  run.edit([...machinePath, "vendor"], { ...vendor, type: "g6-standard-4" });
  run.edit([...machinePath, "image"], "debian-13");
  const resized = await run.must("up");
  expect(
    resized.changes.filter((each) =>
      /^(update|delete-replaced|create-replacement) sampel-(server|running|access)$/.test(each),
    ),
  ).toEqual(["delete-replaced sampel-running", "update sampel-server", "create-replacement sampel-running"]);
  expect(of(run, "Instance").state).toMatchObject({ type: "g6-standard-4", status: "running", booted: true });
  run.edit([...machinePath, "vendor"], vendor);
  expect((await run.must("up")).of("sampel-server")).toEqual(["update"]);
  expect(of(run, "Instance").state).toMatchObject({ type: "g6-standard-2", status: "running" });
});

it("edge 2: destroyed and brought up again, has the same volume; taken out of the state and adopted, too", async () => {
  const run = await base.copy();
  const gone = await run.must("destroy");
  expect(gone.changes).toContain("delete sampel-server");
  expect(Object.keys(idsOf(run))).toEqual(["Volume"]);
  await run.must("up");
  expect(of(run, "Volume").id).toBe(of(base, "Volume").id);
  expect(of(run, "Volume").state["linodeId"]).toBe(Number(of(run, "Instance").id));

  expect((await run.pulumi(["state", "unprotect", "--all", "--yes", "--stack", "test"])).code).toBe(0);
  await run.must("destroy");
  const volume = of(run, "Volume").id;
  const refused = await run.run("preview");
  expect(refused.errors.join("\n")).toContain(`id ${volume}, but this stack does not know it`);
  run.edit([...machinePath, "adopt"], { volume });
  const adopted = await run.must("up");
  expect(adopted.of("sampel-volume")).toContain("import");
  expect(of(run, "Volume").state["linodeId"]).toBe(Number(of(run, "Instance").id));
  run.edit([...machinePath, "adopt"], undefined);
  await run.must("up");
  expect(of(run, "Volume").id).toBe(of(base, "Volume").id);
});

it("edge 12: at an account for Linode Interfaces, is refused with the setting that helps", async () => {
  const run = await base.copy();
  run.edit([...machinePath, "generation"], 2);
  const flags = ["--yes", "--skip-preview", "--stack", "test", "--color", "never"];
  const setting = { ...ownProviders, LINODE_INTERFACES_FOR_NEW_LINODES: "linode_only" };
  const { code, text } = await run.pulumi(["up", ...flags], setting);
  expect(code).not.toBe(0);
  expect(text).toContain('sampel: this account gives new Linodes "Linode Interfaces"');
  expect(text).toContain("set the interfaces for new Linodes to legacy_config_only");
});
