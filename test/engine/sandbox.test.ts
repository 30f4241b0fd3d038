// The sandbox under the real engine, with a program that knows nothing of Roadstead.
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { planFaults, readCalls } from "../../scripts/sandbox/calls";
import { openSandbox, type Sandbox } from "../../scripts/sandbox/open";
import {
  nameEngine,
  type ResidentEnvironment,
  type ResidentService,
  startResidentProviders,
  startResidentService,
} from "../../scripts/sandbox/resident";
import { objectOf, textOf, unmark } from "../../scripts/sandbox/values";
import { drift, readWorld } from "../../scripts/sandbox/world";
import { type Engine, findEngine } from "../../scripts/toolchain/engine";
import { startsLean } from "../harness/compiled-workspace";
import { ownProviders } from "../harness/engine-run";

const accounts = { HCLOUD_TOKEN: "sandbox0".repeat(8), CLOUDFLARE_API_TOKEN: "sandbox" };
let folder: string;
let engine: Engine;
let sandbox: Sandbox;
/** Serve most runs; a test about how the engine starts and ends its providers says `ownProviders`. */
let residents: ResidentService;
let attached: ResidentEnvironment;

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly text: string;
}

function pulumi(
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
  started?: (pid: number) => void,
): Promise<Ended> {
  return new Promise((done, failed) => {
    const child = spawn(engine.pulumi, [...words, "--color", "never", "--non-interactive"], {
      cwd: join(folder, "program"),
      env: { ...process.env, ...sandbox.environment, ...accounts, ...attached, PULUMI_STACK: "trial", ...more },
    });
    let text = "";
    child.stdout.on("data", (chunk) => (text += String(chunk)));
    child.stderr.on("data", (chunk) => (text += String(chunk)));
    child.on("error", failed);
    // Not "close": plugins of a killed engine may hold the pipes for a moment longer.
    child.on("exit", (code, signal) => done({ code, signal, text }));
    if (child.pid !== undefined) started?.(child.pid);
  });
}

async function good(words: readonly string[], more?: Readonly<Record<string, string>>): Promise<string> {
  const { code, text } = await pulumi(words, more);
  expect(code, text).toBe(0);
  return text;
}

function program(text: string): void {
  writeFileSync(
    join(folder, "program", "index.js"),
    `const pulumi = require("@pulumi/pulumi");\nconst hcloud = require("@pulumi/hcloud");\n${text}`,
  );
}

function project(options: Readonly<Record<string, unknown>> = {}): string {
  return stringify({ name: "trial", runtime: { name: "nodejs", options: { typescript: false, ...options } } });
}

const machine = (more = "", userData = "canary-user-data") => `
const tls = require("@pulumi/tls");
const command = require("@pulumi/command");
const cloudflare = require("@pulumi/cloudflare");
const random = require("@pulumi/random");
const key = new tls.PrivateKey("key", { algorithm: "ED25519" });
const ssh = new hcloud.SshKey("ssh", { name: "ssh", publicKey: key.publicKeyOpenssh });
const firewall = new hcloud.Firewall("fw", { rules: [{ direction: "in", protocol: "tcp", port: "22", sourceIps: ["0.0.0.0/0", "::/0"] }] });
const ip = new hcloud.PrimaryIp("ip", { type: "ipv4", location: "nbg1", assigneeType: "server", autoDelete: false });
const volume = new hcloud.Volume("volume", { name: "data", size: 10, location: "nbg1" });
const server = new hcloud.Server("server", {
  name: "machine", serverType: "cpx22", image: "debian-13", location: "nbg1", sshKeys: [ssh.id], userData: pulumi.secret("${userData}"),
  firewallIds: [firewall.id.apply(Number)], publicNets: [{ ipv4Enabled: true, ipv4: ip.id.apply(Number), ipv6Enabled: true }], ${more}
});
const attached = new hcloud.VolumeAttachment("attached", { volumeId: volume.id.apply(Number), serverId: server.id.apply(Number) });
const hostKey = new command.remote.Command("host-key", {
  connection: { host: server.ipv4Address, privateKey: key.privateKeyOpenssh }, stdin: pulumi.secret("canary-stdin"),
  create: "cat /etc/ssh/ssh_host_ed25519_key.pub", triggers: [server.id],
}, { dependsOn: [attached] });
const record = new cloudflare.DnsRecord("record", {
  zoneId: "0123456789abcdef0123456789abcdef", name: "ship.example.com", type: "A", content: server.ipv4Address, ttl: 1,
});
const password = new random.RandomPassword("password", { length: 20 });
exports.ip = server.ipv4Address;
exports.serverId = server.id;
exports.volumeId = volume.id;
exports.hostKey = pulumi.unsecret(hostKey.stdout);
exports.password = password.result;
`;

