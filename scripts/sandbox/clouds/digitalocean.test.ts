import { isIPv6 } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { secret, trial, unknown } from "../trial-client";
import { listOf, objectOf, type PlainObject, unmark } from "../values";
import { drift, readWorld } from "../world";
import { type VendorTrial, vendorTrial } from "./vendor-trial";

const token = `dop_v1_${"0".repeat(64)}`;
const ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1bYQ9vO6bqiUUoybcv4m2xDIiK9fyTzJXlN39f8DGD someone@somewhere";
const small: PlainObject = { image: "debian-13-x64", size: "s-1vcpu-2gb", region: "fra1", name: "d" };
const disk: PlainObject = { region: "fra1", size: 10, name: "v" };
const outbound = [{ protocol: "tcp", portRange: "1-65535", destinationAddresses: ["0.0.0.0/0", "::/0"] }];
const inbound = [{ protocol: "tcp", portRange: "22", sourceAddresses: ["0.0.0.0/0", "::/0"] }];

let ocean: VendorTrial;
beforeEach(async () => {
  ocean = await vendorTrial({ packageName: "digitalocean", version: "4.80.1", config: { token } });
});
afterEach(() => ocean.stop());

describe("configuration", () => {
  const open = (config: PlainObject) => trial({ packageName: "digitalocean", version: "4.80.1", config });
  it.each([
    ["no token", {}, /Missing DigitalOcean token.*export DIGITALOCEAN_TOKEN/],
    ["a token of another form", { token: "x".repeat(64) }, /dop_v1_ and 64 hexadecimal digits, this one has 64/],
  ])("refuses %s and says how to get one", async (_, config, message) => {
    await expect(open(config)).rejects.toThrow(message);
  });
});

