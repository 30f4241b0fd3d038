import { isIPv6 } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changesBetween } from "../changes";
import { secret, trial, unknown } from "../trial-client";
import { isSecret } from "../types/wire-values";
import { listOf, objectOf, type PlainObject } from "../values";
import { drift, readWorld } from "../world";
import { type VendorTrial, vendorTrial } from "./vendor-trial";
import { firewallRuleRules } from "./vultr/firewall";
import { functionsOf } from "./vultr/functions";
import { blockStorageRules } from "./vultr/storage";

const apiKey = "A".repeat(36);
const ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP1bYQ9vO6bqiUUoybcv4m2xDIiK9fyTzJXlN39f8DGD someone@somewhere";
const small: PlainObject = { region: "fra", plan: "vc2-1c-2gb", osId: 2625, label: "ship", hostname: "ship" };
const disk: PlainObject = { region: "fra", sizeGb: 40, label: "data", blockType: "high_perf", live: true };

let vultr: VendorTrial;
beforeEach(async () => {
  vultr = await vendorTrial({ packageName: "vultr", version: "2.21.0", config: { apiKey } });
});
afterEach(() => vultr.stop());

const state = async (name: string, id: string) => (await vultr.cloud.read(vultr.of(name), name, id)).state;

it.each([
  ["no key", {}, /Missing Vultr API key.*export VULTR_API_KEY/],
  ["a key of another form", { apiKey: "a".repeat(36) }, /36 upper-case letters and digits, this one has 36/],
])("refuses %s and says how to get one", async (_, config, message) => {
  await expect(trial({ packageName: "vultr", version: "2.21.0", config })).rejects.toThrow(message);
});

