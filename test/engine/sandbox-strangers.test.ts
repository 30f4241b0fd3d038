// Programs that know nothing of Roadstead, in the forms that other people write them, under the real engine.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { openSandbox, type Sandbox } from "../../scripts/sandbox/open";
import { readWorld } from "../../scripts/sandbox/world";
import { type Engine, findEngine } from "../../scripts/toolchain/engine";
import { findYamlHost, type LanguageHost } from "../../scripts/toolchain/yaml-host";

const tenMinutes = 600_000;
let root: string;
let engine: Engine;
let yamlHost: LanguageHost | undefined;
let folder: string;
let sandbox: Sandbox;

// The host for YAML is built on first use: about a minute where the engine was built before, and said while it lasts.
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "roadstead-strangers-"));
  const report = (line: string) => console.log(line);
  engine = await findEngine({ report });
  yamlHost = await findYamlHost(engine, { report });
}, tenMinutes);
afterAll(() => rmSync(root, { recursive: true, force: true }));

beforeEach(async () => {
  folder = mkdtempSync(join(root, "program-"));
  symlinkSync(join(__dirname, "../../node_modules"), join(folder, "node_modules"));
  const languageHosts = yamlHost === undefined ? [] : [yamlHost];
  sandbox = await openSandbox({ folder: join(folder, "sandbox"), engine, program: folder, languageHosts });
});

function program(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  good("stack", "init", "dev");
}

function pulumi(...words: readonly string[]): { readonly code: number | null; readonly text: string } {
  const run = spawnSync(engine.pulumi, [...words, "--color", "never", "--non-interactive"], {
    cwd: folder,
    encoding: "utf8",
    timeout: 120_000,
    env: { ...process.env, ...sandbox.environment, HCLOUD_TOKEN: "sandbox0".repeat(8) },
  });
  return { code: run.status, text: run.stdout + run.stderr };
}

function good(...words: readonly string[]): string {
  const { code, text } = pulumi(...words);
  expect(code, text).toBe(0);
  expect(text).not.toMatch(/warning/i);
  return text;
}

const nodejs = "name: stranger\nruntime: { name: nodejs, options: { typescript: false } }\n";
const manifest = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

it("a program in YAML deploys, stays as it is, is told of a typo, and is destroyed", () => {
  const text = `name: stranger
runtime: yaml
variables:
  image: { fn::invoke: { function: hcloud:getImage, arguments: { name: debian-13, withArchitecture: x86 }, return: name } }
resources:
  key: { type: tls:PrivateKey, properties: { algorithm: ED25519 } }
  ssh: { type: hcloud:SshKey, properties: { publicKey: "\${key.publicKeyOpenssh}" } }
  server:
    type: hcloud:Server
    properties: { serverType: cpx22, image: "\${image}", location: nbg1, sshKeys: ["\${ssh.id}"] }
  password: { type: random:RandomPassword, properties: { length: 20 } }
  config: { type: kubernetes:core/v1:ConfigMap, properties: { data: { address: "\${server.ipv4Address}" } } }
outputs:
  address: \${server.ipv4Address}
  password: \${password.result}
`;
  program({ "Pulumi.yaml": text });
  const up = good("up", "--yes", "--skip-preview");
  expect(up).toMatch(/address *: "198\.18\./);
  expect(up).toMatch(/password *: \[secret\]/);
  good("preview", "--expect-no-changes");
  writeFileSync(join(folder, "Pulumi.yaml"), text.replace("location:", "loction:"));
  expect(pulumi("preview").text).toMatch(/loction[\s\S]*location/);
  writeFileSync(join(folder, "Pulumi.yaml"), text);
  good("destroy", "--yes", "--skip-preview");
  expect(readWorld(sandbox.folder, "hcloud")).toEqual([]);
});

it("manifests become objects that a program can read from, and dynamic resources run its own code", () => {
  program({
    "Pulumi.yaml": nodejs,
    "package.json": '{ "name": "stranger" }',
    "app.yaml": manifest,
    "index.js": `const pulumi = require("@pulumi/pulumi");
const k8s = require("@pulumi/kubernetes");
const app = new k8s.yaml.ConfigFile("app", { file: "app.yaml", transformations: [(one) => { if (one.kind === "Deployment") one.spec.replicas = 3; }] });
const doubling = { create: async ({ n }) => ({ id: "twice", outs: { n, twice: n * 2 } }) };
class Doubled extends pulumi.dynamic.Resource {
  constructor(name, args) { super(doubling, name, { twice: undefined, ...args }); }
}
exports.replicas = app.getResource("apps/v1/Deployment", "web").spec.replicas;
exports.clusterIp = app.getResource("v1/Service", "web").spec.clusterIP;
exports.twice = new Doubled("d", { n: 21 }).twice;
`,
  });
  const up = good("up", "--yes", "--skip-preview");
  expect(up).toMatch(/clusterIp *: "10\.96\./);
  expect(up).toMatch(/replicas *: 3/);
  expect(up).toMatch(/twice *: 42/);
  good("preview", "--expect-no-changes");
  good("destroy", "--yes", "--skip-preview");
  expect(readWorld(sandbox.folder, "kubernetes")).toEqual([]);
});