async function outputs(): Promise<Readonly<Record<string, string>>> {
  const { text } = await pulumi(["stack", "output", "--json", "--show-secrets"]);
  const parsed = unmark(JSON.parse(text)).value;
  return Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, textOf(value) ?? ""]));
}

const types = (world: ReturnType<typeof readWorld>) => world.map((one) => one.type.split(":").at(-1)).sort();

beforeAll(async () => {
  engine = await findEngine();
  folder = mkdtempSync(join(tmpdir(), "roadstead-sandbox-engine-"));
  const programFolder = join(folder, "program");
  mkdirSync(programFolder);
  symlinkSync(resolve(__dirname, "..", "..", "node_modules"), join(programFolder, "node_modules"));
  writeFileSync(join(programFolder, "package.json"), '{ "name": "trial", "version": "1.0.0", "main": "index.js" }\n');
  // Here the program is only what speaks to the sandbox; `npm run sandbox` below runs one as its user has it.
  writeFileSync(join(programFolder, "Pulumi.yaml"), project({ nodeargs: startsLean() }));
  residents = startResidentService({ program: programFolder, environment: accounts });
});
afterAll(async () => {
  await residents.stop();
  rmSync(folder, { recursive: true, force: true });
});

let clouds = 0;
beforeEach(async () => {
  // Each test has a cloud and a state of its own.
  clouds += 1;
  sandbox = await openSandbox({ folder: join(folder, `cloud-${clouds}`), engine, program: join(folder, "program") });
  attached = await residents.attach(sandbox, ["hcloud", "cloudflare", "command", "random", "tls"]);
  program("");
  const state = join(sandbox.folder, "state");
  const emptyStack = join(folder, "empty-stack");
  if (existsSync(emptyStack)) cpSync(emptyStack, state, { recursive: true });
  else {
    await good(["stack", "init", "trial"]);
    cpSync(state, emptyStack, { recursive: true });
  }
});