describe("an instance", () => {
  it("gets its addresses, plan and password from the cloud", async () => {
    const { id, outputs } = await vultr.make("instance", { ...small, enableIpv6: true });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(outputs).toMatchObject({ status: "active", powerStatus: "running", ram: 2048, disk: 55, vcpuCount: 1 });
    expect(outputs).toMatchObject({
      os: "Debian 13 x64 (trixie)",
      features: ["ipv6"],
      v6NetworkSize: 64,
      internalIp: "",
    });
    expect(outputs["mainIp"]).toMatch(/^198\.1[89]\./);
    expect(isIPv6(String(outputs["v6MainIp"]))).toBe(true);
    // Only the password is secret by itself; the console's address and user data are not (edge 33).
    expect(isSecret(outputs["defaultPassword"])).toBe(true);
    expect(outputs["kvm"]).toMatch(/^https:/);
    const hidden = await vultr.force("instance", { ...small, userData: secret("#cloud-config") }, "hidden");
    expect(hidden.outputs["userData"]).toEqual(secret("#cloud-config"));
  });

  it("knows in a preview only what the vendor would not compute", async () => {
    const planned = await vultr.cloud.preview(vultr.of("instance"), "i", small);
    expect(planned).toMatchObject({ label: "ship", plan: "vc2-1c-2gb", mainIp: unknown, ram: unknown, kvm: unknown });
  });

  it.each([
    ["osId", { osId: 2136 }, true],
    ["region", { region: "ams" }, true],
    ["userData", { userData: "x" }, true],
    ["sshKeyIds", { sshKeyIds: ["k"] }, true],
    ["hostname", { hostname: "other" }, true],
    ["reservedIpId", { reservedIpId: "r" }, true],
    ["scriptId", { scriptId: "s" }, true],
    ["disablePublicIpv4", { disablePublicIpv4: true }, true],
    ["plan", { plan: "vc2-2c-4gb" }, false],
    ["label", { label: "other" }, false],
    ["tags", { tags: ["a"] }, false],
    ["enableIpv6", { enableIpv6: true }, false],
    ["firewallGroupId", { firewallGroupId: "g" }, false],
    ["vpcIds", { vpcIds: ["v"] }, false],
  ])("plans a change of %s as vps-providers.md 2 says", async (property, more, replaces) => {
    const difference = await vultr.cloud.diff(vultr.of("instance"), "i", small, { ...small, ...more });
    expect([difference.kind, difference.replaces]).toEqual(["some", replaces ? [property] : []]);
    expect(difference.deletesFirst).toBe(false);
  });

  it.each([
    ["nothing to install", { osId: null }, /one of osId, appId, imageId, isoId, snapshotId must be given/],
    ["two things to install", { appId: 5 }, /please do not set appId with osId/],
    ["three things to install", { appId: 5, imageId: "x" }, /too many options have been selected: appId, imageId/],
    ["backups without a schedule", { backups: "enabled" }, /please provide a backupsSchedule/],
    ["a schedule without backups", { backupsSchedule: { type: "daily" } }, /please remove backupsSchedule/],
    ["an unknown key", { sshKeyIds: ["nobody"] }, /"error":"Invalid ssh key \(nobody\)","status":404/],
    ["an unknown firewall", { firewallGroupId: "none" }, /Firewall group not found/],
    ["a network of the second kind", { vpc2Ids: ["v"] }, /VPC 2.0 is no longer available/],
  ])("cannot be made with %s", async (_, more, message) => {
    await expect(vultr.make("instance", { ...small, ...more })).rejects.toThrow(message);
  });

  it("only gets larger", async () => {
    const made = await vultr.make("instance", small);
    const large = await vultr.change("instance", made, small, { plan: "vc2-2c-4gb" });
    expect(large).toMatchObject({ ram: 4096, disk: 80, vcpuCount: 2 });
    await expect(vultr.change("instance", made, small, {})).rejects.toThrow(/only upgrades are possible/);
    await vultr.make(
      "instance",
      { ...small, backups: "enabled", backupsSchedule: { type: "daily", hour: 3 } },
      "saved",
    );
  });

  it("does nothing while it is locked", async () => {
    const made = await vultr.make("instance", small);
    await drift(vultr.cloud.folder, "vultr", made.id, { state: { serverStatus: "locked" } });
    await expect(vultr.change("instance", made, small, { label: "x" })).rejects.toThrow(/Instance is locked/);
    await expect(vultr.make("blockStorage", { ...disk, attachedToInstance: made.id })).rejects.toThrow(
      /Instance is locked/,
    );
    await expect(vultr.remove("instance", made)).rejects.toThrow(/Instance is locked/);
  });

  it("never has its label read back (edge 34)", async () => {
    const made = await vultr.make("instance", small);
    await drift(vultr.cloud.folder, "vultr", made.id, {
      state: { label: "changed", tags: ["new"], plan: "vc2-2c-4gb" },
    });
    const read = await vultr.cloud.read(
      vultr.of("instance"),
      "instance",
      made.id,
      { ...small, tags: ["old"] },
      { ...small, tags: ["old"] },
    );
    expect(read.inputs).toMatchObject({ label: "ship", tags: ["new"], plan: "vc2-2c-4gb" });
    const imported = await vultr.cloud.read(vultr.of("instance"), "instance", made.id);
    expect(imported.inputs["label"]).toBeUndefined();
    expect(imported.inputs).toMatchObject({ osId: 2625, hostname: "ship" });
  });

  it("leaves volumes and addresses free on deletion", async () => {
    const ip = await vultr.make("reservedIp", { region: "fra", ipType: "v4", label: "address" });
    const made = await vultr.make("instance", { ...small, reservedIpId: ip.id });
    expect(made.outputs["mainIp"]).toBe(ip.outputs["subnet"]);
    const volume = await vultr.make("blockStorage", { ...disk, attachedToInstance: made.id });
    const name = { instanceId: made.id, ip: String(made.outputs["mainIp"]), reverse: "ship.example.com" };
    await vultr.make("reverseIpv4", name);
    await vultr.remove("instance", made);
    const left = readWorld(vultr.cloud.folder, "vultr").map((one) => [
      one.id,
      one.state["attachedToInstance"] ?? one.state["instanceId"],
    ]);
    expect(left).toEqual([
      [ip.id, ""],
      [volume.id, ""],
    ]);
  });
});

