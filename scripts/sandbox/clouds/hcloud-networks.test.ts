import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hetznerToken, type Trial, trial } from "../trial-client";
import { type PlainObject, unmark } from "../values";
import { drift, readWorld } from "../world";

const of = (name: string) => `hcloud:index/${name}:${name[0]?.toUpperCase()}${name.slice(1)}`;
const small: PlainObject = { serverType: "cpx22", image: "debian-13", location: "nbg1" };

let cloud: Trial;
beforeEach(async () => {
  cloud = await trial({ packageName: "hcloud", version: "1.41.0", config: { token: hetznerToken } });
});
afterEach(() => cloud.stop());

const make = async (kind: string, inputs: PlainObject, name = kind) => {
  const checked = await cloud.check(of(kind), name, inputs);
  expect(checked.failures).toEqual([]);
  const made = await cloud.create(of(kind), name, unmark(checked.inputs).value);
  return { ...made, number: Number(made.id) };
};
const exist = (kind: string) => readWorld(cloud.folder, "hcloud").filter((one) => one.type === of(kind));

describe("a private network", () => {
  const withSubnet = async () => {
    const network = await make("network", { ipRange: "10.0.0.0/16" });
    const subnet = (ipRange: string) =>
      make("networkSubnet", { networkId: network.number, type: "cloud", networkZone: "eu-central", ipRange }, ipRange);
    return { network, subnet };
  };

  it("has subnets inside it that do not overlap, with a gateway", async () => {
    const { network, subnet } = await withSubnet();
    const made = await subnet("10.0.1.0/24");
    expect([made.id, made.outputs["gateway"]]).toEqual([`${network.id}-10.0.1.0/24`, "10.0.0.1"]);
    await expect(subnet("10.0.1.128/25")).rejects.toThrow(/overlaps with 10.0.1.0\/24/);
    await expect(subnet("10.1.0.0/24")).rejects.toThrow(/not inside the network/);
  });

  it("takes servers only once it has a subnet, each under an address of its own", async () => {
    const { network, subnet } = await withSubnet();
    const joining: PlainObject = { ...small, networks: [{ networkId: network.number }] };
    await expect(make("server", joining, "early")).rejects.toThrow(/has no subnets/);
    await subnet("10.0.1.0/24");
    const addressOf = (outputs: Readonly<Record<string, unknown>>) => JSON.stringify(outputs["networks"]);
    expect(addressOf((await make("server", joining, "a")).outputs)).toContain('"ip":"10.0.1.2"');
    expect(addressOf((await make("server", joining, "b")).outputs)).toContain('"ip":"10.0.1.3"');
    const taken = { ...small, networks: [{ networkId: network.number, ip: "10.0.1.2" }] };
    await expect(make("server", taken, "c")).rejects.toThrow(/10.0.1.2 is not available/);
    await expect(cloud.delete(of("network"), "network", network.id)).rejects.toThrow(/servers attached/);
  });

  it("is joined from outside by ServerNetwork, and left with the server", async () => {
    const { network, subnet } = await withSubnet();
    await subnet("10.0.1.0/24");
    const server = await make("server", small);
    const joined = await make("serverNetwork", { serverId: server.number, networkId: network.number });
    expect(joined.id).toBe(`${server.id}-${network.id}`);
    expect(joined.outputs).toMatchObject({ ip: "10.0.1.2", aliasIps: [] });
    const listed = await cloud.invoke("hcloud:index/getServers:getServers", {});
    expect(listed.value).toMatchObject({ servers: [{ networks: [{ networkId: network.number, ip: "10.0.1.2" }] }] });
    await expect(
      make("serverNetwork", { serverId: server.number, networkId: network.number }, "again"),
    ).rejects.toThrow(/already attached/);
    await cloud.delete(of("server"), "server", server.id);
    expect(exist("serverNetwork")).toEqual([]);
    await cloud.delete(of("network"), "network", network.id);
    expect(exist("networkSubnet")).toEqual([]);
  });
});

describe("a floating IP", () => {
  it("is assigned and released, by its server's end too", async () => {
    const server = await make("server", small);
    const ip = await make("floatingIp", { type: "ipv4", homeLocation: "nbg1" });
    const assignment = await make("floatingIpAssignment", { floatingIpId: ip.number, serverId: server.number });
    expect(exist("floatingIp")[0]?.state["serverId"]).toBe(server.number);
    await cloud.delete(of("server"), "server", server.id);
    expect(exist("floatingIp")[0]?.state["serverId"]).toBe(0);
    expect((await cloud.read(of("floatingIpAssignment"), "floatingIpAssignment", assignment.id)).id).toBe("");
  });
});