describe("a machine", () => {
  it("goes up, previews no changes, follows changes, and goes away", async () => {
    program(machine());
    const first = await good(["up", "--yes"], { ...ownProviders });
    expect(first).not.toMatch(/warning/i);
    expect(first).toMatch(/commands are recorded .* not executed/);
    const made = await outputs();
    expect(made["ip"]).toMatch(/^198\.1[89]\./);
    expect(made["hostKey"]).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\S{43} /);
    expect(made["password"]).toHaveLength(20);

    expect(await good(["preview", "--expect-no-changes"])).not.toMatch(/warning/i);
    expect(await good(["refresh", "--yes", "--skip-preview"])).not.toMatch(/updated/);
    await good(["preview", "--expect-no-changes"]);

    program(machine('labels: { a: "b" }, keepDisk: true').replace("cpx22", "cpx32"));
    expect(await good(["up", "--yes", "--skip-preview"])).toMatch(/~ 1 updated/);
    expect((await outputs())["serverId"]).toBe(made["serverId"]);

    // A given name is unique, so the server goes first; address and volume stay.
    program(machine("", "other user data"));
    const replaced = await good(["up", "--yes", "--skip-preview"]);
    expect(replaced).toMatch(/hcloud:index:Server server deleted[\s\S]*hcloud:index:Server server created/);
    const after = await outputs();
    expect(after["serverId"]).not.toBe(made["serverId"]);
    expect([after["ip"], after["volumeId"]]).toEqual([made["ip"], made["volumeId"]]);
    await good(["preview", "--expect-no-changes"]);

    await good(["destroy", "--yes", "--skip-preview"]);
    for (const name of ["hcloud", "cloudflare", "command", "random", "tls"])
      expect(readWorld(sandbox.folder, name)).toEqual([]);
  });

  it("leaves no secret in plain text anywhere", async () => {
    program(machine());
    const texts = [await good(["up", "--yes"]), await good(["preview", "--diff"]), await good(["stack", "export"])];
    const secret = (await outputs())["password"] ?? "";
    for (const path of readdirSync(sandbox.folder, { recursive: true, encoding: "utf8" })) {
      const whole = join(sandbox.folder, path);
      if (statSync(whole).isFile()) texts.push(readFileSync(whole, "latin1"));
    }
    for (const text of texts) {
      expect(text).not.toContain("canary");
      expect(text).not.toContain(secret);
      expect(text).not.toContain("PRIVATE KEY-----\\n");
    }
    const [server] = readWorld(sandbox.folder, "hcloud").filter((one) => one.type.endsWith(":Server"));
    expect(server?.inputs["userData"]).toBe("canary-user-data");
    expect(server?.secretInputs).toContainEqual(["userData"]);
    expect(readFileSync(join(sandbox.folder, "commands.ndjson"), "utf8")).toContain('"stdin":"secret of 12 bytes"');
  });

  it("shows in a preview only what is known, and nothing exists afterwards", async () => {
    program(machine());
    const { text } = await pulumi(["preview", "--json"]);
    const steps = unmark(JSON.parse(text)).value["steps"];
    const planned = (Array.isArray(steps) ? steps : []).map(objectOf);
    const inputsOf = (name: string) =>
      objectOf(objectOf(planned.find((one) => String(one["urn"]).endsWith(`::${name}`))?.["newState"])["inputs"]);
    expect(inputsOf("server")).toMatchObject({ name: "machine", serverType: "cpx22" });
    // What the engine writes for unknown values.
    expect(inputsOf("record")["content"]).toBe("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
    expect(readCalls(sandbox.folder)).toEqual([]);
  });
});

it("finds drift, and an up mends it", async () => {
  program('new hcloud.Volume("v", { name: "v", size: 10, location: "nbg1", labels: { a: "b" } });');
  await good(["up", "--yes", "--skip-preview"]);
  const [volume] = readWorld(sandbox.folder, "hcloud");
  await drift(sandbox.folder, "hcloud", volume?.id ?? "", { state: { labels: { a: "changed" } } });
  expect(await good(["refresh", "--yes", "--skip-preview", "--diff"])).toMatch(/"b" => "changed"/);
  expect(await good(["up", "--yes", "--skip-preview", "--diff"])).toMatch(/"changed" => "b"/);
  await drift(sandbox.folder, "hcloud", volume?.id ?? "", { gone: true });
  expect(await good(["refresh", "--yes", "--skip-preview"])).toMatch(/deleted/);
  expect(await good(["up", "--yes", "--skip-preview"])).toMatch(/\+ 1 created/);
});

it("imports what exists, by the import option and by pulumi import", async () => {
  program(
    'exports.id = new hcloud.Volume("v", { name: "v", size: 10, location: "nbg1" }, { retainOnDelete: true }).id;',
  );
  await good(["up", "--yes", "--skip-preview"]);
  const { id } = await outputs();
  program("");
  await good(["up", "--yes", "--skip-preview"]);
  expect(readWorld(sandbox.folder, "hcloud")).toHaveLength(1);
  program(`new hcloud.Volume("w", { name: "v", size: 10, location: "nbg1" }, { import: "${id}" });`);
  expect(await good(["up", "--yes", "--skip-preview"])).toMatch(/1 imported/);
  await good(["preview", "--expect-no-changes"]);
  const gone = await pulumi([
    "import",
    "hcloud:index/volume:Volume",
    "x",
    "104999999",
    "--yes",
    "--generate-code=false",
  ]);
  expect(gone.code).not.toBe(0);
  expect(gone.text).toMatch(/does not exist/);
  const found = await pulumi(["import", "hcloud:index/volume:Volume", "y", id ?? "", "--yes", "--generate-code=false"]);
  expect(found.code, found.text).toBe(0);
});

