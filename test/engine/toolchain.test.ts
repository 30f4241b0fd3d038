import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, findEngine } from "../../scripts/toolchain/engine";
import { offlineEnvironment } from "../../scripts/toolchain/offline";

// The real CLI with the language host that findEngine put beside it, on programs without resources.

let engine: Engine;
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

beforeAll(async () => {
  engine = await findEngine({ report: (line) => console.log(line) });
});

interface Project {
  readonly folder: string;
  pulumi(...given: string[]): { code: number | null; out: string; err: string };
}

function project(options: Record<string, unknown>, files: Record<string, string>): Project {
  const folder = mkdtempSync(join(tmpdir(), "engine-"));
  folders.push(folder);
  symlinkSync(join(__dirname, "../../node_modules"), join(folder, "node_modules"));
  for (const inner of ["home", "state"]) mkdirSync(join(folder, inner));
  const { main, ...runtimeOptions } = options;
  const described = {
    name: "harbour",
    runtime: { name: "nodejs", options: runtimeOptions },
    ...(main ? { main } : {}),
  };
  const all = { "package.json": '{ "name": "harbour" }', "Pulumi.yaml": JSON.stringify(described), ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const pulumi = (...given: string[]) => {
    const run = spawnSync(engine.pulumi, [...given, "--non-interactive"], {
      cwd: folder,
      encoding: "utf8",
      timeout: 120_000,
      env: {
        ...process.env,
        ...offlineEnvironment(),
        PATH: [join(engine.root, "bin"), process.env["PATH"]].join(delimiter),
        PULUMI_HOME: join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "not a secret",
      },
    });
    return { code: run.status, out: run.stdout, err: run.stderr };
  };
  expect(pulumi("stack", "init", "dev").code).toBe(0);
  return { folder, pulumi };
}

const esm = '{ "name": "harbour", "type": "module" }';

describe("a program", () => {
  it.each<[string, Record<string, unknown>, Record<string, string>]>([
    [
      "in JavaScript",
      { typescript: false },
      { "index.js": `exports.depth = 12; exports.who = require("@pulumi/pulumi").getStack();` },
    ],
    [
      "in JavaScript modules",
      { typescript: false },
      {
        "package.json": esm,
        "index.js": `import * as pulumi from "@pulumi/pulumi"; export const depth = 12; export const who = pulumi.getStack();`,
      },
    ],
    [
      "in TypeScript",
      {},
      {
        "index.ts": `import * as pulumi from "@pulumi/pulumi"; export const depth: number = 12; export const who: string = pulumi.getStack();`,
      },
    ],
    [
      "in TypeScript through a loader, in a folder of its own",
      { typescript: false, nodeargs: "--import tsx", main: "program/" },
      {
        "program/index.ts": `import * as pulumi from "@pulumi/pulumi"; export const depth: number = 12; export const who = pulumi.getStack();`,
      },
    ],
  ])("%s deploys, prints no warning and has its outputs", (_what, options, files) => {
    const { pulumi } = project(options, files);
    const up = pulumi("up", "--yes", "--skip-preview");
    expect(up.code, up.out + up.err).toBe(0);
    expect(up.out + up.err).not.toMatch(/warning/i);
    expect(up.err).toBe("");
    expect(JSON.parse(pulumi("stack", "output", "--json").out)).toEqual({ depth: 12, who: "dev" });
  });

  it("that fails fails the deployment, with its own message", () => {
    const { pulumi } = project(
      { typescript: false },
      {
        "index.js": `const { RunError } = require("@pulumi/pulumi"); const error = new RunError("the harbour is full");
          error.stack = error.message; // With a stack, Node 20 takes up to a minute to colour it.
          throw error;`,
      },
    );
    const up = pulumi("up", "--yes", "--skip-preview");
    expect(up.code).not.toBe(0);
    expect(up.out + up.err).toContain("the harbour is full");
    expect(up.out + up.err).not.toContain("exited with non-zero exit code");
  });

  it("that ends itself without a word is reported with its exit code", () => {
    const { pulumi } = project({ typescript: false }, { "index.js": "process.exit(7);" });
    const up = pulumi("up", "--yes", "--skip-preview");
    expect(up.code).not.toBe(0);
    expect(up.out + up.err).toContain("Program exited with non-zero exit code: 7");
  });

  it("keeps a secret of its configuration a secret", () => {
    const { pulumi } = project(
      { typescript: false },
      {
        "index.js": `exports.token = new (require("@pulumi/pulumi").Config)().requireSecret("token");`,
      },
    );
    pulumi("config", "set", "--secret", "token", "planted-canary");
    const up = pulumi("up", "--yes", "--skip-preview");
    expect(up.code, up.out + up.err).toBe(0);
    expect(up.out).toContain("[secret]");
    expect(up.out + up.err).not.toContain("planted-canary");
    expect(pulumi("stack", "output", "token", "--show-secrets").out.trim()).toBe("planted-canary");
  });
});

describe("a policy pack", () => {
  it("judges the program, and knows stack and configuration when it is loaded", () => {
    const { folder, pulumi } = project(
      { typescript: false },
      {
        "index.js": `const { ComponentResource } = require("@pulumi/pulumi"); new ComponentResource("a:b:Pier", "north", {}, {});`,
        "pack/PulumiPolicy.yaml": "runtime: nodejs\n",
        "pack/package.json": '{ "name": "pack", "version": "1.0.0" }',
        "pack/index.js": `const { PolicyPack } = require("@pulumi/policy"); const pulumi = require("@pulumi/pulumi");
        const loadedFor = pulumi.getProject() + "/" + pulumi.getStack() + " depth " + new pulumi.Config().get("depth");
        new PolicyPack("pack", { policies: [{ name: "no-pier", description: "none", enforcementLevel: "mandatory",
          validateResource: (resource, report) => { if (resource.type === "a:b:Pier") report("refused for " + loadedFor); } }] });`,
      },
    );
    pulumi("config", "set", "depth", "12");
    const preview = pulumi("preview", "--policy-pack", join(folder, "pack"));
    expect(preview.code).not.toBe(0);
    expect(preview.out + preview.err).toContain("refused for harbour/dev depth 12");
  });
});

describe("the engine", () => {
  it("fits the Automation API", async () => {
    const command = await PulumiCommand.get({ root: engine.root });
    expect(String(command.version)).toBe(engine.version);
  });

  it("says which language host it has", () => {
    const { pulumi } = project({ typescript: false }, { "index.js": "" });
    const about = pulumi("about", "--json");
    const said = JSON.stringify(JSON.parse(about.out));
    expect(said.includes("stand-in")).toBe(engine.languageHost === "stand-in");
  });
});
