import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { World } from "../holdings";
import { hetznerToken, type Trial, trial } from "../trial-client";
import type { PlainObject } from "../values";
import { lookUpIn } from "./name-lookup";

let folder: string;
const opened: Trial[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "roadstead-names-"));
});
afterEach(() => {
  for (const one of opened.splice(0)) one.stop();
  rmSync(folder, { recursive: true, force: true });
});

const resolve = (name: string) => lookUpIn(folder, "linode")(name, new World());

it.each([
  [
    "digitalocean",
    "4.80.1",
    { token: `dop_v1_${"0".repeat(64)}` },
    ["digitalocean:index/domain:Domain", { name: "example.com" }],
    [
      "digitalocean:index/dnsRecord:DnsRecord",
      { domain: "example.com", type: "A", name: "www", value: "198.51.100.7" },
    ],
  ],
  [
    "vultr",
    "2.21.0",
    { apiKey: "A".repeat(36) },
    ["vultr:index/dnsDomain:DnsDomain", { domain: "example.com" }],
    ["vultr:index/dnsRecord:DnsRecord", { domain: "example.com", type: "A", name: "www", data: "198.51.100.7" }],
  ],
  [
    "hcloud",
    "1.41.0",
    { token: hetznerToken },
    ["hcloud:index/zone:Zone", { name: "example.com", mode: "primary" }],
    [
      "hcloud:index/zoneRrset:ZoneRrset",
      { zone: "example.com", name: "www", type: "A", records: [{ value: "198.51.100.7" }] },
    ],
  ],
] satisfies [string, string, PlainObject, [string, PlainObject], [string, PlainObject]][])(
  "finds what a record at %s leads to, and nothing before it is there",
  async (packageName, version, config, zone, record) => {
    const cloud = await trial({ packageName, version, config, folder });
    opened.push(cloud);
    expect(resolve("www.example.com")).toEqual([]);
    await cloud.create(zone[0], "zone", zone[1]);
    await cloud.create(record[0], "record", record[1]);
    expect(resolve("www.example.com")).toEqual(["198.51.100.7"]);
    expect(resolve("WWW.example.com.")).toEqual(["198.51.100.7"]);
    expect(resolve("example.com")).toEqual([]);
  },
);

it("follows aliases, also in a circle, and compares IPv6 in one form", async () => {
  const cloud = await trial({ packageName: "cloudflare", version: "6.22.1", config: { apiToken: "any" }, folder });
  opened.push(cloud);
  const zoneId = "0123456789abcdef0123456789abcdef";
  const record = (name: string, type: string, content: string) =>
    cloud.create("cloudflare:index/dnsRecord:DnsRecord", `${name} ${type}`, { zoneId, name, type, content, ttl: 1 });
  await record("a.example.com", "CNAME", "b.example.com");
  await record("b.example.com", "AAAA", "2001:DB8:0::7");
  await record("c.example.com", "CNAME", "d.example.com");
  await record("d.example.com", "CNAME", "c.example.com");
  expect(resolve("a.example.com")).toEqual(["2001:db8::7"]);
  expect(resolve("c.example.com")).toEqual([]);
});
