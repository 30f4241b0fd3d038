import { afterEach, expect, it } from "vitest";
import type { PlainObject } from "../values";
import { type VendorTrial, vendorTrial } from "./vendor-trial";

// `ask` insists that an answer has everything the SDK's types promise: here for each data source, with one thing of each kind.
const ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1bYQ9vO6bqiUUoybcv4m2xDIiK9fyTzJXlN39f8DGD someone@somewhere";

let vendor: VendorTrial;
afterEach(() => vendor.stop());

async function answers(asked: Readonly<Record<string, PlainObject>>): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const [name, args] of Object.entries(asked)) {
    await vendor.ask(name, args).catch((error: unknown) => wrong.push(`${name}: ${String(error)}`));
  }
  return wrong;
}

it("DigitalOcean answers in full", async () => {
  const config = { token: `dop_v1_${"0".repeat(64)}` };
  vendor = await vendorTrial({ packageName: "digitalocean", version: "4.80.1", config });
  const droplet = await vendor.make("droplet", {
    name: "d",
    image: "debian-13-x64",
    size: "s-1vcpu-1gb",
    region: "fra1",
  });
  const volume = await vendor.make("volume", { name: "v", region: "fra1", size: 10, initialFilesystemType: "ext4" });
  await vendor.make("volumeAttachment", { dropletId: Number(droplet.id), volumeId: volume.id });
  await vendor.make("sshKey", { name: "k", publicKey: ed25519 });
  await vendor.make("tag", { name: "t" });
  const inboundRules = [{ protocol: "tcp", portRange: "0", sourceAddresses: ["0.0.0.0/0"] }];
  const firewall = await vendor.make("firewall", { name: "f", inboundRules, tags: ["t"] });
  const vpc = await vendor.make("vpc", { name: "n", region: "fra1", description: "net" });
  const ip = await vendor.make("reservedIp", { region: "fra1", dropletId: Number(droplet.id) });
  const ip6 = await vendor.make("reservedIpv6", { regionSlug: "fra1" });
  await vendor.make("domain", { name: "example.com", ipAddress: "198.51.100.7" });
  const mx = { domain: "example.com", type: "MX", name: "@", value: "m.example.com.", priority: 1 };
  await vendor.make("dnsRecord", mx);
  await vendor.make("project", { name: "p", resources: [`do:droplet:${droplet.id}`] });
  await vendor.make("volumeSnapshot", { name: "s", volumeId: volume.id });
  await vendor.make("dropletSnapshot", { name: "s", dropletId: droplet.id });
  const wrong = await answers({
    ...{
      getDroplets: {},
      getSshKeys: {},
      getTags: {},
      getDomains: {},
      getSizes: {},
      getRegions: {},
      getImages: {},
      getProjects: {},
    },
    getDroplet: { id: Number(droplet.id) },
    getVolume: { name: "v" },
    getSshKey: { name: "k" },
    getTag: { name: "t" },
    getFirewall: { firewallId: firewall.id },
    getVpc: { id: vpc.id },
    getReservedIp: { ipAddress: ip.id },
    getReservedIpv6: { ip: ip6.id },
    getDomain: { name: "example.com" },
    getRecords: { domain: "example.com" },
    getRecord: { domain: "example.com", name: "@" },
    getRegion: { slug: "fra1" },
    getImage: { slug: "debian-12-x64" },
    getProject: { name: "p" },
    getVolumeSnapshot: { nameRegex: "^s$", mostRecent: true },
    getDropletSnapshot: { name: "s" },
  });
  expect(wrong).toEqual([]);
});

