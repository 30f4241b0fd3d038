import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readCommandLine } from "./command-line";

const home = mkdtempSync(join(tmpdir(), "roadstead-render-"));
afterAll(() => rmSync(home, { recursive: true }));

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm ann";
const machine = {
  owner: "crew",
  vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
  operator: { keys: [key] },
  deployment: { publicKey: key, privateKey: { secret: "canary-deployment" } },
  ssh: { from: ["198.51.100.0/24"] },
};

function file(name: string, content: string): string {
  writeFileSync(join(home, name), content);
  return name;
}

function render(...words: string[]) {
  const script = join(__dirname, "render.ts");
  const tsx = require.resolve("tsx/cli");
  const run = spawnSync(process.execPath, [tsx, script, ...words], {
    cwd: home,
    env: { ...process.env, INIT_CWD: home },
    encoding: "utf8",
    timeout: 60_000,
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

const problemsOf = (...words: string[]) => readCommandLine(words, home).problems;

describe("a wrong command line is told whole", () => {
  it.each([
    [
      [],
      [
        "The component is missing. Use one of machine, planet.",
        "--args is missing. Give a JSON file with the component's arguments.",
        "--out is missing. Give the folder to write to.",
      ],
    ],
    [
      ["planett", "--args=a", "--out=o"],
      ['"planett" is not a component that renders. Use one of machine, planet. Did you mean planet?'],
    ],
    [
      ["constructor", "--args", "a", "--out", "o"],
      ['"constructor" is not a component that renders. Use one of machine, planet.'],
    ],
    [
      ["machine", "planet", "--args", "a", "--args", "b", "--out", "o", "--arg", "c"],
      [
        "--arg is no option. Known: --args, --out. Did you mean args?",
        '"planet" is one word too many.',
        '"c" is one word too many.',
        "--args stands 2 times. Give it once.",
      ],
    ],
    [["machine", "--args", "", "--out", "o"], ["--args is missing. Give a JSON file with the component's arguments."]],
  ])("%j", (words, messages) => {
    expect(problemsOf(...words)).toEqual(messages);
  });

  it("also where the folder is a file, or lies below one", () => {
    file("plain", "");
    for (const out of ["plain", "plain/deep/er"]) {
      expect(problemsOf("machine", "--args", "a", "--out", out)).toEqual([
        `--out: ${join(home, "plain")} is a file. Give a folder.`,
      ]);
    }
  });
});

describe("the command", () => {
  it("refuses with everything that is wrong, no stack, no secret, and nothing written", () => {
    const args = file(
      "bad.json",
      JSON.stringify({ ...machine, owner: "", ssh: { from: "hunter2canary" }, deployment: "canary-2" }),
    );
    const { code, out, err } = render("machine", "--args", args, "--out", "nowhere");
    expect([code, out]).toEqual([2, ""]);
    for (const path of ["owner", "ssh.from", "deployment", "deployment.privateKey"])
      expect(err).toContain(`MachineArgs.${path}: `);
    expect(err).toContain('a secret is written as { "secret": "any text" }');
    expect(err).not.toMatch(/canary-2|\n\s+at /);
    expect(existsSync(join(home, "nowhere"))).toBe(false);
  });

  it("refuses user data that no vendor takes, as an argument's mistake", () => {
    const keys = Array.from({ length: 900 }, (_, index) => {
      const blob = Buffer.from(key.split(" ")[1] ?? "", "base64");
      blob.writeUInt32BE((index * 2_654_435_761) % 4_294_967_296, 20);
      for (let at = 24; at < 51; at++) blob[at] = (index * 31 + at * at * 7 + ((index * at) >> 3)) % 256;
      return `ssh-ed25519 ${blob.toString("base64")}`;
    });
    const args = file("many.json", JSON.stringify({ ...machine, operator: { keys } }));
    const { code, err } = render("machine", "--args", args, "--out", "nowhere");
    expect(code).toBe(2);
    expect(err).toMatch(/operator\.keys: with these keys, openPorts and hardening, the user data is \d+ bytes/);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("writes every file with its mode, over older ones too", () => {
    const args = file("good.json", `\uFEFF${JSON.stringify(machine)}`);
    mkdirSync(join(home, "out"), { recursive: true });
    writeFileSync(join(home, "out/user-data"), "old", { mode: 0o666 });
    const { code, out, err } = render("machine", "--args", args, "--out", "out");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("0600 root:root out/user-data\n");
    expect(statSync(join(home, "out/user-data")).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, "out/usr/local/sbin/roadstead-machine-setup")).mode & 0o777).toBe(0o755);
    const written = readdirSync(join(home, "out"), { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    expect(written).toHaveLength(out.trim().split("\n").length);
    for (const each of written) expect(readFileSync(join(each.parentPath, each.name), "utf8")).not.toContain("canary");
  });

  it("explains itself", () => {
    expect(render("--help")).toMatchObject({ code: 0, err: "" });
  });
});
