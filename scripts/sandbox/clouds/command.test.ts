import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secret, type Trial, trial, unknown } from "../trial-client";
import type { PlainObject } from "../values";
import { hostKeyOf } from "./command";

const remote = "command:remote:Command";
const privateKey = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const connection: PlainObject = { host: "198.18.0.1", privateKey };

let cloud: Trial;
beforeEach(async () => {
  cloud = await trial({ packageName: "command", version: "1.2.1" });
});
afterEach(() => cloud.stop());

const recorded = () =>
  readFileSync(join(cloud.folder, "commands.ndjson"), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const { by: _, ...entry } = JSON.parse(line);
      return entry;
    });

it("records create, update and delete in order, and executes none", async () => {
  const inputs = { connection, create: "touch /made", update: "touch /changed", delete: "rm /made" };
  const { id } = await cloud.create(remote, "c", inputs);
  await cloud.update(remote, "c", id, inputs, { ...inputs, environment: { A: "b" } });
  await cloud.delete(remote, "c", id);
  expect(recorded()).toEqual([
    {
      seq: 1,
      executed: false,
      phase: "create",
      type: remote,
      name: "c",
      host: "198.18.0.1",
      port: 22,
      command: "touch /made",
    },
    {
      seq: 2,
      executed: false,
      phase: "update",
      type: remote,
      name: "c",
      host: "198.18.0.1",
      port: 22,
      command: "touch /changed",
      environment: { A: "b" },
    },
    {
      seq: 3,
      executed: false,
      phase: "delete",
      type: remote,
      name: "c",
      host: "198.18.0.1",
      port: 22,
      command: "rm /made",
      environment: { A: "b" },
    },
  ]);
});

it("runs create again where there is no update command, and nothing where there is no delete", async () => {
  const inputs = { connection, create: "one" };
  const { id } = await cloud.create(remote, "c", inputs);
  await cloud.update(remote, "c", id, inputs, { connection, create: "two" });
  await cloud.delete(remote, "c", id);
  expect(recorded().map(({ phase, command }) => [phase, command])).toEqual([
    ["create", "one"],
    ["update", "two"],
  ]);
});

it("writes of a secret only how long it is, and marks what could tell it", async () => {
  const { outputs } = await cloud.create(remote, "c", {
    connection,
    create: secret("echo canary"),
    stdin: secret("canary"),
    environment: { OPEN: "yes", HIDDEN: secret("canary2") },
  });
  expect(recorded()[0]).toMatchObject({
    command: "secret of 11 bytes",
    stdin: "secret of 6 bytes",
    environment: { OPEN: "yes", HIDDEN: "secret of 7 bytes" },
  });
  expect(outputs["stdout"]).toEqual(secret(""));
  expect(outputs["connection"]).toMatchObject(secret(connection));
});

it("answers the question for a host key with a valid one that is always the same for a host", async () => {
  const ask = async (host: string, name: string) => {
    const { outputs } = await cloud.create(remote, name, {
      connection: { host },
      create: "cat /etc/ssh/ssh_host_ed25519_key.pub",
    });
    return String(outputs["stdout"]);
  };
  const key = await ask("198.18.0.1", "a");
  expect(key).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43} root@sandbox$/);
  const point = Buffer.from(key.split(" ")[1] ?? "", "base64").subarray(-32);
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), point]);
  expect(createPublicKey({ key: spki, format: "der", type: "spki" }).asymmetricKeyType).toBe("ed25519");
  expect(await ask("198.18.0.1", "b")).toBe(key);
  expect(await ask("198.18.0.2", "c")).not.toBe(key);
  expect(hostKeyOf("another seed", "198.18.0.1")).not.toBe(key);
});

it("replaces on triggers and updates on anything else", async () => {
  const inputs = { connection, create: "one", triggers: ["a"] };
  expect((await cloud.diff(remote, "c", inputs, { ...inputs, triggers: ["b"] })).detailed).toEqual({
    "triggers[0]": "update-replace",
  });
  expect((await cloud.diff(remote, "c", inputs, { ...inputs, create: "two" })).replaces).toEqual([]);
});

describe("a connection", () => {
  it.each([
    ["a host with a scheme", { host: "ssh://example.com" }, /connection.host: "ssh:\/\/example.com" is neither/],
    ["a path for a key", { host: "a", privateKey: "~/.ssh/id_ed25519" }, /not its path/],
    [
      "a damaged key",
      { host: "a", privateKey: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" },
      /damaged/,
    ],
    [
      "a damaged OpenSSH key",
      { host: "a", privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n" },
      /damaged/,
    ],
    ["a fingerprint for a host key", { host: "a", hostKey: "SHA256:abc" }, /format of authorized_keys/],
    ["a port out of range", { host: "a", port: 70_000 }, /70000 is not a port/],
    ["a bad bastion", { host: "a", proxy: { host: "a b" } }, /connection.proxy.host/],
  ])("is refused with %s", async (_, bad, message) => {
    expect((await cloud.check(remote, "c", { connection: bad, create: "x" })).failures.join()).toMatch(message);
  });

  it("may still be unknown, in part or whole, and the host key empty", async () => {
    for (const good of [
      unknown,
      { host: unknown, privateKey: unknown },
      { host: "a.example", hostKey: "" },
      connection,
    ]) {
      expect((await cloud.check(remote, "c", { connection: good, create: "x" })).failures).toEqual([]);
    }
  });
});
