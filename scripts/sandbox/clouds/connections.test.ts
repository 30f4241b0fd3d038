import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { writeSetting } from "../setting";
import { type Trial, trial } from "../trial-client";

// Commands for an address behind which a machine stands. `ssh` is played: it keeps what it was given, and runs the command here.
// With the real one, on a real machine: test/vm.

const remote = "command:remote:Command";
const privateKey = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm test";
const connection = { host: "198.18.0.1", user: "deploy", port: 2222, privateKey, hostKey, dialErrorLimit: 2 };

let folder: string;
let cloud: Trial;

const played = `#!/bin/bash
here=$(dirname "$0")
printf '%s\\n' "$@" >"$here/words"
while (($#)); do
  case $1 in
    -i) stat -c %a "$2" >"$here/key-mode"; echo "$2" >"$here/key-file" ;;
    LocalCommand=*) login="\${1#*=}" ;;
    UserKnownHostsFile=*) cat "\${1#*=}" >"$here/hosts" ;;
    --) break ;;
  esac
  shift
done
if [[ -e $here/refuse ]]; then echo x >>"$here/refuse"; echo "ssh: connect to host: Connection refused" >&2; exit 255; fi
if [[ -e $here/close ]]; then rm "$here/close"; exit 255; fi
bash -c "$login"
exec bash -c "$2"
`;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "roadstead-connections-"));
  writeFileSync(join(folder, "ssh"), played, { mode: 0o755 });
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env["PATH"]}`);
  writeSetting(folder, { machines: { "198.18.0.1": "192.0.2.7" } });
  cloud = await trial({ packageName: "command", version: "1.2.1", folder });
});
afterEach(() => {
  cloud.stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string) => readFileSync(join(folder, name), "utf8").trim();

it("runs create, update and delete where the address leads to, with what comes by standard input", async () => {
  const inputs = {
    connection,
    create: "cat",
    update: "echo changed",
    delete: `touch ${folder}/deleted`,
    stdin: "given",
  };
  const { id, outputs } = await cloud.create(remote, "c", inputs);
  expect(outputs).toMatchObject({ stdout: "given", stderr: "" });
  expect(await cloud.update(remote, "c", id, inputs, { ...inputs, stdin: "more" })).toMatchObject({
    stdout: "changed",
  });
  await cloud.delete(remote, "c", id);
  expect(existsSync(join(folder, "deleted"))).toBe(true);
  expect(existsSync(join(folder, "commands.ndjson"))).toBe(false);
});

it("logs in as the connection says, holds the host to its key, and leaves no private key behind", async () => {
  await cloud.create(remote, "c", { connection, create: "true" });
  expect(at("words")).toMatch(/-p\n2222\n[\s\S]*StrictHostKeyChecking=yes\n[\s\S]*deploy@192\.0\.2\.7/);
  expect(at("hosts")).toBe(`machine ${hostKey.split(" ").slice(0, 2).join(" ")}`);
  expect(at("key-mode")).toBe("600");
  expect(existsSync(at("key-file"))).toBe(false);
});

it("tries again where sshd closed before the login, without a word", async () => {
  writeFileSync(join(folder, "close"), "");
  const { outputs } = await cloud.create(remote, "c", { connection, create: "echo here" });
  expect(outputs).toMatchObject({ stdout: "here" });
  expect(existsSync(join(folder, "close"))).toBe(false);
});

it("does not run again what a lost connection, or the command itself, ended with the same code after the login", async () => {
  const lost = cloud.create(remote, "c", { connection, create: `echo ran >>${folder}/runs; exit 255` });
  await expect(lost).rejects.toThrow("Process exited with status 255");
  expect(at("runs")).toBe("ran");
});

it("fails as the provider does where the command fails, and then has made nothing", async () => {
  const failing = cloud.create(remote, "c", { connection, create: "echo why >&2; exit 3" });
  await expect(failing).rejects.toThrow(/Process exited with status 3: running "echo why >&2; exit 3":\nwhy/);
});

it("tries again as often as the connection says where nobody answers", async () => {
  writeFileSync(join(folder, "refuse"), "");
  await expect(cloud.create(remote, "c", { connection, create: "true" })).rejects.toThrow(/after 2 failed attempts/);
  expect(at("refuse").split("\n")).toHaveLength(2);
});

it("records commands for every other address, and runs none", async () => {
  const elsewhere = { ...connection, host: "198.18.0.2" };
  const { outputs } = await cloud.create(remote, "c", { connection: elsewhere, create: `touch ${folder}/made` });
  expect(outputs).toMatchObject({ stdout: "" });
  expect(existsSync(join(folder, "made"))).toBe(false);
  expect(at("commands.ndjson")).toContain('"executed":false');
});
