import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drift } from "../../scripts/sandbox/world";
import { type EngineResult, EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, named, planetEntry, testSecrets } from "./environments";

// What is at the vendors and not in the state, and the ways that the READMEs give to take it over.

const adoptPath = ["roadstead:planets", "sampel", "machine", "adopt"];

/** Everything there is at the vendors: id by type and name. */
function idsOf(run: EngineRun): Readonly<Record<string, string>> {
  const all = ["hcloud", "cloudflare"].flatMap((vendor) => run.holdings(vendor));
  return Object.fromEntries(all.map(({ urn = "", id }) => [urn.split("::").slice(2).join(" "), id]));
}

/** Of what outlives a machine: id by name. */
function dataOf(run: EngineRun): Readonly<Record<string, string>> {
  const held = run.holdings("hcloud").filter(({ type }) => /:(Volume|PrimaryIp)$/.test(type));
  return Object.fromEntries(held.map(({ inputs, id }) => [String(inputs["name"]).split("-").at(-1), id]));
}

/** Deletes everything of these kinds, in this order, as a person does in the vendor's console. */
async function deleteByHand(run: EngineRun, vendor: string, kinds: readonly string[]): Promise<void> {
  for (const kind of kinds) {
    const held = run.holdings(vendor).filter(({ type }) => type.endsWith(`:${kind}`));
    expect(held.length, kind).toBeGreaterThan(0);
    for (const { id } of held) await drift(run.sandbox.folder, vendor, id, { gone: true });
  }
}

afterAll(removeEngineRuns);

describe("the state file is gone, while everything runs:", () => {
  let base: EngineRun;
  let deployed: EngineResult;

  beforeAll(async () => {
    const entry = planetEntry("~sampel-palnet", { machine: { dns: named("sampel.example.org") } });
    base = await EngineRun.start({ environment: environmentText({ sampel: entry }), secrets: testSecrets });
    deployed = await base.must("up");
    base.loseState();
    expect((await base.pulumi(["stack", "init", "test"])).code).toBe(0);
  }, 300_000);

  it("nothing blank is made beside what is there, and the refusal names its id", async () => {
    const run = await base.copy();
    for (const operation of ["preview", "up"] as const) {
      // Else the key, whose name is taken, may be in the way before any data is.
      const refused = await run.run(operation, operation === "up" ? ["--continue-on-error"] : []);
      expect(refused.ok).toBe(false);
      // Volume and addresses are judged at once; a preview stops at the first refusal, whichever it is.
      const [, role = "", id] =
        /of sampel-(\w+) already exists at the vendor: .*Take it over with MachineArgs\.adopt\.\w+: "(\d+)"/.exec(
          refused.errors.join("\n"),
        ) ?? [];
      expect(id).toBe(dataOf(base)[role] ?? "the id of something that holds data");
      expect(dataOf(run)).toEqual(dataOf(base));
    }
  });

  it("recover adopts all of it by its marks, and the environment is whole again", async () => {
    const run = await base.copy();
    const { code, text } = await run.recover();
    expect(code, text).toBe(0);
    expect(text).not.toContain("UNDECIDED");
    for (const role of ["server", "volume", "ipv4", "ipv6", "firewall"]) {
      expect(text).toMatch(new RegExp(`adopts .* sampel-${role}: .* carries its ownership mark`));
    }
    const up = await run.must("up");
    expect(up.changes.filter((each) => /delete|replace/.test(each))).toEqual([]);
    expect(up.outputs).toEqual(deployed.outputs);
    expect(idsOf(run)).toEqual(idsOf(base));
    expect((await run.must("preview")).changes).toEqual([]);
  });

  it("without recover: what holds no data is deleted at the vendors, what does is adopted by id", async () => {
    const run = await base.copy();
    await deleteByHand(run, "hcloud", ["Server", "Firewall", "SshKey"]);
    await deleteByHand(run, "cloudflare", ["DnsRecord"]);
    run.edit(adoptPath, dataOf(base));
    const adopted = await run.must("up");
    for (const role of ["volume", "ipv4", "ipv6"]) expect(adopted.of(`sampel-${role}`)).toEqual(["import"]);
    run.edit(adoptPath, undefined);
    const settled = await run.must("up");
    expect(settled.changes.filter((each) => /create|delete|replace/.test(each))).toEqual([]);
    expect(dataOf(run)).toEqual(dataOf(base));
    expect(settled.outputs["addresses"]).toEqual(deployed.outputs["addresses"]);
    expect((await run.must("preview")).changes).toEqual([]);
  });
});

