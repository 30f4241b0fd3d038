import { isIPv6 } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { trial, unknown } from "../trial-client";
import { listOf, objectOf, type PlainObject } from "../values";
import { drift, readWorld } from "../world";
import { type VendorTrial, vendorTrial } from "./vendor-trial";

const token = "0".repeat(64);
const small: PlainObject = { label: "ship", region: "de-fra-2", type: "g6-standard-1", image: "linode/debian13" };
const disk: PlainObject = { label: "data", region: "de-fra-2", size: 20 };
const wall: PlainObject = { label: "wall", inboundPolicy: "DROP", outboundPolicy: "ACCEPT" };
const base64 = (text: string) => Buffer.from(text).toString("base64");

let linode: VendorTrial;
beforeEach(async () => {
  linode = await vendorTrial({
    packageName: "linode",
    version: "5.1.1",
    config: { token },
    mayBeNull: ["linodeId", "vpcNat11"],
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  linode.stop();
});

const state = async (name: string, id: string) => (await linode.cloud.read(linode.of(name), name, id)).state;

it.each([
  ["no token", {}, /Missing Linode token.*export LINODE_TOKEN/],
  ["a token of another form", { token: "short" }, /\[401\] Invalid Token.*this one has 5/],
])("refuses %s and says how to get one", async (_, config, message) => {
  await expect(trial({ packageName: "linode", version: "5.1.1", config })).rejects.toThrow(message);
});

describe("a Linode", () => {
  it("gets its addresses, disks and specs from the cloud", async () => {
    const { id, outputs } = await linode.make("instance", {
      ...small,
      metadatas: [{ userData: base64("#cloud-config") }],
    });
    expect(id).toMatch(/^\d+$/);
    expect(outputs).toMatchObject({ status: "running", booted: true, hasUserData: true, diskEncryption: "enabled" });
    expect(isIPv6(String(outputs["ipv6"]).replace(/\/128$/, ""))).toBe(true);
    expect(listOf(outputs["ipv4s"] as never)).toEqual([outputs["ipAddress"]]);
    expect(outputs["specs"]).toMatchObject([{ memory: 2048, vcpus: 1, disk: 51_200 }]);
  });

  it("knows in a preview only what the vendor would not compute", async () => {
    const planned = await linode.cloud.preview(linode.of("instance"), "i", small);
    expect(planned).toMatchObject({ label: "ship", region: "de-fra-2", ipAddress: unknown, ipv4s: unknown });
    expect(planned).toMatchObject({ specs: unknown, status: unknown, diskEncryption: unknown });
  });

  it.each([
    ["image", { image: "linode/debian12" }, true],
    ["authorizedKeys", { authorizedKeys: ["k"] }, true],
    ["rootPass", { rootPass: "a long password" }, true],
    ["metadatas", { metadatas: [{ userData: base64("x") }] }, true],
    ["firewallId", { firewallId: 1 }, true],
    ["ipv4s", { ipv4s: ["198.18.0.9"] }, true],
    ["diskEncryption", { diskEncryption: "disabled" }, true],
    ["region", { region: "nl-ams" }, false],
    ["type", { type: "g6-standard-2" }, false],
    ["label", { label: "other" }, false],
    ["tags", { tags: ["one"] }, false],
    ["placementGroup", { placementGroup: { id: 1 } }, false],
    ["booted", { booted: false }, false],
  ])("plans a change of %s as vps-providers.md 2 says", async (property, more, replaces) => {
    const difference = await linode.cloud.diff(linode.of("instance"), "i", small, { ...small, ...more });
    expect([difference.kind, difference.replaces]).toEqual(["some", replaces ? [property] : []]);
    // Nothing is autonamed, so nothing is deleted first unless the program says so.
    expect(difference.deletesFirst).toBe(false);
  });

  it("has a label of its own, so a replacement that is made first fails", async () => {
    await linode.make("instance", small);
    await expect(linode.make("instance", small)).rejects.toThrow(
      "[400] [label] Label must be unique among your instances",
    );
  });

  it("is off after resizing unless it is said to be booted, or the disk is larger", async () => {
    const dedicated = { ...small, type: "g6-dedicated-2" };
    const made = await linode.make("instance", dedicated);
    const same = { type: "g6-standard-2" };
    expect(await linode.change("instance", made, dedicated, same)).toMatchObject({ status: "offline", booted: false });
    const on = { booted: true };
    expect(await linode.change("instance", made, dedicated, { ...same, ...on })).toMatchObject({ status: "running" });
    expect(await linode.change("instance", made, dedicated, on)).toMatchObject({ status: "running" });
    expect(await linode.change("instance", made, dedicated, { type: "g6-standard-4" })).toMatchObject({
      status: "running",
    });
  });

  it("is watched wherever the program does not say otherwise, also once it said otherwise", async () => {
    const made = await linode.make("instance", small);
    const unwatched = { watchdogEnabled: false };
    expect(await linode.change("instance", made, small, unwatched)).toMatchObject(unwatched);
    expect(await linode.change("instance", made, small, { tags: ["a"] })).toMatchObject({ watchdogEnabled: true });
  });

  it("never gets smaller than its disks", async () => {
    const made = await linode.make("instance", small);
    await linode.change("instance", made, small, { type: "g6-standard-2", resizeDisk: true });
    await expect(linode.change("instance", made, small, {})).rejects.toThrow(/allocated more disk.*81920 MB in use/);
  });

  it("migrates to another region, with other addresses and without volumes", async () => {
    const made = await linode.make("instance", small);
    const volume = await linode.make("volume", { ...disk, linodeId: Number(made.id) });
    await expect(linode.change("instance", made, small, { region: "nl-ams" })).rejects.toThrow(/attached volumes/);
    await linode.remove("volume", volume);
    const moved = await linode.change("instance", made, small, { region: "nl-ams" });
    expect(moved["ipAddress"]).not.toBe(made.outputs["ipAddress"]);
  });

  it("does one thing at a time", async () => {
    const made = await linode.make("instance", small);
    await drift(linode.cloud.folder, "linode", made.id, { state: { status: "resizing" } });
    await expect(linode.change("instance", made, small, { type: "g6-standard-2" })).rejects.toThrow(
      "[400] Linode busy.",
    );
    await expect(linode.make("volume", { ...disk, linodeId: Number(made.id) })).rejects.toThrow("[400] Linode busy.");
    await expect(linode.remove("instance", made)).rejects.toThrow("[400] Linode busy.");
  });

  it("takes reserved addresses at its creation, once each, and leaves them", async () => {
    const reserve = { reserved: true, public: true, type: "ipv4", region: "de-fra-2" };
    const ip = await linode.make("networkingIp", reserve);
    const made = await linode.make("instance", { ...small, ipv4s: [ip.id] });
    expect(made.outputs).toMatchObject({ ipv4s: [ip.id], ipAddress: ip.id });
    await expect(linode.make("instance", { ...small, label: "two", ipv4s: [ip.id] }, "two")).rejects.toThrow(
      /already assigned/,
    );
    await linode.remove("instance", made);
    expect(readWorld(linode.cloud.folder, "linode").map(({ id, state: { linodeId } }) => [id, linodeId])).toEqual([
      [ip.id, null],
    ]);
    const far = await linode.make("networkingIp", { ...reserve, region: "nl-ams" }, "far");
    await expect(linode.make("instance", { ...small, ipv4s: [far.id] }, "three")).rejects.toThrow(/in region nl-ams/);
    await expect(linode.make("instance", { ...small, ipv4s: ["198.51.100.9"] }, "four")).rejects.toThrow(
      /not a reserved/,
    );
  });

  it("is refused legacy arguments by an account of the newer kind (edge 12)", async () => {
    const firewall = await linode.make("firewall", wall);
    vi.stubEnv("LINODE_INTERFACES_FOR_NEW_LINODES", "linode_only");
    await expect(linode.make("instance", { ...small, interfaces: [{ purpose: "public" }] }, "a")).rejects.toThrow(
      /\[interfaces\] Option cannot be set on a Linode that is configured to use Linode Interfaces/,
    );
    const behind = { ...small, firewallId: Number(firewall.id) };
    await expect(linode.make("instance", behind, "b")).rejects.toThrow(/Please apply Cloud Firewall to the interfaces/);
    const made = await linode.make("instance", small);
    const device = { firewallId: Number(firewall.id), entityId: Number(made.id) };
    await expect(linode.make("firewallDevice", device)).rejects.toThrow(/Please apply Cloud Firewall/);
    vi.stubEnv("LINODE_INTERFACES_FOR_NEW_LINODES", "sometimes");
    await expect(linode.make("instance", { ...small, label: "other" }, "c")).rejects.toThrow(
      /it can be legacy_config_only/,
    );
  });
});

describe("a volume", () => {
  it("stays attached where the program stops saying so (edge 18)", async () => {
    const made = await linode.make("instance", small);
    const attached = { ...disk, linodeId: Number(made.id) };
    const volume = await linode.make("volume", attached);
    expect(volume.outputs).toMatchObject({
      filesystemPath: "/dev/disk/by-id/scsi-0Linode_Volume_data",
      status: "active",
    });
    expect((await linode.cloud.diff(linode.of("volume"), "volume", attached, disk)).kind).toBe("none");
    await linode.change("volume", volume, disk, { tags: ["kept"] });
    expect((await state("volume", volume.id))["linodeId"]).toBe(Number(made.id));
  });

  it("moves between Linodes of its region in place, and is free once its Linode is gone", async () => {
    const one = await linode.make("instance", small, "one");
    const two = await linode.make("instance", { ...small, label: "two" }, "two");
    const far = await linode.make("instance", { ...small, label: "far", region: "nl-ams" }, "far");
    const attached = { ...disk, linodeId: Number(one.id) };
    const volume = await linode.make("volume", attached);
    await expect(linode.change("volume", volume, attached, { linodeId: Number(far.id) })).rejects.toThrow(
      /in region nl-ams/,
    );
    await linode.change("volume", volume, attached, { linodeId: Number(two.id) });
    await linode.remove("instance", two, "two");
    expect((await state("volume", volume.id))["linodeId"]).toBeNull();
  });

  it("only grows, and a new label moves its device", async () => {
    const volume = await linode.make("volume", disk);
    await expect(linode.change("volume", volume, disk, { size: 10 })).rejects.toThrow(/only be resized up/);
    const renamed = await linode.change("volume", volume, disk, { size: 30, label: "other" });
    expect(renamed).toMatchObject({ size: 30, filesystemPath: "/dev/disk/by-id/scsi-0Linode_Volume_other" });
    expect(await linode.replaces("volume", disk, { region: "nl-ams", label: "x" })).toEqual(["region"]);
    await linode.make("volume", disk, "again");
    await expect(linode.make("volume", disk, "third")).rejects.toThrow(/unique among your volumes/);
  });

  it("is a copy of another in the same region, at least as large", async () => {
    const volume = await linode.make("volume", disk);
    const copy = { label: "copy", sourceVolumeId: Number(volume.id) };
    await expect(linode.make("volume", { ...copy, region: "nl-ams" }, "copy")).rejects.toThrow(
      /differs from specified region/,
    );
    await expect(linode.make("volume", { ...copy, size: 10 }, "copy")).rejects.toThrow(/size of the source/);
    expect((await linode.make("volume", copy, "copy")).outputs).toMatchObject({ region: "de-fra-2", size: 20 });
    expect(await linode.replaces("volume", copy, { sourceVolumeId: 7 })).toEqual(["sourceVolumeId"]);
    expect(await linode.replaces("volume", { ...copy, region: "de-fra-2" }, { sourceVolumeId: null })).toEqual([]);
  });
});

describe("a firewall", () => {
  it("stands before a Linode from its creation, one at a time", async () => {
    const firewall = await linode.make("firewall", wall);
    const made = await linode.make("instance", { ...small, firewallId: Number(firewall.id) });
    expect(await state("firewall", firewall.id)).toMatchObject({
      linodes: [Number(made.id)],
      devices: [{ entityId: Number(made.id), type: "linode", label: "ship" }],
    });
    const second = { ...wall, label: "second", linodes: [Number(made.id)] };
    await expect(linode.make("firewall", second, "second")).rejects.toThrow(/already has an enabled firewall: wall/);
    await linode.make("firewall", { ...second, disabled: true }, "second");
    await linode.remove("instance", made);
    expect((await state("firewall", firewall.id))["linodes"]).toEqual([]);
  });

  it("gets devices one by one, and keeps them where it lists none itself", async () => {
    const firewall = await linode.make("firewall", wall);
    const made = await linode.make("instance", small);
    const device = await linode.make("firewallDevice", { firewallId: Number(firewall.id), entityId: Number(made.id) });
    await linode.change("firewall", firewall, wall, { outboundPolicy: "DROP" });
    expect((await state("firewall", firewall.id))["linodes"]).toEqual([Number(made.id)]);
    expect(await linode.replaces("firewallDevice", { firewallId: 1, entityId: 2 }, { entityId: 3 })).toEqual([
      "entityId",
    ]);
    await linode.remove("firewallDevice", device);
    expect((await state("firewall", firewall.id))["linodes"]).toEqual([]);
  });
});

describe("reverse names", () => {
  it("need a record in the sandbox that leads back, at whatever vendor (edge 19)", async () => {
    const made = await linode.make("instance", small);
    const address = String(made.outputs["ipAddress"]);
    const reverse = { address, rdns: "ship.example.com", waitForAvailable: true };
    await expect(linode.make("rdns", reverse)).rejects.toThrow(/Unable to perform a lookup for ship.example.com/);
    const domain = await linode.make("domain", { domain: "example.com", type: "master", soaEmail: "me@example.com" });
    const record = { domainId: Number(domain.id), recordType: "A", name: "ship.example.com", target: address };
    expect((await linode.make("domainRecord", record)).outputs["name"]).toBe("ship");
    const name = await linode.make("rdns", reverse);
    expect(name.id).toBe(address);
    await expect(linode.change("rdns", name, reverse, { rdns: "other.example.org" })).rejects.toThrow(
      /other.example.org/,
    );

    const { folder } = linode.cloud;
    const cloudflare = await trial({
      packageName: "cloudflare",
      version: "6.22.1",
      config: { apiToken: "any" },
      folder,
    });
    const zoneId = "0123456789abcdef0123456789abcdef";
    const alias = { zoneId, name: "other.example.org", type: "CNAME", content: "ship.example.com", ttl: 1 };
    await cloudflare.create("cloudflare:index/dnsRecord:DnsRecord", "r", alias);
    cloudflare.stop();
    await linode.change("rdns", name, reverse, { rdns: "other.example.org" });
  });

  it("are for addresses of the account", async () => {
    await expect(linode.make("rdns", { address: "198.51.100.7", rdns: "a.example.com" })).rejects.toThrow(
      /no address of this account/,
    );
  });
});

describe("searching by ownership tag", () => {
  it("finds Linodes, volumes and firewalls", async () => {
    await linode.make("instance", { ...small, tags: ["owner-me"] }, "one");
    await linode.make("instance", { ...small, label: "two", tags: ["owner-you"] }, "two");
    await linode.make("volume", { ...disk, tags: ["owner-me", "other"] });
    await linode.make("firewall", { ...wall, tags: ["owner-me"] });
    const filters = [{ name: "tags", values: ["owner-me"] }];
    const labels = async (name: string, list: string) =>
      listOf((await linode.ask(name, { filters }))[list]).map((one) => objectOf(one)["label"]);
    expect(await labels("getInstances", "instances")).toEqual(["ship"]);
    expect(await labels("getVolumes", "volumes")).toEqual(["data"]);
    expect(await labels("getFirewalls", "firewalls")).toEqual(["wall"]);
    const odd = linode.ask("getVolumes", { filters: [{ name: "tag", values: ["x"] }] });
    await expect(odd).rejects.toThrow(/"tag" is not a filterable attribute/);
    const two = await linode.ask("getInstances", { filters: [{ name: "label", values: ["t"], matchBy: "substring" }] });
    expect(listOf(two["instances"])).toHaveLength(1);
  });

  it("answers an empty list in full", async () => {
    const lists = [
      "getInstances",
      "getVolumes",
      "getFirewalls",
      "getNetworkingIps",
      "getSshkeys",
      "getVpcs",
      "getDomains",
    ];
    for (const name of lists) await linode.ask(name, {});
  });

  it("knows the catalogue", async () => {
    const types = await linode.ask("getInstanceTypes", { filters: [{ name: "memory", values: ["2048"] }] });
    expect(listOf(types["types"]).map((one) => objectOf(one)["id"])).toEqual(["g6-standard-1"]);
    expect(await linode.ask("getInstanceType", { id: "g6-nanode-1" })).toMatchObject({ prices: [{ monthly: 5 }] });
    expect(await linode.ask("getRegion", { id: "eu-central" })).toMatchObject({ country: "de" });
    expect(listOf((await linode.ask("getRegions", {}))["regions"]).length).toBeGreaterThan(30);
    expect(await linode.ask("getImage", { id: "linode/debian13" })).toMatchObject({ deprecated: false });
    await linode.ask("getImages", { filters: [{ name: "vendor", values: ["Debian"] }] });
  });
});