describe("block storage", () => {
  it("refuses a change of nothing but where it hangs (edge 28)", async () => {
    const made = await vultr.make("instance", small);
    const volume = await vultr.make("blockStorage", disk);
    expect(volume.outputs).toMatchObject({ attachedToInstance: "", cost: 4, status: "active" });
    expect(volume.outputs["mountId"]).toMatch(/^fra-[0-9a-f]{14}$/);
    const attached = { attachedToInstance: made.id };
    await expect(vultr.change("blockStorage", volume, disk, attached)).rejects.toThrow(
      'error getting block storage: {"error":"Nothing to change","status":400}',
    );
    await expect(vultr.change("blockStorage", volume, disk, { live: false })).rejects.toThrow(/Nothing to change/);
    const moved = { ...attached, label: "data-1" };
    expect(await vultr.change("blockStorage", volume, disk, moved)).toMatchObject(moved);
    await vultr.change("blockStorage", volume, disk, { label: "data-2" });
    expect((await state("blockStorage", volume.id))["attachedToInstance"]).toBe("");
  });

  it("is of its machine's region, only grows, and replaces as vps-providers.md 2.2 says", async () => {
    const far = await vultr.make("instance", { ...small, region: "ams" });
    await expect(vultr.make("blockStorage", { ...disk, attachedToInstance: far.id })).rejects.toThrow(
      /in region ams, not in fra/,
    );
    const volume = await vultr.make("blockStorage", disk);
    await expect(vultr.change("blockStorage", volume, disk, { sizeGb: 20 })).rejects.toThrow(/must be larger/);
    await vultr.change("blockStorage", volume, disk, { sizeGb: 50 });
    expect(await vultr.replaces("blockStorage", disk, { region: "ams", blockType: "storage_opt", label: "x" })).toEqual(
      ["blockType", "region"],
    );
    await vultr.remove("blockStorage", volume);
  });

  it("says that attaching without `live` restarts the machine (edge 31)", async () => {
    const said: string[] = [];
    const machine = await vultr.make("instance", small);
    const holding = readWorld(vultr.cloud.folder, "vultr").find((one) => one.id === machine.id);
    const world = { nextNumber: 2, all: () => [], of: () => [], find: () => holding };
    const order = { world, account: "", seed: "", type: "", urn: "", name: "data", number: 2, secrets: [] };
    const rules = blockStorageRules((line) => said.push(line));
    rules.create({ ...order, inputs: { ...disk, attachedToInstance: machine.id } }).after?.();
    expect(said).toEqual([]);
    rules.create({ ...order, inputs: { ...disk, live: false, attachedToInstance: machine.id } }).after?.();
    expect(said.join()).toMatch(/data is attached without live: true, which restarts/);
  });
});

describe("a reserved address", () => {
  it("is on one machine of its region, in place, and its main address is not taken from it", async () => {
    const address = { region: "fra", ipType: "v4", label: "address" };
    const ip = await vultr.make("reservedIp", address);
    expect(ip.outputs).toMatchObject({ subnetSize: 32, instanceId: "" });
    const one = await vultr.make("instance", { ...small, reservedIpId: ip.id }, "one");
    await expect(vultr.make("instance", { ...small, reservedIpId: ip.id }, "two")).rejects.toThrow(
      /Floating IPv4 address is already attached to another server/,
    );
    await expect(vultr.remove("reservedIp", ip)).rejects.toThrow(/main address of instance/);
    // The program never named a machine, so a change of the label leaves it where it is.
    expect(await vultr.change("reservedIp", ip, address, { label: "x" })).toMatchObject({ instanceId: one.id });
    const extra = await vultr.make("reservedIp", { ...address, instanceId: one.id }, "extra");
    const far = await vultr.make("instance", { ...small, region: "ams" }, "far");
    const move = vultr.change("reservedIp", extra, address, { instanceId: far.id }, "extra");
    await expect(move).rejects.toThrow(/in region ams, not in fra/);
    const reverse = { instanceId: one.id, ip: String(extra.outputs["subnet"]), reverse: "mail.example.com" };
    expect((await vultr.make("reverseIpv4", reverse)).id).toBe(reverse.ip);
    expect(await vultr.replaces("reverseIpv4", reverse, { reverse: "x.example.com" })).toEqual(["reverse"]);
    await expect(vultr.make("reverseIpv4", { ...reverse, ip: "198.51.100.7" }, "no")).rejects.toThrow(
      /none of instance/,
    );
    expect(await vultr.replaces("reservedIp", address, { ipType: "v6", label: "x" })).toEqual(["ipType"]);
  });

  it("names addresses of IPv6 inside the machine's network", async () => {
    const one = await vultr.make("instance", { ...small, enableIpv6: true });
    const ip = String(one.outputs["v6MainIp"]);
    await vultr.make("reverseIpv6", { instanceId: one.id, ip, reverse: "ship.example.com" });
    const outside = { instanceId: one.id, ip: "2001:db8:ffff::1", reverse: "ship.example.com" };
    await expect(vultr.make("reverseIpv6", outside, "no")).rejects.toThrow(/not in the network/);
  });
});

