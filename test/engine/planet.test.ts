import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { type EngineResult, EngineRun, removeEngineRuns } from "../harness/engine-run";
import { environmentText, named, planetEntry, testSecrets } from "./environments";

// The life of one planet on the real engine. What costs a deployment is shared: `base` is deployed once, as users do it,
// from TypeScript and with providers that the engine starts; its copies go on with the same program compiled.

const machinePath = ["roadstead:planets", "sampel", "machine"];
const entry = planetEntry("~sampel-palnet", { machine: { dns: named("sampel.example.org") } });

let base: EngineRun;
let deployed: EngineResult;

/** Ids of what outlives a machine, by kind. */
function dataOf(run: EngineRun): Record<string, string> {
  const held = run.holdings("hcloud").filter(({ type }) => /:(Volume|PrimaryIp)$/.test(type));
  return Object.fromEntries(held.map(({ inputs, id }) => [String(inputs["name"]).split("-").at(-1), id]));
}

beforeAll(async () => {
  const environment = environmentText({ sampel: entry });
  base = await EngineRun.start({ environment, secrets: testSecrets, asUsersRunIt: true });
  deployed = await base.must("up");
}, 300_000);

afterAll(removeEngineRuns);

describe("a deployed planet", () => {
  it("is not changed by a preview, a refresh or a second up, and nothing is warned of", async () => {
    const preview = await base.must("preview");
    expect(preview.changes).toEqual([]);
    const refreshed = await base.must("refresh", ["--expect-no-changes"]);
    const again = await base.must("up");
    expect(again.changes).toEqual([]);
    expect(again.outputs).toEqual(deployed.outputs);
    expect([deployed, preview, refreshed, again].flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it("tells a person what they want to know", () => {
    expect(deployed.outputs).toMatchObject({
      ships: { sampel: "~sampel-palnet" },
      hosts: { sampel: "sampel.example.org" },
      monthlyCost: { EUR: 22.28 },
    });
    expect(deployed.outputs["protectedResources"]).toHaveLength(3);
  });

  it("leaves no secret in the clear: not in the state, the outputs, the events, or what was printed", () => {
    const events = readFileSync(join(base.folder, "events.json"), "utf8");
    const everywhere = [base.stateText(), JSON.stringify(deployed.outputs), deployed.text, events];
    expect(base.stateText()).toContain("sampel-server");
    for (const [name, secret] of Object.entries(testSecrets)) {
      const pieces = [secret, JSON.stringify(secret).slice(1, -1), secret.split("\n")[1] ?? secret];
      for (const piece of pieces) for (const place of everywhere) expect(place.includes(piece), name).toBe(false);
    }
  });

  it("leaves no secret in the clear in any file of the workspace, the state or the sandbox", () => {
    const files = readdirSync(base.folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const text = readFileSync(join(file.parentPath, file.name), "latin1");
      for (const [name, secret] of Object.entries(testSecrets)) {
        expect(text.includes(secret.split("\n")[1] ?? secret), `${name} in ${file.name}`).toBe(false);
      }
    }
  });
});

it("destroyed and brought up again, has the same volume and addresses", async () => {
  const run = await base.copy();
  const gone = await run.must("destroy");
  expect(gone.changes).toContain("delete sampel-server");
  expect(dataOf(run)).toEqual(dataOf(base));
  const back = await run.must("up");
  expect(back.changes).toContain("create sampel-server");
  expect(dataOf(run)).toEqual(dataOf(base));
  expect(back.outputs["addresses"]).toEqual(deployed.outputs["addresses"]);
});

it("unprotected, destroyed and adopted, has the same volume and addresses, and then nothing to change", async () => {
  const run = await base.copy();
  expect((await run.pulumi(["state", "unprotect", "--all", "--yes", "--stack", "test"])).code).toBe(0);
  await run.must("destroy");
  expect(dataOf(run)).toEqual(dataOf(base));

  const { volume = "", ipv4 = "", ipv6 = "" } = dataOf(run);
  const refused = await run.run("preview");
  expect(refused.ok).toBe(false);
  expect(refused.errors.join("\n")).toContain(`id ${volume}, but this stack does not know it`);

  run.edit([...machinePath, "adopt"], { volume, ipv4, ipv6 });
  const adopted = await run.must("up");
  expect(adopted.of("sampel-volume")).toEqual(["import"]);
  run.edit([...machinePath, "adopt"], undefined);
  const settled = await run.must("up");
  expect(settled.changes.filter((each) => /create|delete|replace/.test(each))).toEqual([]);
  expect(dataOf(run)).toEqual(dataOf(base));
  expect((await run.must("preview")).changes).toEqual([]);
});

it("tells another stack what it needs: the example for that runs against it, word for word", async () => {
  const run = await base.copy();
  // The name that the example asks for.
  const renamed = await run.pulumi(["stack", "rename", "sandbox", "--stack", "test"]);
  expect(renamed.code, renamed.text).toBe(0);
  const folder = join(run.folder, "consumer");
  mkdirSync(folder);
  symlinkSync(join(__dirname, "../examples/stack-reference"), join(folder, "program"));
  const runtime = { name: "nodejs", options: { typescript: false, nodeargs: "--import tsx" } };
  writeFileSync(join(folder, "Pulumi.yaml"), stringify({ name: "budget", runtime, main: "program/index.ts" }));
  const consumer = ["--cwd", folder, "--stack", "office"];
  for (const args of [
    ["stack", "init", "office", "--cwd", folder],
    ["up", "--yes", "--skip-preview", ...consumer],
  ]) {
    const { code, text } = await run.pulumi(args);
    expect(code, text).toBe(0);
  }
  const { stdout } = await run.pulumi(["stack", "output", "--json", ...consumer]);
  const address = base.holdings("hcloud").find(({ inputs }) => inputs["type"] === "ipv4")?.state["ipAddress"];
  expect(JSON.parse(stdout)).toEqual({ allowList: [`${address}/32`], budget: Math.ceil(22.28 * 1.2) });
});

describe("a change that a live machine cannot follow is refused in the preview, and the words say what to do:", () => {
  const hetzner = { kind: "hetzner", location: "fsn1", serverType: "cpx22" };
  const refusals: readonly (readonly [string, string, unknown, RegExp])[] = [
    [
      "another location",
      "vendor",
      { ...hetzner, location: "nbg1" },
      // Volume and addresses are judged at once; the engine stops at the first refusal, whichever it is.
      /sampel-(volume|ipv4|ipv6) holds data in fsn1; changing the place to nbg1 would strand it\. To move: deploy a second machine/,
    ],
    [
      "another SSH port",
      "ssh",
      { from: ["198.51.100.0/24"], port: 2222 },
      /sampel: SSH answers at port 22, .* Set MachineArgs\.ssh\.formerPort to 22 beside port 2222/,
    ],
  ];
  it.each(refusals)("%s", async (_what, key, value, words) => {
    const run = await base.copy();
    run.edit([...machinePath, key], value);
    const refused = await run.run("preview");
    expect(refused.ok).toBe(false);
    expect(refused.errors.join("\n")).toMatch(words);
    expect(refused.steps.filter(({ op }) => op.includes("delete"))).toEqual([]);
  });

  it.each([
    ["another location", "vendor", { ...hetzner, location: "nbg1" }],
    ["a smaller volume", "volume", { mode: "separate", size: "20 GiB" }],
  ])(
    "%s is refused in the preview, and tried all the same changes nothing at the vendor",
    async (_what, key, value) => {
      const run = await base.copy();
      run.edit([...machinePath, key], value);
      expect((await run.run("preview")).ok).toBe(false);
      expect((await run.run("up")).ok).toBe(false);
      expect(run.holdings("hcloud").map(({ id, state }) => [id, state["size"]])).toEqual(
        base.holdings("hcloud").map(({ id, state }) => [id, state["size"]]),
      );
    },
  );

  it("while another owner is written everywhere in place", async () => {
    const run = await base.copy();
    run.edit(["roadstead:owner"], "another crew");
    const { steps } = await run.must("preview");
    expect(new Set(steps.map(({ op }) => op))).toEqual(new Set(["same", "update"]));
  });
});

it("whose environment is wrong, is told so at once and whole, and nothing is registered", async () => {
  const run = await base.copy();
  const good = await run.must("preview");
  run.edit(["roadstead:planets", "sampel", "ship"], "sampel-palnet");
  run.edit(["roadstead:planets", "sampel", "loom"], 99);
  const refused = await run.run("preview");
  expect(refused.ok).toBe(false);
  const said = refused.errors.join("\n");
  expect(said).toContain('planets.sampel.ship: "sampel-palnet" is not a ship.');
  expect(said).toContain("planets.sampel.loom: 99 is not allowed.");
  expect(said).not.toContain("node_modules");
  expect(refused.steps.filter(({ type }) => type !== "pulumi:pulumi:Stack")).toEqual([]);
  expect(refused.seconds).toBeLessThan(good.seconds * 1.5 + 1);
});
