import { afterEach, describe, expect, it } from "vitest";
import type { PlainObject } from "../values";
import { type VendorTrial, vendorTrial } from "./vendor-trial";

const uuid = "5a4981aa-9653-4bd1-bef5-d6bff52042e4";
const rule = { protocol: "tcp", portRange: "22", sourceAddresses: ["0.0.0.0/0"] };
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

const opened: VendorTrial[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.stop();
});

const tokens: Readonly<Record<string, readonly [version: string, config: PlainObject]>> = {
  digitalocean: ["4.80.1", { token: `dop_v1_${"0".repeat(64)}` }],
  linode: ["5.1.1", { token: "0".repeat(64) }],
  vultr: ["2.21.0", { apiKey: "A".repeat(36) }],
  hcloud: ["1.41.0", { token: "sandbox0".repeat(8) }],
};

async function at(vendor: string): Promise<VendorTrial> {
  const [version, config] = tokens[vendor] ?? ["", {}];
  const mayBeNull = ["placementGroup.id"];
  const trial = await vendorTrial({ packageName: vendor, version, config, mayBeNull });
  opened.push(trial);
  return trial;
}

const droplet = { name: "d", region: "nyc3", image: "debian-12-x64", size: "s-1vcpu-1gb" };
const linode = { label: "machine", region: "us-ord", image: "linode/debian12", type: "g6-nanode-1" };
const instance = { region: "ewr", plan: "vc2-1c-1gb", osId: 2136 };
const server = { name: "s", location: "nbg1", serverType: "cpx22", image: "debian-12" };

describe("what the account had before counts as there", () => {
  it.each([
    ["digitalocean", "droplet", { ...droplet, sshKeys: ["12345", "3b:16:bf:e4:8b:00:8b:b8:59:8c:a9:d3:f0:19:45:fa"] }],
    ["digitalocean", "droplet", { ...droplet, vpcUuid: uuid, image: "171717171" }],
    ["digitalocean", "firewall", { name: "f", inboundRules: [rule], dropletIds: [4711] }],
    ["digitalocean", "projectResources", { project: uuid, resources: ["do:droplet:4711"] }],
    ["digitalocean", "dnsRecord", { domain: "example.com", name: "www", type: "A", value: "192.0.2.1" }],
    ["digitalocean", "volume", { name: "v", region: "nyc3", size: 10, snapshotId: uuid }],
    ["linode", "instance", { ...linode, firewallId: 4711, image: "private/99" }],
    ["linode", "firewallDevice", { firewallId: 4711, entityId: 4712 }],
    ["linode", "volume", { label: "data", region: "us-ord", linodeId: 4711 }],
    ["linode", "domainRecord", { domainId: 4711, name: "www", recordType: "A", target: "192.0.2.1" }],
    ["linode", "vpcSubnet", { vpcId: 4711, label: "s", ipv4: "10.0.4.0/24" }],
    ["vultr", "instance", { ...instance, sshKeyIds: [uuid], firewallGroupId: uuid, vpcIds: [uuid], scriptId: uuid }],
    ["vultr", "instance", { region: "ewr", plan: "vc2-1c-1gb", snapshotId: uuid }],
    ["vultr", "dnsRecord", { domain: "example.com", name: "www", type: "A", data: "192.0.2.1" }],
    ["hcloud", "server", { ...server, sshKeys: ["laptop", "4711"], firewallIds: [4711], image: "98765432" }],
    ["hcloud", "server", { ...server, networks: [{ networkId: 4711, ip: "10.1.0.5" }] }],
    ["hcloud", "zoneRrset", { zone: "example.com", name: "www", type: "A", records: [{ value: "192.0.2.1" }] }],
  ])("%s: a %s made of %j", async (vendor, type, inputs) => {
    await (await at(vendor)).make(type, inputs);
  });

  it.each([
    ["getSshKey", "name"],
    ["getVpc", "description"],
    ["getFirewallGroup", "description"],
  ])("but at Vultr %s finds nothing by a %s that only a deployment of Roadstead's writes", async (name, filter) => {
    const trial = await at("vultr");
    const values = [`harbour ${"0123456789abcdef".repeat(3).slice(0, 40)} roadstead-ssh-port:22`];
    await expect(trial.ask(name, { filters: [{ name: filter, values }] })).rejects.toThrow("no results were found");
  });

  it.each([
    ["digitalocean", "getSshKey", { name: "laptop" }],
    ["digitalocean", "getVpc", { name: "production" }],
    ["digitalocean", "getProject", { name: "shop" }],
    ["digitalocean", "getDomain", { name: "example.com" }],
    ["digitalocean", "getTag", { name: "web" }],
    ["digitalocean", "getFirewall", { firewallId: uuid }],
    ["linode", "getSshKey", { label: "laptop" }],
    ["linode", "getDomain", { domain: "example.com" }],
    ["linode", "getFirewall", { id: 4711 }],
    ["linode", "getVpc", { id: "4711" }],
    ["vultr", "getSshKey", { filters: [{ name: "name", values: ["laptop"] }] }],
    ["vultr", "getVpc", { filters: [{ name: "description", values: ["production"] }] }],
    ["vultr", "getFirewallGroup", { filters: [{ name: "description", values: ["web"] }] }],
    ["vultr", "getDnsDomain", { domain: "example.com" }],
    ["hcloud", "getSshKey", { name: "laptop" }],
    ["hcloud", "getNetwork", { name: "production" }],
    ["hcloud", "getFirewall", { name: "web" }],
  ])("%s: %s answers %j", async (vendor, name, args) => {
    const trial = await at(vendor);
    expect(await trial.ask(name, args)).toEqual(await trial.ask(name, args));
  });

  it.each([
    ["digitalocean", "vpc", uuid],
    ["digitalocean", "droplet", "4711"],
    ["digitalocean", "domain", "example.com"],
    ["linode", "firewall", "4711"],
    ["linode", "nodeBalancer", "4711"],
    ["vultr", "vpc", uuid],
    ["hcloud", "network", "4711"],
    ["hcloud", "loadBalancer", "4711"],
  ])("%s: %s %s can be read by get", async (vendor, type, id) => {
    const trial = await at(vendor);
    const token = trial.of(type);
    const first = await trial.cloud.read(token, "there", id, {}, {});
    expect(first.id).toBe(id);
    // An import has to match the program, which nothing invented can.
    expect((await trial.cloud.read(token, "there", id)).id).toBe("");
    expect((await trial.cloud.read(token, "there", id, {}, {})).state).toEqual(first.state);
  });
});

