import { afterAll, beforeAll, expect, it } from "vitest";
import { canaryMark } from "../examples/examples";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";
import { runtime, testSecrets } from "./environments";

// Programs that a user writes with the components, on the real engine: renamed, moved below another, transformed, wrong.

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm test";

/** A program that makes one machine with one ship, in a way that each test changes a little. */
function program(make: string): string {
  return `
import * as hcloud from "@pulumi/hcloud";
import * as pulumi from "@pulumi/pulumi";
import { Machine, readableFailures, secret, UrbitPlanet } from "roadstead";

readableFailures();
const config = new pulumi.Config();
const account = new hcloud.Provider("account", { token: config.requireSecret("secret-hetzner-token") });
const machineArgs = {
  owner: "harbour-crew",
  vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
  operator: { keys: ["${publicKey}"] },
  deployment: { publicKey: "${publicKey}", privateKey: secret(config.requireSecret("secret-deployment-key")) },
  ssh: { from: ["203.0.113.0/24"] },
  openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
} as const;
const planetArgs = {
  ship: "~sampel-palnet",
  boot: { mode: "create", key: secret(config.requireSecret("secret-sampel-key")) },
  runtime: ${JSON.stringify(runtime)},
} as const;
${make}
`;
}

const plain = `
const machine = new Machine("old", machineArgs, { providers: [account] });
new UrbitPlanet("old", { ...planetArgs, machine });
`;

const renamed = `
const machine = new Machine("new", machineArgs, { providers: [account], aliases: [{ name: "old" }] });
new UrbitPlanet("new", { ...planetArgs, machine }, { aliases: [{ name: "old" }] });
`;

let base: EngineRun;

beforeAll(async () => {
  base = await EngineRun.start({ environment: "config: {}\n", secrets: testSecrets, program: program(plain) });
  await base.must("up");
}, 300_000);

afterAll(removeEngineRuns);

/** What a changed program would do besides changing labels and names in place. */
async function drastic(make: string): Promise<readonly string[]> {
  base.useProgram(program(make));
  const { steps } = await base.must("preview");
  const components = /^(roadstead|test):/;
  return steps
    .filter(({ op, type }) => !["same", "update"].includes(op) && !components.test(type))
    .map(({ op, name }) => `${op} ${name}`);
}

it("a component that is renamed with an alias replaces nothing", async () => {
  const changes = await drastic(renamed);
  expect(changes).toEqual([]);
});

it("a component that is put below another with an alias replaces nothing", async () => {
  const changes = await drastic(`
const harbour = new pulumi.ComponentResource("test:index:Harbour", "harbour", {}, { providers: [account] });
const below = { parent: harbour, aliases: [{ parent: pulumi.rootStackResource }] };
const machine = new Machine("old", machineArgs, below);
new UrbitPlanet("old", { ...planetArgs, machine }, below);
`);
  expect(changes).toEqual([]);
});

it("without the alias both would be replaced, so that this check can fail", async () => {
  base.useProgram(program(plain.replaceAll('"old"', '"new"')));
  const { ok, changes, errors } = await base.run("preview");
  expect(ok ? changes.join() : errors.join()).toMatch(/create new-server|old-volume" cannot be deleted/);
});

it("the engine's own transforms reach every child", async () => {
  base.useProgram(
    program(`
const seen: string[] = [];
const note: pulumi.ResourceTransform = (args) => {
  seen.push(args.name);
  return args.type === "hcloud:index/server:Server" ? { props: { ...args.props, backups: true }, opts: args.opts } : undefined;
};
const machine = new Machine("old", machineArgs, { providers: [account], transforms: [note] });
new UrbitPlanet("old", { ...planetArgs, machine });
`),
  );
  const preview = await base.must("preview");
  expect(preview.of("old-server")).toEqual(["update"]);
  expect(preview.inputsOf("old-server")["backups"]).toBe(true);
});

it("a ship that is declared twice fails the preview, naming both, in words and without a stack", async () => {
  base.useProgram(program(`${plain}\nnew UrbitPlanet("twin", { ...planetArgs, machine });`));
  const { ok, errors } = await base.run("preview");
  expect(ok).toBe(false);
  expect(errors.join("\n")).toContain('~sampel-palnet is already declared by UrbitPlanet "old" in this program.');
  expect(errors.join("\n")).not.toMatch(/^\s+at .*node_modules/m);
});

it("a secret in plain text is refused without being repeated", async () => {
  base.useProgram(
    program(
      `new Machine("bad", { ...machineArgs, deployment: { publicKey: "${canaryMark}", privateKey: secret("x") }, owner: "" });`,
    ),
  );
  const refused = await base.run("preview");
  expect(refused.ok).toBe(false);
  expect(refused.errors.join("\n")).toContain('Machine "bad": 2 arguments are wrong');
});

it("a renamed component is taken along by an update too, under its new name, and then nothing is left to change", async () => {
  base.useProgram(program(renamed));
  const ids = (): string[] => base.holdings("hcloud").map(({ type, id }) => `${type} ${id}`);
  const before = ids();
  await base.must("up");
  expect(ids()).toEqual(before);
  expect((await base.must("preview")).changes).toEqual([]);
});

it("what a program prints is in the result: looks for secrets in the clear see it", async () => {
  base.useProgram('console.log("printed by the program"); console.error("and complained of");');
  const { text } = await base.run("preview");
  expect(text).toContain("printed by the program");
  expect(text).toContain("and complained of");
});