describe("a droplet", () => {
  it("gets its addresses, size and network from the cloud", async () => {
    const { id, outputs } = await ocean.make("droplet", { ...small, ipv6: true });
    expect(id).toMatch(/^\d{9}$/);
    expect(outputs).toMatchObject({ status: "active", memory: 2048, disk: 50, priceMonthly: 12, locked: false });
    expect(outputs).toMatchObject({ dropletUrn: `do:droplet:${id}`, volumeIds: [] });
    expect(outputs["ipv4Address"]).toMatch(/^198\.1[89]\.\d+\.\d+$/);
    expect(outputs["ipv4AddressPrivate"]).toMatch(/^10\./);
    expect(isIPv6(String(outputs["ipv6Address"]))).toBe(true);
  });

  it("shows user data as its SHA-1, and keeps a secret one secret", async () => {
    const { outputs } = await ocean.force("droplet", { ...small, userData: secret("#cloud-config") });
    expect(outputs["userData"]).toEqual(secret("f6c3e6cf066eeeef3eb2dad41a725bffff4ba5a5"));
  });

  it("knows in a preview only what the vendor would not compute", async () => {
    const planned = await ocean.cloud.preview(ocean.of("droplet"), "d", small);
    expect(planned).toMatchObject({ name: "d", size: "s-1vcpu-2gb", ipv4Address: unknown, vpcUuid: unknown });
    expect(planned).toMatchObject({ memory: unknown, status: unknown, volumeIds: unknown });
  });

  it.each([
    ["image", { image: "debian-12-x64" }, true],
    ["region", { region: "ams3" }, true],
    ["userData", { userData: "x" }, true],
    ["sshKeys", { sshKeys: ["1"] }, true],
    ["monitoring", { monitoring: true }, true],
    ["dropletAgent", { dropletAgent: false }, true],
    ["publicNetworking", { publicNetworking: false }, true],
    ["vpcUuid", { vpcUuid: "x" }, true],
    ["size", { size: "s-2vcpu-4gb" }, false],
    ["name", { name: "other" }, false],
    ["tags", { tags: ["a"] }, false],
    ["backups", { backups: true }, false],
    ["ipv6", { ipv6: true }, false],
  ])("plans a change of %s as vps-providers.md 2 says", async (property, more, replaces) => {
    const difference = await ocean.cloud.diff(ocean.of("droplet"), "d", small, { ...small, ...more });
    expect([difference.kind, difference.replaces]).toEqual(["some", replaces ? [property] : []]);
    expect(difference.deletesFirst).toBe(replaces);
  });

  it("turns IPv6 on in place and off by replacement", async () => {
    const made = await ocean.make("droplet", small);
    expect((await ocean.change("droplet", made, small, { ipv6: true }))["ipv6Address"]).toMatch(/^2001:db8:/);
    expect(await ocean.replaces("droplet", { ...small, ipv6: true }, { ipv6: false })).toEqual(["ipv6"]);
  });

  it("keeps what the vendor chose where the program stops saying it", async () => {
    const difference = await ocean.cloud.diff(ocean.of("droplet"), "d", { ...small, vpcUuid: "x" }, small);
    expect(difference.kind).toBe("none");
  });

  it.each([
    ["an unknown key", { sshKeys: ["mine"] }, /422.*mine are invalid key identifiers/],
    ["a network that is not there", { vpcUuid: "nowhere" }, /vpc nowhere does not exist/],
    ["an image number that is none", { image: "0" }, /invalid image for Droplet creation/],
    ["a volume that is not there", { volumeIds: ["nothing"] }, /404.*volume nothing/],
  ])("cannot be made of %s", async (_, more, message) => {
    await expect(ocean.force("droplet", { ...small, ...more })).rejects.toThrow(message);
  });

  it("grows its disk for good unless told not to, and never shrinks it", async () => {
    const made = await ocean.make("droplet", small);
    const kept = await ocean.change("droplet", made, small, { size: "s-2vcpu-4gb", resizeDisk: false });
    expect(kept).toMatchObject({ memory: 4096, disk: 50, priceMonthly: 24 });
    await ocean.change("droplet", made, small, {});
    expect(await ocean.change("droplet", made, small, { size: "s-2vcpu-4gb" })).toMatchObject({ disk: 80 });
    await expect(ocean.change("droplet", made, small, {})).rejects.toThrow(/smaller disk.*50 GB.*uses 80 GB/);
  });

  it("does nothing while another event is pending on it", async () => {
    const made = await ocean.make("droplet", small);
    const volume = await ocean.make("volume", disk);
    await drift(ocean.cloud.folder, "digitalocean", made.id, { state: { locked: true } });
    const pending = /422.*Droplet already has a pending event/;
    await expect(ocean.change("droplet", made, small, { size: "s-2vcpu-4gb" })).rejects.toThrow(pending);
    const attachment = { dropletId: Number(made.id), volumeId: volume.id };
    await expect(ocean.make("volumeAttachment", attachment)).rejects.toThrow(pending);
    await expect(ocean.remove("droplet", made)).rejects.toThrow(pending);
    await drift(ocean.cloud.folder, "digitalocean", made.id, { state: { locked: false } });
    await ocean.make("volumeAttachment", attachment);
  });

  it("leaves behind on deletion what outlives it, free for the next", async () => {
    const volume = await ocean.make("volume", disk);
    const ip = await ocean.make("reservedIp", { region: "fra1" });
    const made = await ocean.make("droplet", small);
    await ocean.make("volumeAttachment", { dropletId: Number(made.id), volumeId: volume.id });
    await ocean.make("reservedIpAssignment", { dropletId: Number(made.id), ipAddress: ip.id });
    await ocean.remove("droplet", made);
    expect(
      readWorld(ocean.cloud.folder, "digitalocean").map(({ id, state }) => [
        id,
        state["dropletIds"] ?? state["dropletId"],
      ]),
    ).toEqual([
      [volume.id, []],
      [ip.id, undefined],
    ]);
    expect(await ocean.ask("getReservedIp", { ipAddress: ip.id })).toMatchObject({ dropletId: 0 });
  });
});

