import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hetznerToken, secret, type Trial, trial, unknown } from "../trial-client";
import type { PlainObject } from "../values";

const of = (name: string) => `hcloud:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;
const ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1bYQ9vO6bqiUUoybcv4m2xDIiK9fyTzJXlN39f8DGD someone@somewhere";
const small: PlainObject = { serverType: "cpx22", image: "debian-13", location: "nbg1" };

let cloud: Trial;
beforeEach(async () => {
  cloud = await trial({ packageName: "hcloud", version: "1.41.0", config: { token: hetznerToken } });
});
afterEach(() => cloud.stop());

const failures = async (name: string, inputs: PlainObject) => (await cloud.check(of(name), "it", inputs)).failures;

describe("configuration", () => {
  it.each([
    ["no token", {}, /Missing Hetzner Cloud API token.*export HCLOUD_TOKEN/],
    ["a short token", { token: "short" }, /must be exactly 64 characters long\); it has 5/],
  ])("refuses %s and says how to get one", async (_, config, message) => {
    await expect(trial({ packageName: "hcloud", version: "1.41.0", config })).rejects.toThrow(message);
  });

  it("lets an unknown token pass in a preview", async () => {
    const other = await cloud.beside({ token: unknown });
    expect((await other.preview(of("sshKey"), "key", { name: "a", publicKey: ed25519 }))["name"]).toBe("a");
  });
});

describe("what is refused before anything is made", () => {
  it.each([
    ["an unknown property", "server", { ...small, serverTypo: "x" }, /serverTypo/],
    ["a missing property", "server", { image: "debian-13" }, /serverType/],
    ["a wrong type", "volume", { size: "big", location: "nbg1" }, /size/],
    [
      "an unknown location",
      "server",
      { ...small, location: "nurnberg" },
      /^location: location nurnberg does not exist.*nbg1/,
    ],
    ["a misspelt server type", "server", { ...small, serverType: "cpz22" }, /cpz22 not found. Did you mean cpx22/],
    ["a misspelt image", "server", { ...small, image: "debain-12" }, /debain-12 not found. Did you mean debian-12/],
    ["a deprecated image", "server", { ...small, image: "debian-11" }, /deprecated/],
    ["a data center", "server", { ...small, datacenter: "nbg1-dc3" }, /use location instead/],
    ["user data over 32 KiB", "server", { ...small, userData: "x".repeat(32_769) }, /32769 bytes; at most 32768/],
    ["six firewalls", "server", { ...small, firewallIds: [1, 2, 3, 4, 5, 6] }, /at most 5 firewalls/],
    ["one protection flag", "server", { ...small, deleteProtection: true }, /must have the same value/],
    ["a host name with a space", "server", { ...small, name: "my server" }, /not a valid hostname/],
    ["a label with a slash too many", "server", { ...small, labels: { "a/b/c": "d" } }, /label key 'a\/b\/c'/],
    ["a label value of 64 characters", "server", { ...small, labels: { a: "b".repeat(64) } }, /label value/],
    [
      "an address that is off and given",
      "server",
      { ...small, publicNets: [{ ipv4Enabled: false, ipv4: 5 }] },
      /not allowed/,
    ],
    ["a volume of 9 GB", "volume", { size: 9, location: "nbg1" }, /\(10 - 10240\), got 9/],
    ["a volume of 10,241 GB", "volume", { size: 10_241, location: "nbg1" }, /got 10241/],
    ["a volume nowhere", "volume", { size: 10 }, /one of location, serverId/],
    ["an unknown file system", "volume", { size: 10, location: "nbg1", format: "zfs" }, /one of ext4, xfs, got zfs/],
    ["a key that is none", "sshKey", { publicKey: "ssh-ed25519 nonsense" }, /SSH public key is invalid/],
    [
      "a rule without a port",
      "firewall",
      { rules: [{ direction: "in", protocol: "tcp", sourceIps: ["0.0.0.0/0"] }] },
      /rules\[0\].port: port is required/,
    ],
    [
      "a port over 65535",
      "firewall",
      { rules: [{ direction: "in", protocol: "tcp", port: "70000", sourceIps: ["0.0.0.0/0"] }] },
      /invalid port 70000/,
    ],
    [
      "a port for icmp",
      "firewall",
      { rules: [{ direction: "in", protocol: "icmp", port: "1", sourceIps: ["0.0.0.0/0"] }] },
      /not allowed for protocol icmp/,
    ],
    [
      "host bits",
      "firewall",
      { rules: [{ direction: "in", protocol: "udp", port: "any", sourceIps: ["10.0.0.1/8"] }] },
      /host bits set/,
    ],
    [
      "host bits of IPv6",
      "firewall",
      { rules: [{ direction: "in", protocol: "udp", port: "any", sourceIps: ["2001:db8::1/64"] }] },
      /host bits set/,
    ],
    [
      "an inbound rule from nowhere",
      "firewall",
      { rules: [{ direction: "in", protocol: "tcp", port: "1", sourceIps: [] }] },
      /sourceIps is required/,
    ],
    ["an address of no family", "primaryIp", { type: "ipv5", location: "nbg1" }, /one of ipv4, ipv6, got ipv5/],
    ["a public network range", "network", { ipRange: "8.8.8.0/24" }, /not inside 10.0.0.0\/8/],
    [
      "a reverse name of two things",
      "rdns",
      { serverId: 1, primaryIpId: 2, ipAddress: "198.18.0.1", dnsPtr: "a.example" },
      /exactly one of/,
    ],
  ])("%s", async (_, name, inputs, message) => {
    const said = await failures(name, inputs);
    expect(said.join("\n")).toMatch(message);
  });

  it("51 rules, but not 50", async () => {
    const rule = { direction: "in", protocol: "tcp", port: "22", sourceIps: ["198.51.100.7/32", "2001:db8::/64"] };
    const rules = Array.from({ length: 51 }, (_, at) => ({ ...rule, port: String(at + 1) }));
    expect(await failures("firewall", { rules })).toEqual(["rules: a firewall can have at most 50 rules, got 51"]);
    expect(await failures("firewall", { rules: rules.slice(1) })).toEqual([]);
  });

  it("nothing that is still unknown", async () => {
    const inputs = {
      serverType: unknown,
      image: unknown,
      location: unknown,
      userData: unknown,
      labels: unknown,
      firewallIds: unknown,
    };
    expect(await failures("server", { ...inputs, publicNets: unknown, deleteProtection: unknown })).toEqual([]);
  });

  it("never with a secret in the message", async () => {
    const said = await cloud.check(of("sshKey"), "key", {
      publicKey: secret("canary-key"),
    });
    expect(said.failures.join()).toMatch(/SSH public key is invalid/);
    expect(JSON.stringify(said.failures)).not.toContain("canary-key");
    const label = await cloud.check(of("sshKey"), "key", {
      publicKey: ed25519,
      labels: { a: secret("canary label!") },
    });
    expect(label.failures.join()).toMatch(/label value '\[secret\]'/);
  });
});
