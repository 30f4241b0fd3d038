import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineRun, removeEngineRuns } from "../harness/engine-run";

// The recipes of docs/state-and-secrets.md that can run here, as a user would: sourced in a shell, then pulumi.

const recipe = join(__dirname, "../examples/state/folder-and-passphrase.sh");
const secret = "canary-9sQ2-of-a-stack";
const home = mkdtempSync(join(tmpdir(), "roadstead-home-"));
let run: EngineRun;

/** Runs a line of shell after the recipe, without the sandbox's own passphrase and backend. */
function sourced(line: string) {
  const environment = { ...process.env, ...run.sandbox.environment, HOME: home };
  const shell = spawnSync("bash", ["-euc", `. ${JSON.stringify(recipe)}\n${line}`], {
    cwd: run.workspace.folder,
    env: {
      ...environment,
      PULUMI_CONFIG_PASSPHRASE: `of somebody else, ${line.length}`,
      PULUMI_BACKEND_URL: "file:///nowhere",
    },
    encoding: "utf8",
    timeout: 120_000,
  });
  return { code: shell.status, text: `${shell.stdout}${shell.stderr}`, stdout: shell.stdout };
}

beforeAll(async () => {
  run = await EngineRun.start({ environment: "config: {}\n" });
}, 300_000);

afterAll(async () => {
  await removeEngineRuns();
  rmSync(home, { recursive: true, force: true });
});

describe("state in a folder, secrets under a passphrase in a file", () => {
  it("keeps state and passphrase to their owner, makes the passphrase once, and reads the secret again", () => {
    const made = sourced(
      `pulumi stack init crew && pulumi config set --stack crew --secret roadstead:secret-tried ${secret}`,
    );
    expect(made, made.text).toMatchObject({ code: 0 });
    const passphrase = join(home, ".config/roadstead/passphrase");
    expect(statSync(passphrase).mode & 0o077).toBe(0);
    expect(statSync(join(home, "roadstead-state")).mode & 0o077).toBe(0);
    const before = readFileSync(passphrase, "utf8");
    const again = sourced("pulumi config get --stack crew roadstead:secret-tried");
    expect(again.stdout.trim()).toBe(secret);
    expect(readFileSync(passphrase, "utf8")).toBe(before);
    expect(readFileSync(join(dirname(run.workspace.environmentFile), "Pulumi.crew.yaml"), "utf8")).not.toContain(
      secret,
    );
    const stacks = join(home, "roadstead-state/.pulumi/stacks");
    expect(
      existsSync(stacks) && readdirSync(stacks, { recursive: true }).some((each) => String(each).endsWith("crew.json")),
    ).toBe(true);
  });

  it("refuses another passphrase, in so many words, and leaves the secret as it was", () => {
    const wrong = sourced(
      "export PULUMI_CONFIG_PASSPHRASE=another; pulumi config get --stack crew roadstead:secret-tried",
    );
    expect(wrong.code).not.toBe(0);
    expect(wrong.text).toContain("incorrect passphrase");
    expect(sourced("pulumi config get --stack crew roadstead:secret-tried").stdout.trim()).toBe(secret);
  });
});