describe("a server with its volume and addresses, made by hand:", () => {
  // As a person does who knows nothing of Roadstead: no labels, no protection, names of their own.
  const byHand = `
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
const token = new pulumi.Config().requireSecret("secret-hetzner-token");
const provider = new hcloud.Provider("mine", { token });
const volume = new hcloud.Volume("pier", { size: 60, location: "fsn1", format: "ext4" }, { provider });
const server = new hcloud.Server("box", { serverType: "cpx22", image: "debian-12", location: "fsn1" }, { provider });
new hcloud.VolumeAttachment("tie", { volumeId: volume.id.apply(Number), serverId: server.id.apply(Number) }, { provider });
`;
  const kinds: Readonly<Record<string, (holding: { readonly type: string; readonly state: object }) => boolean>> = {
    "sampel-server": ({ type }) => type.endsWith(":Server"),
    "sampel-volume": ({ type }) => type.endsWith(":Volume"),
    "sampel-volume-attachment": ({ type }) => type.endsWith(":Volume"),
    "sampel-ipv4": ({ type, state }) => type.endsWith(":PrimaryIp") && Reflect.get(state, "type") === "ipv4",
    "sampel-ipv6": ({ type, state }) => type.endsWith(":PrimaryIp") && Reflect.get(state, "type") === "ipv6",
  };
  const taken = (run: EngineRun): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(kinds).map(([name, is]) => [name, run.holdings("hcloud").find(is)?.id ?? ""]));

  it("imported as the README says, all of it stays as it is: same ids, same address, nothing replaced", async () => {
    const machine = { volume: { mode: "separate", size: "60 GiB" } };
    const entry = planetEntry("~sampel-palnet", { machine });
    const environment = environmentText({ sampel: entry });
    const run = await EngineRun.start({ environment, secrets: testSecrets, program: byHand });
    await run.must("up");
    const before = taken(run);
    run.loseState();
    expect((await run.pulumi(["stack", "init", "test"])).code).toBe(0);
    run.useProjectsProgram();

    const file = join(run.folder, "import.json");
    const offered = await run.pulumi(["preview", "--import-file", file, "--stack", "test"]);
    expect(offered.code, offered.text).toBe(0);
    const { resources, ...rest }: { resources: Record<string, unknown>[] } = JSON.parse(readFileSync(file, "utf8"));
    const kept = resources.flatMap((each) => {
      if (each["type"] === "pulumi:providers:hcloud" || each["type"] === "roadstead:index:Machine") return [each];
      const id = before[String(each["name"])];
      return id === undefined ? [] : [{ ...each, id }];
    });
    expect(kept).toHaveLength(7);
    writeFileSync(file, JSON.stringify({ ...rest, resources: kept }));
    const how = ["--generate-code=false", "--protect=false", "--yes", "--stack", "test"];
    const imported = await run.pulumi(["import", "--file", file, ...how]);
    expect(imported.code, imported.text).toBe(0);

    const up = await run.must("up");
    for (const name of Object.keys(before)) expect([name, up.of(name)]).toEqual([name, ["update"]]);
    expect(up.changes.filter((each) => /delete|replace/.test(each))).toEqual([]);
    expect(taken(run)).toEqual(before);
    expect((await run.must("preview")).changes).toEqual([]);
  });
});