describe("a reverse name", () => {
  it("belongs to an address that the thing has, for IPv6 any in its network", async () => {
    const ip = await make("primaryIp", { type: "ipv6", location: "nbg1", assigneeType: "server" });
    const inside = String(ip.outputs["ipAddress"]).replace(/::$/, "::1");
    expect((await make("rdns", { primaryIpId: ip.number, ipAddress: inside, dnsPtr: "a.example" })).id).toBe(
      `p-${ip.id}-${inside}`,
    );
    await expect(
      make("rdns", { primaryIpId: ip.number, ipAddress: "198.51.100.1", dnsPtr: "a.example" }, "x"),
    ).rejects.toThrow(/does not belong/);
  });

  it("has one name for an address, which whoever sets it last overwrites", async () => {
    const ip = await make("primaryIp", { type: "ipv4", location: "nbg1", assigneeType: "server", autoDelete: false });
    const named = (dnsPtr: string) => ({ primaryIpId: ip.number, ipAddress: String(ip.outputs["ipAddress"]), dnsPtr });
    const first = await make("rdns", named("a.example"), "first");
    const second = await make("rdns", named("b.example"), "second");
    expect(second.id).toBe(first.id);
    expect(exist("rdns").map((one) => one.state["dnsPtr"])).toEqual(["b.example"]);
    expect((await cloud.read(of("rdns"), "first", first.id, named("a.example"))).state["dnsPtr"]).toBe("b.example");
    await cloud.delete(of("rdns"), "first", first.id);
    expect(exist("rdns")).toEqual([]);
  });
});

describe("a firewall", () => {
  const rule = { direction: "in", protocol: "tcp", port: "22", sourceIps: ["0.0.0.0/0", "::/0"] };

  it("is not deleted while a server uses it", async () => {
    const firewall = await make("firewall", { rules: [rule] });
    const server = await make("server", { ...small, firewallIds: [firewall.number] });
    await expect(cloud.delete(of("firewall"), "firewall", firewall.id)).rejects.toThrow(
      /still in use \(resource_in_use\)/,
    );
    await cloud.delete(of("server"), "server", server.id);
    await cloud.delete(of("firewall"), "firewall", firewall.id);
  });

  it("keeps its rules where an empty list is given, as the provider does", async () => {
    const inputs = { name: "f", rules: [rule] };
    const { id } = await make("firewall", inputs);
    const updated = await cloud.update(of("firewall"), "firewall", id, inputs, { name: "f", rules: [] });
    expect(updated["rules"]).toEqual([rule]);
  });

  it("sees no change in the order of rules and of the addresses in them", async () => {
    const other = { ...rule, port: "443" };
    const turned = { ...rule, sourceIps: ["::/0", "0.0.0.0/0"] };
    const diff = await cloud.diff(
      of("firewall"),
      "f",
      { name: "f", rules: [rule, other] },
      { name: "f", rules: [other, turned] },
    );
    expect(diff.kind).toBe("none");
    const added = await cloud.diff(
      of("firewall"),
      "f",
      { name: "f", rules: [rule] },
      { name: "f", rules: [other, rule] },
    );
    expect(added.detailed).toEqual({ "rules[0]": "add" });
  });

  it("is attached by one attachment only", async () => {
    const firewall = await make("firewall", { rules: [rule] });
    const server = await make("server", small);
    const attach = (name: string) =>
      make("firewallAttachment", { firewallId: firewall.number, serverIds: [server.number] }, name);
    await attach("a");
    await expect(attach("b")).rejects.toThrow(/has an attachment already/);
  });
});

it("puts at most ten servers into a placement group", async () => {
  const group = await make("placementGroup", { type: "spread" });
  for (let at = 0; at < 10; at += 1) await make("server", { ...small, placementGroupId: group.number }, `s${at}`);
  await expect(make("server", { ...small, placementGroupId: group.number }, "s10")).rejects.toThrow(/has 10 servers/);
  expect((await cloud.read(of("placementGroup"), "placementGroup", group.id)).state["servers"]).toHaveLength(10);
});

it("makes a server from a snapshot of the project, but not from one that is gone", async () => {
  const server = await make("server", small);
  const snapshot = await make("snapshot", { serverId: server.number, description: "before" });
  await make("server", { ...small, image: snapshot.id }, "copy");
  await cloud.delete(of("snapshot"), "snapshot", snapshot.id);
  await expect(make("server", { ...small, image: snapshot.id }, "none")).rejects.toThrow(/image 32\d+ .* not found/);
});

it("sees an attachment as gone once the volume was detached elsewhere", async () => {
  const server = await make("server", small);
  const volume = await make("volume", { size: 10, location: "nbg1" });
  const attachment = await make("volumeAttachment", { volumeId: volume.number, serverId: server.number });
  const read = () => cloud.read(of("volumeAttachment"), "volumeAttachment", attachment.id);
  expect((await read()).id).toBe(volume.id);
  await drift(cloud.folder, "hcloud", volume.id, { state: { serverId: 0 } });
  expect((await read()).id).toBe("");
});

describe("a zone", () => {
  it("holds record sets once each, and takes them along", async () => {
    const zone = await make("zone", { name: "example.com", mode: "primary" });
    const records = { zone: "example.com", name: "www", type: "A", records: [{ value: "198.51.100.7" }] };
    expect((await make("zoneRrset", records)).id).toBe("example.com/www/A");
    await expect(make("zoneRrset", records, "again")).rejects.toThrow(/already exists \(uniqueness_error\)/);
    expect(
      (await cloud.check(of("zoneRrset"), "x", { ...records, records: [{ value: "nowhere" }] })).failures.join(),
    ).toMatch(/not an IPv4/);
    await cloud.delete(of("zone"), "zone", zone.id);
    expect(exist("zoneRrset")).toEqual([]);
  });
});