describe("a volume", () => {
  it("is attached once, to a droplet of its region, and not deleted meanwhile", async () => {
    const volume = await ocean.make("volume", disk);
    expect(volume.outputs).toMatchObject({ volumeUrn: `do:volume:${volume.id}`, dropletIds: [], filesystemType: "" });
    const here = await ocean.make("droplet", small, "here");
    const there = await ocean.make("droplet", { ...small, region: "ams3" }, "there");
    const attach = (droplet: string, name: string) =>
      ocean.make("volumeAttachment", { dropletId: Number(droplet), volumeId: volume.id }, name);
    await expect(attach(there.id, "a")).rejects.toThrow(/in region fra1, the droplet in ams3/);
    const attachment = await attach(here.id, "b");
    const neighbour = await ocean.make("droplet", small, "neighbour");
    await expect(attach(neighbour.id, "c")).rejects.toThrow(/already attached to droplet/);
    // The provider asks for nothing where this droplet has it already, so that a lost answer can be asked for again.
    expect((await attach(here.id, "d")).outputs["volumeId"]).toBe(volume.id);
    expect((await ocean.cloud.read(ocean.of("droplet"), "here", here.id)).state["volumeIds"]).toEqual([volume.id]);
    await expect(ocean.remove("volume", volume)).rejects.toThrow(/409.*cannot be deleted while it is attached/);
    await ocean.remove("volumeAttachment", attachment, "b");
    await ocean.remove("volume", volume);
  });

  it("only grows, and its name is its own in a region", async () => {
    const volume = await ocean.make("volume", disk);
    await expect(ocean.change("volume", volume, disk, { size: 5 })).rejects.toThrow(/only be expanded/);
    expect((await ocean.change("volume", volume, disk, { size: 20 }))["size"]).toBe(20);
    await expect(ocean.make("volume", disk, "other")).rejects.toThrow(/409.*already exists in the region/);
    await ocean.make("volume", { ...disk, region: "ams3" }, "elsewhere");
    expect(await ocean.replaces("volume", disk, { name: "w", description: "d" })).toEqual(["description", "name"]);
  });

  it("comes from a snapshot that fits", async () => {
    const volume = await ocean.make("volume", disk);
    const copy = await ocean.make("volumeSnapshot", { volumeId: volume.id, name: "s", tags: ["kept"] });
    expect(copy.outputs).toMatchObject({ minDiskSize: 10, regions: ["fra1"] });
    const again = { ...disk, name: "w", snapshotId: copy.id };
    await expect(ocean.make("volume", { ...again, size: 5 }, "small")).rejects.toThrow(/at least 10 GiB/);
    await ocean.make("volume", again, "w");
    expect(await ocean.ask("getVolumeSnapshot", { name: "s" })).toMatchObject({ id: copy.id, tags: ["kept"] });
  });
});

describe("a reserved address", () => {
  it("goes to one droplet of its region", async () => {
    const ip = await ocean.make("reservedIp", { region: "fra1" });
    expect(ip.id).toBe(ip.outputs["ipAddress"]);
    expect(await ocean.ask("getReservedIp", { ipAddress: ip.id })).toMatchObject({ dropletId: 0, region: "fra1" });
    const here = await ocean.make("droplet", small, "here");
    const there = await ocean.make("droplet", { ...small, region: "ams3" }, "there");
    const assign = (droplet: string, address: string, name: string) =>
      ocean.make("reservedIpAssignment", { dropletId: Number(droplet), ipAddress: address }, name);
    await expect(assign(there.id, ip.id, "a")).rejects.toThrow(/in region fra1/);
    const assignment = await assign(here.id, ip.id, "b");
    await expect(assign(here.id, ip.id, "c")).rejects.toThrow(/already assigned/);
    const second = await ocean.make("reservedIp", { region: "fra1" }, "second");
    await expect(assign(here.id, second.id, "d")).rejects.toThrow(/already has the reserved address/);
    expect((await ocean.cloud.read(ocean.of("droplet"), "here", here.id)).state["ipv4Address"]).not.toBe(ip.id);
    expect(await ocean.ask("getReservedIp", { ipAddress: ip.id })).toMatchObject({ dropletId: Number(here.id) });
    // The address itself does not tell of a droplet that another resource gave it to, so nothing takes it back.
    expect((await ocean.cloud.read(ocean.of("reservedIp"), "reservedIp", ip.id)).state["dropletId"]).toBeUndefined();
    await ocean.remove("reservedIpAssignment", assignment, "b");
    await assign(here.id, second.id, "d");
  });

  it("exists for IPv6 too, and is seen as free once it was taken back elsewhere", async () => {
    const ip = await ocean.make("reservedIpv6", { regionSlug: "fra1" });
    const made = await ocean.make("droplet", small);
    const assignment = await ocean.make("reservedIpv6Assignment", { dropletId: Number(made.id), ip: ip.id });
    expect(await ocean.ask("getReservedIpv6", { ip: ip.id })).toMatchObject({ dropletId: Number(made.id) });
    await drift(ocean.cloud.folder, "digitalocean", ip.id, { state: { dropletId: 0 } });
    const type = ocean.of("reservedIpv6Assignment");
    expect((await ocean.cloud.read(type, "reservedIpv6Assignment", assignment.id)).id).toBe("");
    await expect(ocean.remove("reservedIpv6Assignment", assignment)).rejects.toThrow(/not assigned.*Refresh/);
  });
});