it("refuses a misspelt property, type and function, naming what was meant", async () => {
  program('new hcloud.Server("s", { serverType: "cpx22", image: "debian-13", publicNets: [{ ipv4Enable: true }] });');
  expect((await pulumi(["preview"])).text).toMatch(/publicNets\[0\][\s\S]*ipv4Enable[\s\S]*ipv4Enabled/);
  program('new pulumi.CustomResource("hcloud:index/server:Sever", "s", {});');
  expect((await pulumi(["preview"])).text).toMatch(
    /no resource type hcloud:index\/server:Sever\. Did you mean hcloud:index\/server:Server/,
  );
  program('pulumi.runtime.invoke("hcloud:index/getServr:getServr", {});');
  expect((await pulumi(["preview"])).text).toMatch(/no function hcloud:index\/getServr:getServr\. Did you mean/);
});

it("fails without a token as the provider does, and says what would do here", async () => {
  program('new hcloud.Volume("v", { size: 10, location: "nbg1" });');
  const { code, text } = await pulumi(["preview"], { ...ownProviders, HCLOUD_TOKEN: "" });
  expect(code).not.toBe(0);
  expect(text).toMatch(/Missing Hetzner Cloud API token.*export HCLOUD_TOKEN/);
});

it("keeps two accounts of one vendor apart in one stack", async () => {
  program(`
const provider = (name, letter) => new hcloud.Provider(name, { token: letter.repeat(64) });
for (const letter of ["a", "b"]) {
  new hcloud.Volume("v" + letter, { name: "same", size: 10, location: "nbg1" }, { provider: provider("p" + letter, letter) });
}`);
  await good(["up", "--yes", "--skip-preview"]);
  const world = readWorld(sandbox.folder, "hcloud");
  expect(world).toHaveLength(2);
  expect(new Set(world.map((one) => one.account)).size).toBe(2);
  expect(JSON.stringify(world)).not.toContain("aaaaaaaa");
  await good(["preview", "--expect-no-changes"]);
});

describe("when things go wrong", () => {
  const volume = 'new hcloud.Volume("v", { name: "v", size: 10, location: "nbg1" });';
  const first = { at: { method: "create", type: "hcloud:index/volume:Volume", nth: 1 } } as const;

  it("a lost answer leaves the volume, and the next up meets its name", async () => {
    program(volume);
    planFaults(sandbox.folder, [{ ...first, fault: "lost-answer" }]);
    const lost = await pulumi(["up", "--yes", "--skip-preview"]);
    expect(lost.code).not.toBe(0);
    expect(lost.text).toMatch(/created, but the answer was lost/);
    expect(types(readWorld(sandbox.folder, "hcloud"))).toEqual(["Volume"]);
    expect((await pulumi(["up", "--yes", "--skip-preview"])).text).toMatch(
      /volume name is already used \(uniqueness_error\)/,
    );
  });

  it.each([
    ["kill-before", 0],
    ["kill-after", 1],
  ] as const)("%s ends the engine at that very call", async (fault, exist) => {
    program(volume);
    planFaults(sandbox.folder, [{ ...first, fault }]);
    expect((await pulumi(["up", "--yes", "--skip-preview"], { ...ownProviders })).signal).toBe("SIGKILL");
    expect(readWorld(sandbox.folder, "hcloud")).toHaveLength(exist);
    expect(readCalls(sandbox.folder)).toMatchObject([{ method: "create", name: "v", outcome: "open", fault }]);
    await good(["cancel", "--yes"]);
    const { text } = await pulumi(["up", "--yes", "--skip-preview"]);
    if (exist === 1) expect(text).toMatch(/already used/);
    else expect(text).toMatch(/\+ 1 created/);
  });

  it("providers that stay serve run after run, and kill the engine they are told", async () => {
    program(volume);
    const resident = await startResidentProviders(sandbox, ["hcloud"], {
      program: join(folder, "program"),
      environment: accounts,
    });
    try {
      const stayed = { ...resident.environment };
      await good(["up", "--yes", "--skip-preview"], stayed);
      await good(["preview", "--expect-no-changes"], stayed);
      program(`${volume} new hcloud.Volume("w", { name: "w", size: 10, location: "nbg1" });`);
      planFaults(sandbox.folder, [{ ...first, fault: "kill-after" }]);
      const killed = await pulumi(["up", "--yes", "--skip-preview"], stayed, (pid) => nameEngine(sandbox.folder, pid));
      expect(killed.signal).toBe("SIGKILL");
      expect(readWorld(sandbox.folder, "hcloud")).toHaveLength(2);
      await good(["cancel", "--yes"], stayed);
      expect((await pulumi(["up", "--yes", "--skip-preview"], stayed)).text).toMatch(/already used/);
    } finally {
      await resident.stop();
    }
  });
});

