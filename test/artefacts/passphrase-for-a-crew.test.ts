import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";

// The recipe of docs/state-and-secrets.md for a crew, with the real age.

const recipe = join(__dirname, "../examples/state/passphrase-for-a-crew.sh");
const folder = mkdtempSync(join(tmpdir(), "roadstead-crew-"));
mkdirSync(join(folder, "stacks"));

function member(name: string): string {
  execFileSync("age-keygen", ["-o", join(folder, name)], { stdio: "ignore" });
  return readFileSync(join(folder, name), "utf8").match(/public key: (age1\w+)/)?.[1] ?? "";
}

/** The passphrase that a member's shell ends up with, and what was said. */
function passphraseOf(name: string) {
  const shell = spawnSync("bash", ["-euc", `environment=dev; . "${recipe}"; printenv PULUMI_CONFIG_PASSPHRASE`], {
    cwd: folder,
    env: { ...process.env, AGE_IDENTITY: join(folder, name) },
    encoding: "utf8",
  });
  return { code: shell.status, passphrase: shell.stdout.trim(), said: shell.stderr };
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("gives every member of the crew the same passphrase, a stranger none, and commits none in the clear", () => {
  const members = ["ann", "bo"].map(member);
  member("stranger");
  writeFileSync(join(folder, "stacks/age-recipients"), `${members.join("\n")}\n`);
  const ann = passphraseOf("ann");
  expect(ann, ann.said).toMatchObject({ code: 0 });
  expect(ann.passphrase).toHaveLength(44);
  expect(passphraseOf("bo").passphrase).toBe(ann.passphrase);
  const stranger = passphraseOf("stranger");
  expect(stranger).toMatchObject({ passphrase: "" });
  expect(stranger.code).not.toBe(0);
  expect(readFileSync(join(folder, "stacks/passphrase.dev.age"), "utf8")).not.toContain(ann.passphrase);
});
