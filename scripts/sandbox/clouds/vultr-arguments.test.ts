import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unknown } from "../trial-client";
import type { PlainObject } from "../values";
import { type VendorTrial, vendorTrial } from "./vendor-trial";

const small: PlainObject = { region: "fra", plan: "vc2-1c-2gb", osId: 2625 };
const disk: PlainObject = { region: "fra", sizeGb: 40 };
const rule: PlainObject = {
  firewallGroupId: "g",
  ipType: "v4",
  protocol: "tcp",
  subnet: "0.0.0.0",
  subnetSize: 0,
  port: "22",
};
const network: PlainObject = { region: "fra", v4Subnet: "10.1.0.0", v4SubnetMask: 20 };
const record: PlainObject = { domain: "example.com", type: "A", name: "www", data: "198.51.100.7" };

let vultr: VendorTrial;
beforeEach(async () => {
  vultr = await vendorTrial({ packageName: "vultr", version: "2.21.0", config: { apiKey: "A".repeat(36) } });
});
afterEach(() => vultr.stop());

describe("what is refused before anything is made", () => {
  it.each([
    ["an unknown region", "instance", { ...small, region: "fro" }, /region fro does not exist.*Did you mean fra/],
    [
      "an unknown plan",
      "instance",
      { ...small, plan: "vc2-1c-1bg" },
      /plan vc2-1c-1bg does not exist.*Did you mean vc2-1c-1gb/,
    ],
    ["an unknown system", "instance", { ...small, osId: -5 }, /no operating system -5.*2625 \(Debian 13/],
    ["a host name with a space", "instance", { ...small, hostname: "my ship" }, /my ship is not a host name/],
    ["user data over 16 KiB", "instance", { ...small, userData: "x".repeat(16_385) }, /16385 bytes; more than 16384/],
    ["odd backups", "instance", { ...small, backups: "yes" }, /one of enabled, disabled, got yes/],
    ["an odd schedule", "instance", { ...small, backupsSchedule: { type: "hourly" } }, /backupsSchedule.type/],
    ["an odd kind of storage", "blockStorage", { ...disk, blockType: "highPerf" }, /Did you mean high_perf/],
    ["a volume of 9 GB", "blockStorage", { ...disk, sizeGb: 9 }, /high_perf storage has 10 to 10000 GB, got 9/],
    ["39 GB of the slow kind", "blockStorage", { ...disk, sizeGb: 39, blockType: "storage_opt" }, /has 40 to 40000 GB/],
    ["an address of no family", "reservedIp", { region: "fra", ipType: "ipv4" }, /one of v4, v6, got ipv4/],
    ["a rule without a port", "firewallRule", { ...rule, port: null }, /port is required for protocol tcp/],
    ["a port with a dash", "firewallRule", { ...rule, port: "80-90" }, /invalid port 80-90.*8000:8080/],
    ["a port for icmp", "firewallRule", { ...rule, protocol: "icmp" }, /not allowed for protocol icmp/],
    ["IPv6 in an IPv4 rule", "firewallRule", { ...rule, subnet: "::" }, /:: is not an IPv4 address/],
    ["a block of /33", "firewallRule", { ...rule, subnetSize: 33 }, /\(0 - 32\), got 33/],
    ["an odd source", "firewallRule", { ...rule, source: "fastly" }, /got fastly/],
    ["a public network", "vpc", { ...network, v4Subnet: "8.8.0.0" }, /8.8.0.0\/20 is not a private network/],
    ["half a network", "vpc", { region: "fra", v4Subnet: "10.1.0.0" }, /must be given together/],
    ["a key that is none", "SSHKey", { name: "k", sshKey: "x" }, /Invalid SSH key/],
    ["a plain script", "startupScript", { name: "s", script: "#!/bin/sh" }, /must be base64/],
    ["a domain of one label", "dnsDomain", { domain: "example" }, /example is not a domain/],
    ["a record to no address", "dnsRecord", { ...record, data: "x" }, /x is not an IPv4 address/],
    ["an MX without priority", "dnsRecord", { ...record, type: "MX", data: "m.example.com" }, /priority is required/],
    [
      "a name that is none",
      "reverseIpv4",
      { instanceId: "i", ip: "198.18.0.1", reverse: "a b" },
      /a b is not a host name/,
    ],
  ])("%s", async (_, name, inputs, message) => {
    expect((await vultr.failures(name, inputs)).join("\n")).toMatch(message);
  });

  it("nothing that is still unknown", async () => {
    const open = {
      region: unknown,
      plan: unknown,
      osId: unknown,
      userData: unknown,
      backupsSchedule: unknown,
      tags: unknown,
    };
    expect(await vultr.failures("instance", open)).toEqual([]);
    expect(await vultr.failures("firewallRule", { ...rule, subnet: unknown, ipType: unknown, port: unknown })).toEqual(
      [],
    );
    expect(await vultr.failures("blockStorage", { region: "fra", sizeGb: 9, blockType: unknown })).toEqual([]);
  });
});

it("holds machines of its region in a network, which is not deleted meanwhile", async () => {
  const made = await vultr.make("vpc", network);
  const one = await vultr.make("instance", { ...small, vpcIds: [made.id] });
  expect(one.outputs["internalIp"]).toMatch(/^10\.1\./);
  await expect(vultr.make("instance", { ...small, region: "ams", vpcIds: [made.id] }, "far")).rejects.toThrow(
    /in region fra, not in ams/,
  );
  await expect(vultr.remove("vpc", made)).rejects.toThrow(/VPC is attached/);
  await vultr.change("instance", one, small, { vpcIds: [] });
  await vultr.remove("vpc", made);
  expect((await vultr.make("vpc", { region: "ams" }, "own")).outputs["v4SubnetMask"]).toBe(20);
});

it("holds records in a domain, makes the first ones itself and takes all along", async () => {
  const domain = await vultr.make("dnsDomain", { domain: "example.com", ip: "198.51.100.7" });
  await expect(vultr.make("dnsDomain", { domain: "example.com" }, "again")).rejects.toThrow(/already exists/);
  const made = await vultr.make("dnsRecord", record);
  await expect(vultr.make("dnsRecord", record, "twice")).rejects.toThrow(/Duplicate records/);
  await expect(vultr.make("dnsRecord", { ...record, name: "*" }, "first")).rejects.toThrow(/Duplicate records/);
  await vultr.change("dnsRecord", made, record, { data: "198.51.100.8", ttl: 600 });
  expect((await vultr.cloud.read(vultr.of("dnsRecord"), "dnsRecord", `example.com,${made.id}`)).id).toBe(made.id);
  expect(await vultr.ask("getDnsDomain", { domain: "example.com" })).toMatchObject({ dnsSec: "disabled" });
  await vultr.remove("dnsDomain", domain);
  expect((await vultr.cloud.read(vultr.of("dnsRecord"), "dnsRecord", made.id)).id).toBe("");
});

it("makes a machine from a snapshot and a start script that exist", async () => {
  const one = await vultr.make("instance", small, "one");
  const copy = await vultr.make("snapshot", { instanceId: one.id, description: "before" });
  expect(copy.outputs).toMatchObject({ status: "complete", osId: 2625 });
  const script = await vultr.make("startupScript", { name: "s", script: Buffer.from("#!/bin/sh").toString("base64") });
  expect(script.outputs["type"]).toBe("boot");
  const { osId: _, ...bare } = small;
  await vultr.make("instance", { ...bare, snapshotId: copy.id, scriptId: script.id }, "two");
  const filters = [{ name: "description", values: ["before"] }];
  expect(await vultr.ask("getSnapshot", { filters })).toMatchObject({ id: copy.id });
  expect(await vultr.ask("getStartupScript", { filters: [{ name: "name", values: ["s"] }] })).toMatchObject({
    id: script.id,
  });
});