describe("a firewall", () => {
  const rule: PlainObject = { ipType: "v6", protocol: "tcp", subnet: "2001:db8::", subnetSize: 32, port: "22" };

  it("counts its rules and machines, takes each rule once and takes them along", async () => {
    const group = await vultr.make("firewallGroup", { description: "wall" });
    const firewallGroupId = group.id;
    await vultr.make("instance", { ...small, firewallGroupId });
    const made = await vultr.make("firewallRule", { ...rule, firewallGroupId });
    expect(made.id).toBe("1");
    await expect(vultr.make("firewallRule", { ...rule, firewallGroupId }, "again")).rejects.toThrow(/already exists/);
    expect(await state("firewallGroup", group.id)).toMatchObject({ ruleCount: 1, instanceCount: 1 });
    expect((await vultr.cloud.read(vultr.of("firewallRule"), "r", `${group.id},1`)).id).toBe("1");
    expect(await vultr.replaces("firewallRule", { ...rule, firewallGroupId }, { notes: "x" })).toEqual(["notes"]);
    await vultr.remove("firewallGroup", group);
    expect(readWorld(vultr.cloud.folder, "vultr").map((one) => one.state["firewallGroupId"])).toEqual([""]);
  });

  it("replaces a rule for ever whose IPv6 is not in canonical form (edge 30)", async () => {
    const group = await vultr.make("firewallGroup", {});
    const odd = { ...rule, firewallGroupId: group.id, subnet: "2001:DB8:0::" };
    const made = await vultr.make("firewallRule", odd);
    expect(made.outputs["subnet"]).toBe("2001:db8::");
    const change = (inputs: PlainObject) =>
      changesBetween(
        inputs,
        inputs,
        { ...inputs, subnet: "2001:db8::" },
        { rules: firewallRuleRules, ignoreChanges: [] },
      );
    expect(change(odd).replacing).toEqual(["subnet"]);
    expect(change({ ...odd, subnet: "2001:db8::" }).changed).toEqual([]);
  });
});

describe("searching for what is ours", () => {
  const find = (name: string, filter: string, ...values: readonly string[]) =>
    vultr.ask(name, { filters: [{ name: filter, values }] });

  it("works by label for everything, and by region for machines, whose tags are then looked at", async () => {
    await vultr.make("instance", { ...small, tags: ["owner=me"] });
    await vultr.make("blockStorage", disk);
    await vultr.make("reservedIp", { region: "fra", ipType: "v4", label: "address" });
    expect(await find("getBlockStorage", "label", "data")).toMatchObject({ sizeGb: 40 });
    expect(await find("getReservedIp", "label", "address")).toMatchObject({ ipType: "v4" });
    expect(await find("getInstance", "label", "ship")).toMatchObject({ tags: ["owner=me"], hostname: "ship" });
    const here = await find("getInstances", "region", "fra", "ams");
    expect(listOf(here["instances"]).map((one) => objectOf(one)["tags"])).toEqual([["owner=me"]]);
    await expect(find("getBlockStorage", "label", "nothing")).rejects.toThrow("no results were found");
    await vultr.make("blockStorage", { ...disk, sizeGb: 50 }, "same-label");
    await expect(find("getBlockStorage", "label", "data")).rejects.toThrow(/too many results/);
  });

  it("finds nothing by tags, as the provider does, and says so", async () => {
    await vultr.make("instance", { ...small, tags: ["owner=me"] });
    expect(listOf((await find("getInstances", "tags", "owner=me"))["instances"])).toEqual([]);
    await expect(vultr.ask("getInstances", {})).rejects.toThrow(/at least one filter/);
    const said: string[] = [];
    const world = {
      nextNumber: 9,
      all: () => [],
      of: () => readWorld(vultr.cloud.folder, "vultr"),
      find: () => undefined,
    };
    const getInstances = functionsOf((line) => said.push(line))["vultr:index/getInstances:getInstances"];
    getInstances?.({ filters: [{ name: "tags", values: ["owner=me"] }] }, { account: "", seed: "", world });
    expect(said.join()).toMatch(/never matches a filter by tags/);
  });

  it("knows the catalogue", async () => {
    expect(await find("getPlan", "id", "vc2-1c-2gb")).toMatchObject({ monthlyCost: 10, ram: 2048, bandwidth: 2048 });
    expect(await find("getRegion", "id", "fra")).toMatchObject({ city: "Frankfurt", country: "DE" });
    expect(await find("getOs", "name", "Debian 13 x64 (trixie)")).toMatchObject({ id: "2625", family: "debian" });
  });
});

it("keeps two accounts apart", async () => {
  const other = await vultr.cloud.beside({ apiKey: "B".repeat(36) });
  const mine = await vultr.make("SSHKey", { name: "key", sshKey: ed25519 });
  expect((await other.read(vultr.of("SSHKey"), "key", mine.id)).id).toBe("");
});
