import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secret, type Trial, trial } from "../trial-client";
import { type PlainObject, unmark } from "../values";

describe("random", () => {
  let cloud: Trial;
  beforeEach(async () => {
    cloud = await trial({ packageName: "random", version: "4.21.2" });
  });
  afterEach(() => cloud.stop());
  const type = (name: string) => `random:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;

  it("keeps to the rules of a password, which is a secret", async () => {
    const inputs = { length: 24, special: true, overrideSpecial: "!", minSpecial: 3, minUpper: 4, numeric: false };
    const { id, outputs } = await cloud.create(type("randomPassword"), "p", inputs);
    const plain = String(unmark(outputs).value["result"]);
    expect(id).toBe("none");
    expect(outputs["result"]).toEqual(secret(plain));
    expect(plain).toMatch(/^[A-Za-z!]{24}$/);
    expect(plain.replaceAll(/[^!]/g, "").length).toBeGreaterThanOrEqual(3);
    expect(plain.replaceAll(/[^A-Z]/g, "").length).toBeGreaterThanOrEqual(4);
  });

  it("gives the same in every run of a seed, and something new for new keepers", async () => {
    const make = async (keepers: PlainObject) =>
      (await cloud.create(type("randomId"), "i", { byteLength: 8, keepers })).outputs["hex"];
    const first = await make({ a: "1" });
    const other = await trial({ packageName: "random", version: "4.21.2" });
    const again = await other.create(type("randomId"), "i", { byteLength: 8, keepers: { a: "1" } });
    other.stop();
    expect(again.outputs["hex"]).toBe(first);
    expect(await make({ a: "2" })).not.toBe(first);
  });

  it("replaces on any change", async () => {
    expect((await cloud.diff(type("randomId"), "i", { byteLength: 8 }, { byteLength: 9 })).replaces).toEqual([
      "byteLength",
    ]);
  });

  it("shuffles without losing anything, and stays within bounds", async () => {
    const inputs = ["a", "b", "c", "d", "e"];
    const { outputs } = await cloud.create(type("randomShuffle"), "s", { inputs });
    expect([...(Array.isArray(outputs["results"]) ? outputs["results"] : [])].sort()).toEqual(inputs);
    const number = (await cloud.create(type("randomInteger"), "n", { min: 5, max: 6 })).outputs["result"];
    expect([5, 6]).toContain(number);
    expect((await cloud.check(type("randomInteger"), "n", { min: 7, max: 6 })).failures.join()).toMatch(/larger than/);
  });

  it("survives a refresh of a state that this sandbox never saw", async () => {
    const read = await cloud.read(type("randomId"), "i", "abc", { byteLength: 8 }, { byteLength: 8, hex: "00" });
    expect(read).toMatchObject({ id: "abc", state: { hex: "00" } });
  });
});

describe("tls", () => {
  let cloud: Trial;
  beforeEach(async () => {
    cloud = await trial({ packageName: "tls", version: "5.6.1" });
  });
  afterEach(() => cloud.stop());

  it.each([
    [{ algorithm: "ED25519" }, "ssh-ed25519"],
    [{ algorithm: "RSA" }, "ssh-rsa"],
    [{ algorithm: "ECDSA", ecdsaCurve: "P256" }, "ecdsa-sha2-nistp256"],
    [{ algorithm: "ECDSA", ecdsaCurve: "P521" }, "ecdsa-sha2-nistp521"],
  ])("makes a real key of %o in all its forms", async (inputs, sshType) => {
    const { outputs } = await cloud.create("tls:index/privateKey:PrivateKey", "k", inputs);
    const plain = unmark(outputs).value;
    expect(outputs["privateKeyPem"]).toEqual(secret(plain["privateKeyPem"] ?? ""));
    const [key, other] = ["privateKeyPem", "privateKeyPemPkcs8"].map((name) => createPrivateKey(String(plain[name])));
    const digest = key?.asymmetricKeyType === "ed25519" ? null : "sha256";
    const message = Buffer.from("message");
    const signed = key === undefined ? Buffer.alloc(0) : sign(digest, message, key);
    expect(verify(digest, message, createPublicKey(String(plain["publicKeyPem"])), signed)).toBe(true);
    expect(other?.export({ format: "jwk" })).toEqual(key?.export({ format: "jwk" }));
    expect(String(plain["publicKeyOpenssh"])).toMatch(new RegExp(`^${sshType} [A-Za-z0-9+/=]+\\n$`));
    expect(plain["publicKeyFingerprintSha256"]).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    expectOpenSshToAgree(String(plain["privateKeyOpenssh"]), String(plain["publicKeyOpenssh"]));
  });

  it("refuses an unknown algorithm", async () => {
    const { failures } = await cloud.check("tls:index/privateKey:PrivateKey", "k", { algorithm: "DSA" });
    expect(failures.join()).toMatch(/one of RSA, ECDSA, ED25519, got DSA/);
  });
});

/** Asks ssh-keygen, where there is one, for the public half of the private key. */
function expectOpenSshToAgree(privateKey: string, publicKey: string): void {
  const folder = mkdtempSync(join(tmpdir(), "roadstead-key-"));
  try {
    const file = join(folder, "key");
    writeFileSync(file, privateKey, { mode: 0o600 });
    const derived = execFileSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
    expect(derived.split(" ").slice(0, 2).join(" ").trim()).toBe(publicKey.trim());
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    expect(privateKey).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("what exists elsewhere is taken over by its value", () => {
  it.each<[string, string, PlainObject]>([
    ["randomPassword:RandomPassword", "correct horse", { length: 13, result: "correct horse" }],
    ["randomString:RandomString", "abc", { length: 3, result: "abc" }],
    ["randomId:RandomId", "R7VoQV0mjqo", { byteLength: 8, hex: "47b568415d268eaa" }],
    ["randomId:RandomId", "web-,R7VoQV0mjqo", { byteLength: 8, hex: "web-47b568415d268eaa", prefix: "web-" }],
    ["randomInteger:RandomInteger", "15,1,100", { result: 15, min: 1, max: 100 }],
    [
      "randomUuid:RandomUuid",
      "103cdd77-fdcf-4218-9317-bf67bcc3fb2e",
      { result: "103cdd77-fdcf-4218-9317-bf67bcc3fb2e" },
    ],
  ])("%s by %s", async (type, id, outputs) => {
    const random = await trial({ packageName: "random", version: "4.21.2" });
    const { state } = await random.read(`random:index/${type}`, "one", id);
    random.stop();
    expect(unmark(state).value).toMatchObject(outputs);
  });

  it("but not by something else", async () => {
    const random = await trial({ packageName: "random", version: "4.21.2" });
    expect((await random.read("random:index/randomUuid:RandomUuid", "one", "no uuid")).id).toBe("");
    random.stop();
  });
});
