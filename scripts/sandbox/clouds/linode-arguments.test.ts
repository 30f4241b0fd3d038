import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unknown } from "../trial-client";
import { listOf, type PlainObject } from "../values";
import { type VendorTrial, vendorTrial } from "./vendor-trial";

const ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1bYQ9vO6bqiUUoybcv4m2xDIiK9fyTzJXlN39f8DGD someone@somewhere";
const small: PlainObject = { label: "ship", region: "de-fra-2", type: "g6-standard-1", image: "linode/debian13" };
const disk: PlainObject = { label: "data", region: "de-fra-2" };
const wall: PlainObject = { label: "wall", inboundPolicy: "DROP", outboundPolicy: "ACCEPT" };
const rule: PlainObject = { label: "ssh", action: "ACCEPT", protocol: "TCP", ports: "22", ipv4s: ["0.0.0.0/0"] };
const walled = (...rules: readonly PlainObject[]): PlainObject => ({
  ...wall,
  inbounds: rules.map((one) => ({ ...rule, ...one })),
});
const subnet: PlainObject = { vpcId: 1, label: "one", ipv4: "10.0.0.0/24" };
const record: PlainObject = { domainId: 1, recordType: "A", name: "www", target: "198.51.100.7" };

let linode: VendorTrial;
beforeEach(async () => {
  const config = { token: "0".repeat(64) };
  linode = await vendorTrial({ packageName: "linode", version: "5.1.1", config, mayBeNull: ["linodeId", "vpcNat11"] });
});
afterEach(() => linode.stop());

const state = async (name: string, id: string) => (await linode.cloud.read(linode.of(name), name, id)).state;

