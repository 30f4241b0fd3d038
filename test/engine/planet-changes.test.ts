import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EngineResult, EngineRun, removeEngineRuns } from "../harness/engine-run";
import { type Entry, environmentText, named, planetEntry, publicKey, testSecrets } from "./environments";

// Every argument that a user can change, each on a planet of its own, all in one deployment: one preview and one update
// show the effect of each. What stands in `effect` is what the READMEs promise.

type Effect = Readonly<Record<string, "update" | "replace" | "create" | "delete">>;

interface Row {
  readonly what: string;
  readonly ship: string;
  readonly before?: Entry;
  readonly after: Entry;
  readonly effect: Effect;
}

const onMachine: Effect = {
  "own-firewall": "replace",
  "host-key": "replace",
  ready: "replace",
  mounted: "replace",
  access: "replace",
  plan: "update",
};
const ship: Effect = { installed: "replace", licence: "replace", key: "replace", running: "replace" };
/** The ship's files follow in place, then it is stopped and started. */
const restarted: Effect = { installed: "update", running: "replace" };
const boot = { mode: "create", key: "sampel-key" };
const hel1 = { kind: "hetzner", location: "hel1", serverType: "cpx22" };
const ames = { protocol: "udp", port: 34543, purpose: "Ames" };

const rows: readonly Row[] = [
  {
    what: "generation",
    ship: "~zod",
    after: { machine: { generation: 2 } },
    effect: { server: "replace", "volume-attachment": "replace", ...onMachine, ...ship },
  },
  {
    what: "generation, with another image and swap at once",
    ship: "~nec",
    after: { machine: { generation: 2, image: "debian-13", swap: "4 GiB" } },
    effect: { server: "replace", "volume-attachment": "replace", ...onMachine, ...ship },
  },
  { what: "image", ship: "~bud", after: { machine: { image: "debian-13" } }, effect: {} },
  { what: "swap", ship: "~wes", after: { machine: { swap: "4 GiB" } }, effect: {} },
  { what: "restarts", ship: "~sev", after: { machine: { unattendedReboot: { mode: "never" } } }, effect: {} },
  {
    what: "server type",
    ship: "~per",
    after: { machine: { vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx32" } } },
    effect: { server: "update", plan: "update", standstill: "replace", running: "replace" },
  },
  {
    what: "who may connect",
    ship: "~sut",
    after: { machine: { ssh: { from: ["203.0.113.0/24"] } } },
    effect: { firewall: "update", "own-firewall": "update" },
  },
  {
    what: "a port more",
    ship: "~let",
    after: { machine: { openPorts: [{ protocol: "tcp", port: 443, purpose: "web" }] } },
    effect: { firewall: "update", "own-firewall": "update" },
  },
  {
    what: "size of the volume",
    ship: "~ful",
    after: { machine: { volume: { mode: "separate", size: "80 GiB" } } },
    effect: { volume: "update", mounted: "update" },
  },
  {
    what: "a name at last",
    ship: "~pen",
    after: { machine: { dns: named("pen.example.org") } },
    effect: { "record-ipv4": "create", "record-ipv6": "create", "reverse-ipv4": "create", "reverse-ipv6": "create" },
  },
  {
    what: "another name",
    ship: "~syt",
    before: { machine: { dns: named("syt.example.org") } },
    after: { machine: { dns: named("syt.example.net") } },
    effect: { "record-ipv4": "update", "record-ipv6": "update", "reverse-ipv4": "update", "reverse-ipv6": "update" },
  },
  {
    what: "another zone",
    ship: "~lur",
    before: { machine: { dns: named("lur.example.org") } },
    after: { machine: { dns: { ...named("lur.example.org"), zoneId: "f".repeat(32) } } },
    effect: { "record-ipv4": "replace", "record-ipv6": "replace" },
  },
  {
    what: "another ship: the licence of the old one goes with it",
    ship: "~nes",
    after: { ship: "~rud" },
    effect: { ...ship, installed: "update" },
  },
  { what: "loom", ship: "~dur", after: { loom: 32 }, effect: restarted },
  { what: "web port", ship: "~wep", after: { httpPort: 8090 }, effect: restarted },
  { what: "snapshots", ship: "~ser", after: { snapshotMinutes: 9 }, effect: restarted },
  {
    what: "Ames port",
    ship: "~wyl",
    after: { amesPort: 40404, machine: { openPorts: [ames] } },
    effect: { firewall: "update", "own-firewall": "update", ...restarted },
  },
  {
    what: "runtime",
    ship: "~sun",
    after: { runtime: { version: "4.6", sha256: "6b".repeat(32) } },
    effect: restarted,
  },
  { what: "the key taken out", ship: "~ryp", after: { boot: { mode: "create" } }, effect: {} },
  {
    what: "the key delivered again",
    ship: "~syx",
    after: { boot: { ...boot, attempt: 2 } },
    effect: { licence: "update", key: "replace" },
  },
  {
    what: "another pier",
    ship: "~dyr",
    after: { pier: 2 },
    effect: { licence: "update", key: "replace", ...restarted },
  },
  {
    what: "resumed from now on: the licence to create goes, and an empty key takes the place of the old one",
    ship: "~nup",
    after: { boot: { mode: "resume" } },
    effect: { licence: "update", key: "replace" },
  },
  { what: "nothing", ship: "~heb", before: { account: "second" }, after: {}, effect: {} },
  {
    what: "nothing, elsewhere",
    ship: "~peg",
    before: { machine: { vendor: hel1 } },
    after: {},
    effect: {},
  },
];

function nameOf({ ship: patp }: Row): string {
  return patp.slice(1);
}

const nextKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPl8n0pVZ9vZNV+I9Gmx8ZOWYDzQ6bmjuTSs0OUx3PfW next";

/** What stands once for all machines; it changes for all of them, and only those that are rebuilt follow. */
const nextKeys: Entry = {
  operator: { keys: [publicKey, nextKey] },
  deployment: { publicKey: nextKey, privateKey: "deployment-key" },
};

function environment(changed: boolean): string {
  const planets = rows.map((row): [string, Entry] => {
    const change = { account: "hetzner", ...row.before, ...(changed ? row.after : {}) };
    return [nameOf(row), planetEntry(row.ship, change)];
  });
  const account = { vendor: "hetzner", token: "hetzner-token" };
  return environmentText(Object.fromEntries(planets), {
    accounts: {
      hetzner: account,
      second: { vendor: "hetzner", token: "second-token" },
      cloudflare: { vendor: "cloudflare", token: "cloudflare-token" },
    },
    ...(changed ? nextKeys : {}),
  });
}

let first: EngineResult;
let preview: EngineResult;
let update: EngineResult;
let after: EngineResult;
let run: EngineRun;
let kept: ReadonlyMap<string, string>;

/** What outlives a machine: id by name. */
function dataOf(): Map<string, string> {
  const held = run.holdings("hcloud").filter(({ type }) => /:(Volume|PrimaryIp)$/.test(type));
  return new Map(held.map(({ inputs, id }) => [String(inputs["name"]), id]));
}

beforeAll(async () => {
  const secrets = { ...testSecrets, "roadstead:secret-second-token": "2".repeat(64) };
  run = await EngineRun.start({ environment: environment(false), secrets });
  first = await run.must("up");
  kept = dataOf();
  run.replaceEnvironment(environment(true));
  preview = await run.must("preview");
  update = await run.must("up");
  after = await run.must("preview");
}, 400_000);

afterAll(removeEngineRuns);

/** What happens to the children of one planet, by role. */
function effectOn(result: EngineResult, planet: string): Effect {
  const kinds = new Map<string, Effect[string]>();
  for (const { op, name } of result.steps) {
    if (!name.startsWith(`${planet}-`) || op === "same") continue;
    const role = name.slice(planet.length + 1);
    if (op === "update" || op === "create" || op === "delete") kinds.set(role, op);
    else kinds.set(role, "replace");
  }
  return Object.fromEntries(kinds);
}

describe("a changed argument has the effect that is documented, in the preview and in the update", () => {
  it.each(rows)("$what", (row) => {
    expect(effectOn(preview, nameOf(row))).toEqual({ access: "update", ...row.effect });
    expect(effectOn(update, nameOf(row))).toEqual({ access: "update", ...row.effect });
  });

  it("and then nothing is left to change", () => {
    expect(after.changes).toEqual([]);
  });

  it("without a warning", () => {
    expect([first, preview, update, after].flatMap(({ warnings }) => warnings)).toEqual([]);
  });
});

describe("a rebuilt machine", () => {
  it("is gone before the new one exists", () => {
    const ops = update.of("zod-server").filter((op) => op !== "same");
    expect(ops.indexOf("delete-replaced")).toBeLessThan(ops.indexOf("create-replacement"));
    expect(ops.indexOf("delete-replaced")).toBeGreaterThanOrEqual(0);
  });

  it("is stopped before it goes: the ship, then its licence, then the mount, then the attachment, then the server", () => {
    const gone = update.steps.filter(({ op }) => op === "delete-replaced").map(({ name }) => name);
    const order = ["running", "licence", "mounted", "volume-attachment", "server"].map((role) =>
      gone.indexOf(`zod-${role}`),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order).not.toContain(-1);
  });

  it("keeps its volume and addresses, as every other machine does", () => {
    expect(dataOf()).toEqual(kept);
    expect(kept.size).toBe(rows.length * 3);
  });

  it.each(["zod", "nec"])("%s gets exactly the boot data that the preview showed", (planet) => {
    const shown = preview.inputsOf(`${planet}-server`)["userData"];
    expect(shown).toEqual(expect.stringContaining("#cloud-config"));
    expect(update.inputsOf(`${planet}-server`)["userData"]).toBe(shown);
    const made = run.holdings("hcloud").find(({ urn }) => urn?.endsWith(`::${planet}-server`));
    const sha1 = createHash("sha1").update(String(shown)).digest("base64");
    expect([shown, sha1]).toContain(made?.inputs["userData"]);
    expect(made?.inputs["image"]).toBe(planet === "nec" ? "debian-13" : "debian-12");
  });

  it("gets the swap that was changed long before, where only now it is rebuilt", () => {
    expect(preview.inputsOf("nec-server")["userData"]).not.toBe(preview.inputsOf("zod-server")["userData"]);
  });
});

it("a ship that gives way to another is stopped before its licence goes, and the other is licensed only then", () => {
  const order = update.steps
    .filter(({ op, name }) => /^nes-(licence|running)$/.test(name) && /^(delete|create)-/.test(op))
    .map(({ op, name }) => `${op} ${name}`);
  expect(order).toEqual([
    "delete-replaced nes-running",
    "delete-replaced nes-licence",
    "create-replacement nes-licence",
    "create-replacement nes-running",
  ]);
});

it("other keys for operators and deployments replace no machine, and a rebuilt one gets them", () => {
  const rebuilt = rows.filter((row) => row.effect["server"] === "replace").map(nameOf);
  for (const { name, ops } of rows.map((row) => ({ name: nameOf(row), ops: update.of(`${nameOf(row)}-server`) }))) {
    expect([name, ops.some((op) => op.includes("replace"))]).toEqual([name, rebuilt.includes(name)]);
  }
  for (const name of rebuilt) expect(update.inputsOf(`${name}-server`)["userData"]).toContain(nextKey);
});

it("two accounts of one vendor each hold what is theirs, and see nothing of the other's", () => {
  const servers = run.holdings("hcloud").filter(({ type }) => type.endsWith(":Server"));
  const accountOf = (planet: string): string | undefined =>
    servers.find(({ urn }) => urn?.endsWith(`::${planet}-server`))?.account;
  expect(accountOf("heb")).not.toBe(accountOf("zod"));
  expect(new Set(servers.map(({ account }) => account)).size).toBe(2);
});
