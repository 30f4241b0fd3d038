import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hetznerToken, secret, type Trial, trial, unknown } from "../trial-client";
import { listOf, objectOf, type PlainObject, unmark } from "../values";
import { drift, readWorld } from "../world";

const of = (name: string) => `hcloud:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;
const ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1bYQ9vO6bqiUUoybcv4m2xDIiK9fyTzJXlN39f8DGD someone@somewhere";
const small: PlainObject = { serverType: "cpx22", image: "debian-13", location: "nbg1" };

let cloud: Trial;
beforeEach(async () => {
  cloud = await trial({ packageName: "hcloud", version: "1.41.0", config: { token: hetznerToken } });
});
afterEach(() => cloud.stop());

const make = async (name: string, inputs: PlainObject, urnName: string = name) => {
  const checked = await cloud.check(of(name), urnName, inputs);
  expect(checked.failures).toEqual([]);
  return cloud.create(of(name), urnName, unmark(checked.inputs).value);
};
const address = (location = "nbg1") =>
  make(
    "primaryIp",
    { name: `ip-${location}`, type: "ipv4", location, assigneeType: "server", autoDelete: false },
    `ip-${location}`,
  );
const withAddress = (id: string): PlainObject => ({
  publicNets: [{ ipv4Enabled: true, ipv4: Number(id), ipv6Enabled: true }],
});

describe("a server", () => {
  it("gets its addresses, type and status from the cloud", async () => {
    const { outputs } = await make("server", { ...small, backups: true });
    expect(outputs).toMatchObject({ status: "running", location: "nbg1", primaryDiskSize: 80, backupWindow: "22-02" });
    expect(outputs["ipv4Address"]).toMatch(/^198\.1[89]\.\d+\.\d+$/);
    expect(outputs["ipv6Address"]).toBe(`${String(outputs["ipv6Network"]).replace("::/64", "::1")}`);
  });

  it("shows user data as the base64 of its SHA-1, and keeps a secret one secret", async () => {
    const inputs = { ...small, name: "s", userData: secret("#cloud-config") };
    const { outputs } = await cloud.create(of("server"), "s", inputs);
    expect(outputs["userData"]).toEqual(secret("9sPmzwZu7u8+strUGnJb//9LpaU="));
  });

  it("knows in a preview only what the vendor would not compute", async () => {
    const planned = await cloud.preview(of("server"), "s", { ...small, name: "s" });
    expect(planned).toMatchObject({
      name: "s",
      serverType: "cpx22",
      location: "nbg1",
      ipv4Address: unknown,
      status: unknown,
    });
    expect(planned["backups"]).toBeUndefined();
  });

  it("has a name of its own in the project", async () => {
    await make("server", { ...small, name: "one" }, "a");
    await expect(cloud.create(of("server"), "b", { ...small, name: "one" })).rejects.toThrow(
      "server name is already used (uniqueness_error)",
    );
  });

  it.each([
    [
      "a type that is not in the location",
      { location: "ash" },
      /cpx22 is not available in location ash \(resource_unavailable\)/,
    ],
    ["an address that is not there", withAddress("7"), /primary IP with ID '7' not found/],
    ["an image of another architecture", { image: "103907373" }, /for architecture x86 not found/],
  ])("cannot be made of %s", async (_, more, message) => {
    await expect(cloud.create(of("server"), "s", { ...small, name: "s", ...more })).rejects.toThrow(message);
  });

  it("takes an address once, in its own location", async () => {
    const ip = await address();
    const first = await make("server", { ...small, ...withAddress(ip.id) }, "first");
    expect(first.outputs["ipv4Address"]).toBe(ip.outputs["ipAddress"]);
    await expect(
      cloud.create(of("server"), "second", { ...small, name: "second", ...withAddress(ip.id) }),
    ).rejects.toThrow(/already assigned.*primary_ip_already_assigned/);
    const far = await address("hel1");
    await expect(
      cloud.create(of("server"), "third", { ...small, name: "third", ...withAddress(far.id) }),
    ).rejects.toThrow(/is in location hel1, the server in nbg1/);
  });

  it("releases on deletion what outlives it and takes along what does not", async () => {
    const ip = await address();
    const volume = await make("volume", { size: 10, location: "nbg1" });
    const server = await make("server", { ...small, ...withAddress(ip.id) });
    await make("volumeAttachment", { volumeId: Number(volume.id), serverId: Number(server.id) });
    expect(readWorld(cloud.folder, "hcloud").map((one) => one.type.split(":")[2])).toEqual([
      "PrimaryIp",
      "Volume",
      "Server",
      "PrimaryIp",
      "VolumeAttachment",
    ]);
    await cloud.delete(of("server"), "server", server.id);
    expect(
      readWorld(cloud.folder, "hcloud").map(({ id, state }) => [id, state["assigneeId"] ?? state["serverId"]]),
    ).toEqual([
      [ip.id, 0],
      [volume.id, 0],
    ]);
    await cloud.delete(of("volume"), "volume", volume.id);
  });

  it("is not deleted while it is protected", async () => {
    const inputs = { ...small, name: "s", deleteProtection: true, rebuildProtection: true };
    const { id } = await make("server", inputs);
    await expect(cloud.delete(of("server"), "server", id)).rejects.toThrow("server deletion is protected (protected)");
    await cloud.update(of("server"), "server", id, inputs, {
      ...inputs,
      deleteProtection: false,
      rebuildProtection: false,
    });
    await cloud.delete(of("server"), "server", id);
    expect(readWorld(cloud.folder, "hcloud")).toEqual([]);
  });

  it("changes its type in place, and its disk never shrinks", async () => {
    const inputs = { ...small, name: "s" };
    const { id } = await make("server", inputs);
    const kept = await cloud.update(of("server"), "server", id, inputs, {
      ...inputs,
      serverType: "cpx32",
      keepDisk: true,
    });
    expect(kept["primaryDiskSize"]).toBe(80);
    await cloud.update(of("server"), "server", id, inputs, { ...inputs, serverType: "cpx22", keepDisk: true });
    const grown = await cloud.update(of("server"), "server", id, inputs, { ...inputs, serverType: "cpx32" });
    expect(grown["primaryDiskSize"]).toBe(160);
    await expect(cloud.update(of("server"), "server", id, inputs, inputs)).rejects.toThrow(/disks cannot shrink/);
  });

  it("swaps its address in place and gets an own one back", async () => {
    const ip = await address();
    const inputs = { ...small, name: "s" };
    const { id, outputs } = await make("server", inputs);
    const swapped = await cloud.update(of("server"), "server", id, inputs, { ...inputs, ...withAddress(ip.id) });
    expect(swapped["ipv4Address"]).toBe(ip.outputs["ipAddress"]);
    expect(swapped["ipv6Address"]).toBe(outputs["ipv6Address"]);
    const back = await cloud.update(of("server"), "server", id, inputs, inputs);
    expect(back["ipv4Address"]).not.toBe(ip.outputs["ipAddress"]);
    expect(back["ipv4Address"]).not.toBe("");
  });

  it.each([
    ["image", { image: "debian-12" }, true],
    ["location", { location: "hel1" }, true],
    ["userData", { userData: "x" }, true],
    ["sshKeys", { sshKeys: ["k"] }, true],
    ["serverType", { serverType: "cpx32" }, false],
    ["labels", { labels: { a: "b" } }, false],
    ["firewallIds", { firewallIds: [1] }, false],
    ["name", { name: "other" }, false],
  ])("plans a change of %s as vps-providers.md 2 says", async (property, more, replaces) => {
    const old = { ...small, name: "given" };
    const difference = await cloud.diff(of("server"), "s", old, { ...old, ...more });
    expect(difference.kind).toBe("some");
    expect(difference.replaces).toEqual(replaces ? [property] : []);
    // A name of one's own is unique, so the bridge deletes first.
    expect(difference.deletesFirst).toBe(replaces);
  });

  it("sees no change in the order of sets", async () => {
    const old = { ...small, name: "s", firewallIds: [1, 2] };
    expect((await cloud.diff(of("server"), "s", old, { ...old, firewallIds: [2, 1] })).kind).toBe("none");
  });
});

describe("a volume", () => {
  it("is attached once, to a server in its location", async () => {
    const volume = await make("volume", { size: 10, location: "nbg1" });
    const here = await make("server", small, "here");
    const there = await make("server", { ...small, location: "hel1" }, "there");
    const attach = (serverId: string, name: string) =>
      cloud.create(of("volumeAttachment"), name, { volumeId: Number(volume.id), serverId: Number(serverId) });
    await expect(attach(there.id, "a")).rejects.toThrow(/different locations/);
    await attach(here.id, "b");
    await expect(attach(here.id, "c")).rejects.toThrow(/already attached.*volume_already_attached/);
  });

  it("is not deleted while it is attached or protected", async () => {
    const inputs = { name: "v", size: 10, location: "nbg1", deleteProtection: true };
    const volume = await make("volume", inputs);
    const server = await make("server", small);
    const attachment = await make("volumeAttachment", { volumeId: Number(volume.id), serverId: Number(server.id) });
    await expect(cloud.delete(of("volume"), "volume", volume.id)).rejects.toThrow(
      "volume deletion is protected (protected)",
    );
    await cloud.update(of("volume"), "volume", volume.id, inputs, { ...inputs, deleteProtection: false });
    await expect(cloud.delete(of("volume"), "volume", volume.id)).rejects.toThrow(/still attached/);
    await cloud.delete(of("volumeAttachment"), "volumeAttachment", attachment.id);
    await cloud.delete(of("volume"), "volume", volume.id);
  });

  it("only grows", async () => {
    const inputs = { name: "v", size: 20, location: "nbg1" };
    const { id } = await make("volume", inputs);
    await expect(cloud.update(of("volume"), "volume", id, inputs, { ...inputs, size: 10 })).rejects.toThrow(
      /only be increased/,
    );
    expect((await cloud.update(of("volume"), "volume", id, inputs, { ...inputs, size: 30 }))["size"]).toBe(30);
  });

  it("ignores a changed format, as the provider does", async () => {
    const old = { name: "v", size: 10, location: "nbg1", format: "ext4" };
    expect((await cloud.diff(of("volume"), "v", old, { ...old, format: "xfs" })).kind).toBe("none");
  });
});

describe("reading", () => {
  it("imports by id what the program's arguments can say, without what the API never shows", async () => {
    const { id } = await make("server", { ...small, name: "s", userData: "secret-ish", labels: { a: "b" } });
    const { inputs, state } = await cloud.read(of("server"), "s", id);
    expect(inputs).toMatchObject({
      name: "s",
      serverType: "cpx22",
      location: "nbg1",
      image: "debian-13",
      labels: { a: "b" },
    });
    expect(inputs["userData"]).toBeUndefined();
    expect(state["status"]).toBe("running");
  });

  it("answers an empty id for what is gone", async () => {
    const { id } = await make("server", { ...small, name: "s" });
    await cloud.delete(of("server"), "server", id);
    expect((await cloud.read(of("server"), "s", id)).id).toBe("");
  });

  it("shows drift in inputs and outputs, and only that", async () => {
    const inputs = { ...small, name: "s", userData: "boot", labels: { a: "b" } };
    const { id, outputs } = await make("server", inputs);
    const state = unmark(outputs).value;
    expect((await cloud.read(of("server"), "s", id, inputs, state)).inputs).toEqual(inputs);
    await drift(cloud.folder, "hcloud", id, { state: { labels: { a: "changed" } } });
    const read = await cloud.read(of("server"), "s", id, inputs, state);
    expect(read.inputs).toEqual({ ...inputs, labels: { a: "changed" } });
    await drift(cloud.folder, "hcloud", id, { gone: true });
    expect((await cloud.read(of("server"), "s", id, inputs, state)).id).toBe("");
  });

  it("finds by label selector, name and id, as the vendor's API does", async () => {
    await make("volume", { name: "one", size: 10, location: "nbg1", labels: { owner: "me", tier: "a" } }, "one");
    await make("volume", { name: "two", size: 10, location: "nbg1", labels: { owner: "me", tier: "b" } }, "two");
    await make("volume", { name: "three", size: 10, location: "nbg1" }, "three");
    const names = async (withSelector: string) => {
      const { value } = await cloud.invoke("hcloud:index/getVolumes:getVolumes", { withSelector });
      return listOf(unmark(value).value["volumes"]).map((one) => objectOf(one)["name"]);
    };
    expect(await names("owner=me")).toEqual(["one", "two"]);
    expect(await names("owner=me,tier!=a")).toEqual(["two"]);
    expect(await names("owner")).toEqual(["one", "two"]);
    expect(await names("!owner")).toEqual(["three"]);
    expect(await names("tier in (a, c)")).toEqual(["one"]);
    await expect(names("owner=(")).rejects.toThrow(/invalid label selector/);
    const one = await cloud.invoke("hcloud:index/getVolume:getVolume", { name: "two" });
    expect(one.value).toMatchObject({ name: "two", size: 10, serverId: 0 });
    await expect(cloud.invoke("hcloud:index/getVolume:getVolume", { name: "nobody" })).rejects.toThrow(
      /no volume found with name nobody/,
    );
  });
});

it("keeps two accounts apart", async () => {
  const other = await cloud.beside({ token: "x".repeat(64) });
  const mine = await make("sshKey", { name: "key", publicKey: ed25519 });
  await other.create(of("sshKey"), "key", { name: "key", publicKey: ed25519 });
  expect((await other.read(of("sshKey"), "key", mine.id)).id).toBe("");
  await expect(cloud.create(of("sshKey"), "key2", { name: "key2", publicKey: ed25519 })).rejects.toThrow(/not unique/);
});

it("remembers across processes", async () => {
  const { id } = await make("volume", { name: "v", size: 10, location: "nbg1" });
  const again = await cloud.again();
  expect((await again.read(of("volume"), "volume", id)).state["name"]).toBe("v");
});

it("gives the same ids, names and addresses in every run of the same steps", async () => {
  const run = async (one: Trial) => {
    const { inputs } = await one.check(of("volume"), "v", { size: 10, location: "nbg1" });
    const volume = await one.create(of("volume"), "v", unmark(inputs).value);
    return [volume, await one.create(of("server"), "s", { ...small, name: "s" })];
  };
  const other = await trial({ packageName: "hcloud", version: "1.41.0", config: { token: hetznerToken } });
  expect(await run(other)).toEqual(await run(cloud));
  other.stop();
});