describe("what is refused before anything is made", () => {
  it.each([
    [
      "an unknown region",
      "instance",
      { ...small, region: "de-fro-2" },
      /de-fro-2 does not exist. Did you mean de-fra-2/,
    ],
    [
      "an unknown type",
      "instance",
      { ...small, type: "g6-standart-2" },
      /type g6-standart-2 does not exist.*Did you mean g6-standard-2/,
    ],
    ["an unknown image", "instance", { ...small, image: "linode/debain12" }, /Did you mean linode\/debian12/],
    ["a short label", "instance", { ...small, label: "ab" }, /\(3 - 50\), got 2/],
    ["a label of 51", "instance", { ...small, label: "x".repeat(51) }, /\(3 - 50\), got 51/],
    ["two dashes in a label", "instance", { ...small, label: "a--b" }, /no sign twice in a row/],
    ["a short password", "instance", { ...small, rootPass: "short" }, /\(11 - 128\), got 5/],
    [
      "a key that is none",
      "instance",
      { ...small, authorizedKeys: ["x"] },
      /authorizedKeys\[0\]: SSH key is not valid/,
    ],
    [
      "keys without an image",
      "instance",
      { ...small, image: null, authorizedKeys: [ed25519] },
      /all of image, authorizedKeys/,
    ],
    [
      "disks beside an image",
      "instance",
      { ...small, disks: [{ label: "root", size: 1000 }] },
      /disks: conflicts with image/,
    ],
    ["plain user data", "instance", { ...small, metadatas: [{ userData: "#cloud-config" }] }, /must be base64/],
    [
      "user data of 65536 bytes",
      "instance",
      { ...small, metadatas: [{ userData: Buffer.alloc(65_536).toString("base64") }] },
      /65536 bytes decoded; at most 65535/,
    ],
    ["a tag of two", "instance", { ...small, tags: ["ab"] }, /tags\[0\]: a tag has 3 to 50/],
    ["a VPC without subnet", "instance", { ...small, interfaces: [{ purpose: "vpc" }] }, /subnetId: required for VPC/],
    ["an odd purpose", "instance", { ...small, interfaces: [{ purpose: "private" }] }, /one of public, vlan, vpc/],
    ["a volume of 9 GB", "volume", { ...disk, size: 9 }, /\(10 - 10240\), got 9/],
    ["a volume nowhere", "volume", { label: "data" }, /at least one of region, sourceVolumeId/],
    ["a volume label of 33", "volume", { ...disk, label: "x".repeat(33) }, /\(1 - 32\), got 33/],
    ["an unknown policy", "firewall", { ...wall, inboundPolicy: "REJECT" }, /one of ACCEPT, DROP, got REJECT/],
    ["a firewall label of 33", "firewall", { ...wall, label: "x".repeat(33) }, /\(3 - 32\), got 33/],
    ["a lower-case protocol", "firewall", walled({ protocol: "tcp" }), /inbounds\[0\].protocol.*Did you mean TCP/],
    ["ports for ICMP", "firewall", walled({ protocol: "ICMP" }), /not allowed for protocol ICMP/],
    ["a port over 65535", "firewall", walled({ ports: "22,70000" }), /invalid ports 70000/],
    [
      "sixteen ports",
      "firewall",
      walled({ ports: "1,2,3,4,5,6,7,8,9,10,11,12,13,14-15,16" }),
      /at most 15 ports.*got 16/,
    ],
    ["an address without length", "firewall", walled({ ipv4s: ["198.51.100.7"] }), /not a CIDR block such as/],
    ["IPv6 among IPv4", "firewall", walled({ ipv4s: ["::/0"] }), /::\/0 is not a CIDR block such as 198/],
    ["a rule for nobody", "firewall", walled({ ipv4s: null }), /one of ipv4s, ipv6s/],
    [
      "a rule label twice",
      "firewall",
      walled({}, { ports: "23" }),
      /inbounds\[1\].label: label ssh is used by inbounds\[0\]/,
    ],
    ["a long rule label", "firewall", walled({ label: "x".repeat(33) }), /\(3 - 32\), got 33/],
    ["an address for nobody", "networkingIp", { public: true }, /linodeId is required/],
    ["a reserved address nowhere", "networkingIp", { reserved: true }, /region is required when reserved/],
    ["a range of /48", "ipv6Range", { linodeId: 1, prefixLength: 48 }, /to be 56 or 64, got 48/],
    ["a name that is none", "rdns", { address: "198.18.0.1", rdns: "a b" }, /a b is not a host name/],
    ["a VPC label with a dot", "vpc", { label: "a.b", region: "de-fra-2" }, /a.b is not allowed/],
    ["a public subnet", "vpcSubnet", { ...subnet, ipv4: "8.8.8.0/24" }, /not a private network/],
    ["Linode's own network", "vpcSubnet", { ...subnet, ipv4: "192.168.200.0/24" }, /Linode's own/],
    [
      "an unknown kind of group",
      "placementGroup",
      { label: "g", region: "nl-ams", placementGroupType: "spread" },
      /anti_affinity:local/,
    ],
    ["a domain without an email", "domain", { domain: "example.com", type: "master" }, /soa_email required/],
    ["a record to no address", "domainRecord", { ...record, target: "x" }, /x is not an IPv4 address/],
    ["a profile key that is none", "sshKey", { label: "k", sshKey: "x" }, /SSH Key is not valid/],
  ])("%s", async (_, name, inputs, message) => {
    expect((await linode.failures(name, inputs)).join("\n")).toMatch(message);
  });

  it("26 rules in and out, but not 25", async () => {
    const some = (count: number, from: number) =>
      Array.from({ length: count }, (_, at) => ({ ...rule, label: `rule-${from + at}` }));
    const failures = (inbounds: number) =>
      linode.failures("firewall", { ...wall, inbounds: some(inbounds, 0), outbounds: some(10, 100) });
    expect(await failures(16)).toEqual(["inbounds: a firewall can have at most 25 rules, got 26"]);
    expect(await failures(15)).toEqual([]);
  });

  it("nothing that is still unknown", async () => {
    const open = {
      label: unknown,
      region: unknown,
      type: unknown,
      image: unknown,
      authorizedKeys: [unknown],
      firewallId: unknown,
    };
    expect(await linode.failures("instance", { ...open, metadatas: [{ userData: unknown }], tags: unknown })).toEqual(
      [],
    );
    expect(await linode.failures("firewall", walled({ ports: unknown, ipv4s: unknown, label: unknown }))).toEqual([]);
  });
});

it("refuses disk encryption where a region has none", async () => {
  const old = { ...small, region: "us-east", diskEncryption: "enabled" };
  await expect(linode.make("instance", old)).rejects.toThrow(/\[disk_encryption\] Disk Encryption is not supported/);
  expect((await linode.make("instance", { ...small, region: "us-east" })).outputs["diskEncryption"]).toBe("disabled");
});

it("puts at most five Linodes of one region into a placement group", async () => {
  const group = { label: "group", region: "de-fra-2", placementGroupType: "anti_affinity:local" };
  const made = await linode.make("placementGroup", group);
  expect(made.outputs).toMatchObject({ isCompliant: true, placementGroupPolicy: "strict", members: [] });
  const member = (label: string, more: PlainObject = {}) =>
    linode.make("instance", { ...small, label, placementGroup: { id: Number(made.id) }, ...more }, label);
  await expect(member("far", { region: "nl-ams" })).rejects.toThrow(/in region de-fra-2, the Linode in nl-ams/);
  for (const label of ["one", "two", "three", "four"]) await member(label);
  const fifth = await linode.make("instance", { ...small, label: "five" }, "five");
  await linode.make("placementGroupAssignment", { placementGroupId: Number(made.id), linodeId: Number(fifth.id) });
  await expect(member("six")).rejects.toThrow(/has 5 Linodes, which is the limit/);
  expect(listOf((await linode.ask("getPlacementGroup", { id: Number(made.id) }))["members"])).toHaveLength(5);
  await expect(linode.remove("placementGroup", made)).rejects.toThrow(/still has Linodes/);
});

it("holds subnets in a VPC, and Linodes in a subnet", async () => {
  const vpc = await linode.make("vpc", { label: "net", region: "de-fra-2" });
  const made = await linode.make("vpcSubnet", { ...subnet, vpcId: Number(vpc.id) });
  await expect(linode.make("vpcSubnet", { ...subnet, vpcId: Number(vpc.id), label: "two" }, "two")).rejects.toThrow(
    /overlaps/,
  );
  const interfaces = [
    { purpose: "public", primary: true },
    { purpose: "vpc", subnetId: Number(made.id), ipv4: { vpc: "10.0.0.5", nat11: "any" } },
  ];
  const one = await linode.make("instance", { ...small, interfaces });
  expect(one.outputs["interfaces"]).toMatchObject([
    { active: true },
    { vpcId: Number(vpc.id), ipv4: { vpc: "10.0.0.5" } },
  ]);
  await expect(
    linode.make("instance", { ...small, label: "far", region: "nl-ams", interfaces }, "far"),
  ).rejects.toThrow(/is in region/);
  expect((await state("vpcSubnet", made.id))["linodes"]).toMatchObject([{ id: Number(one.id) }]);
  await expect(linode.remove("vpcSubnet", made)).rejects.toThrow(/still has Linodes/);
  await expect(linode.remove("vpc", vpc)).rejects.toThrow(/still has subnets/);
  expect(await linode.ask("getVpcSubnet", { vpcId: Number(vpc.id), id: made.id })).toMatchObject({ label: "one" });
  await linode.ask("getVpcs", { filters: [{ name: "label", values: ["net"] }] });
});

it("assigns a reserved address once, in its region, and takes it back", async () => {
  const ip = await linode.make("networkingIp", { reserved: true, region: "de-fra-2" });
  const one = await linode.make("instance", small);
  const assigned = await linode.make("reservedIpAssignment", { address: ip.id, linodeId: Number(one.id) });
  expect((await state("instance", one.id))["ipv4s"]).toEqual([one.outputs["ipAddress"], ip.id]);
  await expect(
    linode.make("reservedIpAssignment", { address: ip.id, linodeId: Number(one.id) }, "again"),
  ).rejects.toThrow(/already assigned/);
  await linode.remove("reservedIpAssignment", assigned);
  expect((await state("instance", one.id))["ipv4s"]).toEqual([one.outputs["ipAddress"]]);
  expect(await linode.replaces("networkingIp", { linodeId: 1 }, { linodeId: 2 })).toEqual(["linodeId"]);
  expect(await linode.replaces("networkingIp", { linodeId: 1, reserved: true }, { linodeId: 2 })).toEqual([]);
  expect(await linode.ask("getNetworkingIp", { address: ip.id })).toMatchObject({ reserved: true, linodeId: 0 });
});

it("routes a range of IPv6 to a Linode", async () => {
  const one = await linode.make("instance", small);
  const range = await linode.make("ipv6Range", { linodeId: Number(one.id), prefixLength: 64 });
  expect(range.outputs).toMatchObject({ range: range.id, region: "de-fra-2", linodes: [Number(one.id)] });
  expect(await linode.ask("getIpv6Range", { range: `${range.id}/64` })).toMatchObject({ prefix: 64 });
  await linode.ask("getIpv6Ranges", {});
  await linode.remove("instance", one);
  expect((await linode.cloud.read(linode.of("ipv6Range"), "ipv6Range", range.id)).id).toBe("");
});

it("holds records in a domain, once, and takes them along", async () => {
  const zone = { domain: "example.com", type: "master", soaEmail: "me@example.com" };
  const domain = await linode.make("domain", zone);
  await expect(linode.make("domain", zone, "again")).rejects.toThrow(/DNS zone already exists/);
  const made = await linode.make("domainRecord", { ...record, domainId: Number(domain.id), ttlSec: 100 });
  expect(made.outputs).toMatchObject({ name: "www", ttlSec: 120 });
  const alias = { ...record, domainId: Number(domain.id), recordType: "CNAME", target: "b.example.com" };
  await expect(linode.make("domainRecord", alias, "alias")).rejects.toThrow(/a CNAME stands alone/);
  expect((await linode.cloud.read(linode.of("domainRecord"), "r", `${domain.id},${made.id}`)).id).toBe(made.id);
  expect(await linode.ask("getDomainRecord", { domainId: Number(domain.id), name: "www" })).toMatchObject({
    type: "A",
  });
  await linode.remove("domain", domain);
  expect((await linode.cloud.read(linode.of("domainRecord"), "r", made.id)).id).toBe("");
  const key = await linode.make("sshKey", { label: "me", sshKey: ed25519 });
  expect(await linode.ask("getSshKey", { label: "me" })).toMatchObject({ id: key.id });
});