describe("searching by ownership tag", () => {
  it("finds droplets and volumes, and tags that were only ever given", async () => {
    await ocean.make("droplet", { ...small, name: "mine", tags: ["owner:me", "b"] }, "mine");
    await ocean.make("droplet", { ...small, name: "other", tags: ["owner:you"] }, "other");
    await ocean.make("volume", { ...disk, name: "data", tags: ["owner:me"] }, "data");
    const filters = [{ key: "tags", values: ["owner:me"] }];
    const found = await ocean.ask("getDroplets", { filters });
    expect(listOf(found["droplets"]).map((one) => objectOf(one)["name"])).toEqual(["mine"]);
    expect(await ocean.ask("getVolume", { name: "data", region: "fra1" })).toMatchObject({ tags: ["owner:me"] });
    await expect(ocean.ask("getVolume", { name: "nothing" })).rejects.toThrow(/no volume found/);
    const tags = await ocean.ask("getTags", { filters: [{ key: "name", values: ["owner:"], matchBy: "substring" }] });
    expect(listOf(tags["tags"]).map((one) => objectOf(one)["totalResourceCount"])).toEqual([2, 1]);
    await expect(ocean.ask("getDroplets", { filters: [{ key: "tag", values: ["x"] }] })).rejects.toThrow(
      /expected key/,
    );
  });

  it("answers an empty list in full", async () => {
    for (const name of ["getDroplets", "getSshKeys", "getTags", "getDomains"]) await ocean.ask(name, {});
    expect(listOf((await ocean.ask("getProjects", {}))["projects"])).toHaveLength(1);
  });

  it("knows the catalogue", async () => {
    const sizes = await ocean.ask("getSizes", {
      filters: [{ key: "memory", values: ["2048"] }],
      sorts: [{ key: "price_monthly" }],
    });
    expect(listOf(sizes["sizes"]).map((one) => objectOf(one)["slug"])).toContain("s-1vcpu-2gb");
    expect(objectOf(listOf(sizes["sizes"])[0])["priceMonthly"]).toBe(12);
    expect(listOf((await ocean.ask("getRegions", {}))["regions"]).length).toBeGreaterThan(10);
    expect(await ocean.ask("getRegion", { slug: "fra1" })).toMatchObject({ available: true });
    expect(await ocean.ask("getImage", { slug: "debian-13-x64" })).toMatchObject({ distribution: "Debian" });
    await ocean.ask("getImages", { filters: [{ key: "distribution", values: ["Debian"] }] });
    expect(await ocean.ask("getVpc", { region: "fra1" })).toMatchObject({ default: true, name: "default-fra1" });
  });
});

it("keeps two accounts apart", async () => {
  const other = await ocean.cloud.beside({ token: `dop_v1_${"1".repeat(64)}` });
  const mine = await ocean.make("sshKey", { name: "key", publicKey: ed25519 });
  await other.create(ocean.of("sshKey"), "key", { name: "key", publicKey: ed25519 });
  expect((await other.read(ocean.of("sshKey"), "key", mine.id)).id).toBe("");
  const second = ocean.make("sshKey", { name: "again", publicKey: ed25519 }, "again");
  await expect(second).rejects.toThrow(/already in use on your account/);
  expect(unmark(mine.outputs).value["fingerprint"]).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
});

describe("a firewall", () => {
  const rules: PlainObject = { name: "f", inboundRules: inbound, outboundRules: outbound };

  it("stands before droplets by tag, also before they exist", async () => {
    await expect(ocean.make("firewall", { ...rules, tags: ["ship"] })).rejects.toThrow(/tag ship does not exist/);
    await ocean.make("tag", { name: "ship" });
    const made = await ocean.make("firewall", { ...rules, tags: ["ship"] });
    expect(made.outputs).toMatchObject({ status: "succeeded", pendingChanges: [] });
    await expect(ocean.make("firewall", rules, "again")).rejects.toThrow(/409.*already exists/);
    expect(await ocean.ask("getFirewall", { firewallId: made.id })).toMatchObject({ tags: ["ship"], name: "f" });
  });

  it("cannot name a droplet that is not there, and forgets one that goes", async () => {
    await expect(ocean.make("firewall", { ...rules, dropletIds: [0] })).rejects.toThrow(/droplet 0 does not exist/);
    const droplet = await ocean.make("droplet", small);
    const made = await ocean.make("firewall", { ...rules, dropletIds: [Number(droplet.id)] });
    await ocean.remove("droplet", droplet);
    expect((await ocean.cloud.read(ocean.of("firewall"), "firewall", made.id)).state["dropletIds"]).toEqual([]);
  });
});