describe("what the sandbox gave and has no more is refused", () => {
  it.each([
    ["digitalocean", "sshKey", { name: "k", publicKey: key }, "droplet", droplet, "sshKeys", /invalid key identifiers/],
    ["digitalocean", "vpc", { name: "n", region: "nyc3" }, "droplet", droplet, "vpcUuid", /does not exist/],
    [
      "linode",
      "firewall",
      { label: "fire", inboundPolicy: "DROP", outboundPolicy: "ACCEPT" },
      "instance",
      linode,
      "firewallId",
      /404/,
    ],
    ["vultr", "SSHKey", { name: "k", sshKey: key }, "instance", instance, "sshKeyIds", /Invalid ssh key/],
    [
      "vultr",
      "firewallGroup",
      { description: "f" },
      "instance",
      instance,
      "firewallGroupId",
      /Firewall group not found/,
    ],
    ["hcloud", "sshKey", { name: "k", publicKey: key }, "server", server, "sshKeys", /SSH key not found/],
    ["hcloud", "firewall", { name: "f" }, "server", server, "firewallIds", /firewall with ID '\d+' not found/],
  ])("%s: a deleted %s", async (vendor, kind, given, type, small, property, message) => {
    const trial = await at(vendor);
    const made = await trial.make(kind, given);
    await trial.remove(kind, made);
    const number = property === "firewallIds" || property === "firewallId";
    const id = number && /^\d+$/.test(made.id) ? Number(made.id) : made.id;
    const value = property.endsWith("s") ? [id] : id;
    await expect(trial.make(type, { ...small, [property]: value }, "machine")).rejects.toThrow(message);
    expect((await trial.cloud.read(trial.of(kind), kind, made.id, {}, {})).id).toBe("");
  });

  it("takes a name one slip away from one that is here for a typo", async () => {
    const hetzner = await at("hcloud");
    await hetzner.make("sshKey", { name: "laptop", publicKey: key });
    const misspelt = hetzner.make("server", { ...server, sshKeys: ["labtop"] });
    await expect(misspelt).rejects.toThrow(/SSH key not found: labtop. Did you mean laptop/);
    await expect(hetzner.ask("getSshKey", { name: "labtop" })).rejects.toThrow(/no SSH key found/);
  });
});