describe("npm run sandbox", () => {
  const script = resolve(__dirname, "..", "..", "scripts", "sandbox", "sandbox.ts");

  function sandboxScript(words: readonly string[], cwd: string): Promise<Ended & { readonly complaint: string }> {
    return new Promise((done, failed) => {
      const child = spawn(process.execPath, ["--import", require.resolve("tsx"), script, ...words], {
        cwd: resolve(__dirname, "..", ".."),
        env: { ...process.env, INIT_CWD: cwd, ...accounts },
      });
      let [text, complaint] = ["", ""];
      child.stdout.on("data", (chunk) => (text += String(chunk)));
      child.stderr.on("data", (chunk) => (complaint += String(chunk)));
      child.on("error", failed);
      child.on("close", (code, signal) => done({ code, signal, text, complaint }));
    });
  }

  it("runs any command in the caller's folder, lists what exists, and empties", async () => {
    const elsewhere = join(folder, "elsewhere");
    cpSync(join(folder, "program"), elsewhere, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(elsewhere, "Pulumi.yaml"), project());
    writeFileSync(
      join(elsewhere, "index.js"),
      'const hcloud = require("@pulumi/hcloud");\nnew hcloud.Volume("v", { name: "v", size: 10, location: "nbg1" });\n',
    );
    const init = await sandboxScript(["pulumi", "stack", "init", "dev"], elsewhere);
    expect(init.complaint).toMatch(/^sandbox: a cloud in the folder .roadstead\/sandbox; no real cloud is touched\n/);
    const up = await sandboxScript(["pulumi", "up", "--yes", "--skip-preview"], elsewhere);
    expect(up.code, up.text + up.complaint).toBe(0);
    expect((await sandboxScript(["--list"], elsewhere)).text).toMatch(
      /1 things? exists? [\s\S]*hcloud:index\/volume:Volume {2}104000001 {2}v/,
    );
    expect((await sandboxScript(["sh", "-c", "exit 7"], elsewhere)).code).toBe(7);
    expect((await sandboxScript(["no-such-command"], elsewhere)).code).toBe(2);
    expect((await sandboxScript(["--folders", "x"], elsewhere)).complaint).toMatch(/There is no option --folders/);
    expect((await sandboxScript(["--destroy"], elsewhere)).text).toMatch(/empty now/);
    expect(existsSync(join(elsewhere, ".roadstead", "sandbox"))).toBe(false);
    expect((await sandboxScript(["--destroy", "--folder", elsewhere], elsewhere)).code).toBe(2);
    expect(existsSync(join(elsewhere, "index.js"))).toBe(true);
  });
});