it("Linode answers in full", async () => {
  const config = { token: "0".repeat(64) };
  vendor = await vendorTrial({ packageName: "linode", version: "5.1.1", config, mayBeNull: ["linodeId", "vpcNat11"] });
  const region = "de-fra-2";
  const vpc = await vendor.make("vpc", { label: "net", region });
  const subnet = await vendor.make("vpcSubnet", { vpcId: Number(vpc.id), label: "one", ipv4: "10.0.0.0/24" });
  const group = await vendor.make("placementGroup", { label: "g", region, placementGroupType: "anti_affinity:local" });
  const one = await vendor.make("instance", {
    ...{
      label: "ship",
      region,
      image: "linode/debian13",
      tags: ["one"],
      group: "g",
      privateIp: true,
      watchdogEnabled: false,
    },
    placementGroup: { id: Number(group.id) },
    interfaces: [{ purpose: "public" }, { purpose: "vpc", subnetId: Number(subnet.id) }],
  });
  const rules = [{ label: "ssh", action: "ACCEPT", protocol: "TCP", ports: "22", ipv4s: ["0.0.0.0/0"] }];
  const policies = { inboundPolicy: "DROP", outboundPolicy: "DROP" };
  const linodes = [Number(one.id)];
  const wall = await vendor.make("firewall", {
    label: "wall",
    ...policies,
    inbounds: rules,
    outbounds: rules,
    linodes,
  });
  const volume = await vendor.make("volume", { label: "data", region, linodeId: Number(one.id) });
  const ip = await vendor.make("networkingIp", { reserved: true, region });
  const range = await vendor.make("ipv6Range", { linodeId: Number(one.id), prefixLength: 64 });
  await vendor.make("sshKey", { label: "k", sshKey: ed25519 });
  const domain = await vendor.make("domain", { domain: "example.com", type: "master", soaEmail: "me@example.com" });
  const record = { domainId: Number(domain.id), recordType: "MX", name: "", target: "m.example.com", priority: 1 };
  const mx = await vendor.make("domainRecord", record);
  const wrong = await answers({
    ...{
      getInstances: {},
      getVolumes: {},
      getFirewalls: {},
      getNetworkingIps: {},
      getSshkeys: {},
      getDomains: {},
      getVpcs: {},
    },
    ...{ getPlacementGroups: {}, getIpv6Ranges: {}, getInstanceTypes: {}, getRegions: {}, getImages: { latest: true } },
    getVolume: { id: Number(volume.id) },
    getFirewall: { id: Number(wall.id) },
    getNetworkingIp: { address: ip.id },
    getSshKey: { label: "k" },
    getDomain: { domain: "example.com" },
    getDomainRecord: { domainId: Number(domain.id), id: Number(mx.id) },
    getVpc: { id: vpc.id },
    getVpcSubnets: { vpcId: Number(vpc.id) },
    getVpcSubnet: { vpcId: Number(vpc.id), id: subnet.id },
    getPlacementGroup: { id: Number(group.id) },
    getIpv6Range: { range: range.id },
    getInstanceType: { id: "g6-nanode-1" },
    getRegion: { id: region },
    getImage: { id: "linode/debian12" },
  });
  expect(wrong).toEqual([]);
});

it("Vultr answers in full", async () => {
  vendor = await vendorTrial({ packageName: "vultr", version: "2.21.0", config: { apiKey: "A".repeat(36) } });
  const group = await vendor.make("firewallGroup", {});
  const vpc = await vendor.make("vpc", { region: "fra" });
  const key = await vendor.make("SSHKey", { name: "k", sshKey: ed25519 });
  const more = { sshKeyIds: [key.id], firewallGroupId: group.id, vpcIds: [vpc.id], enableIpv6: true, label: "ship" };
  const machine = {
    region: "fra",
    plan: "vc2-1c-1gb",
    osId: 2136,
    backups: "enabled",
    backupsSchedule: { type: "daily" },
  };
  const one = await vendor.make("instance", { ...machine, ...more });
  await vendor.make("blockStorage", { region: "fra", sizeGb: 10, attachedToInstance: one.id, live: true });
  await vendor.make("reservedIp", { region: "fra", ipType: "v6" });
  await vendor.make("reverseIpv4", { instanceId: one.id, ip: String(one.outputs["mainIp"]), reverse: "a.example.com" });
  await vendor.make("reverseIpv6", {
    instanceId: one.id,
    ip: String(one.outputs["v6MainIp"]),
    reverse: "a.example.com",
  });
  await vendor.make("snapshot", { instanceId: one.id });
  await vendor.make("startupScript", { name: "s", script: "IyEvYmluL3No" });
  await vendor.make("dnsDomain", { domain: "example.com" });
  const by = (name: string, value: string): PlainObject => ({ filters: [{ name, values: [value] }] });
  const wrong = await answers({
    getInstances: by("region", "fra"),
    getInstance: by("label", "ship"),
    getBlockStorage: by("region", "fra"),
    getReservedIp: by("ip_type", "v6"),
    getSshKey: by("name", "k"),
    getFirewallGroup: by("description", ""),
    getVpc: by("region", "fra"),
    getSnapshot: by("status", "complete"),
    getStartupScript: by("type", "boot"),
    getReverseIpv4: by("reverse", "a.example.com"),
    getReverseIpv6: by("reverse", "a.example.com"),
    getPlan: by("monthly_cost", "5"),
    getRegion: by("city", "Frankfurt"),
    getOs: by("id", "2136"),
    getDnsDomain: { domain: "example.com" },
  });
  expect(wrong).toEqual([]);
});
