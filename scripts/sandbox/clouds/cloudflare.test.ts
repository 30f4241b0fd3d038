import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Trial, trial, unknown } from "../trial-client";
import { listOf, objectOf, type PlainObject, unmark } from "../values";

const record = "cloudflare:index/dnsRecord:DnsRecord";
const zoneId = "0123456789abcdef0123456789abcdef";
const good: PlainObject = { zoneId, name: "a.example.com", type: "A", content: "198.51.100.7", ttl: 1 };

let cloud: Trial;
beforeEach(async () => {
  cloud = await trial({ packageName: "cloudflare", version: "6.22.1", config: { apiToken: "any" } });
});
afterEach(() => cloud.stop());

describe("a record", () => {
  it.each([
    ["a zone name for its id", { zoneId: "example.com" }, /zoneId: example.com is not a zone id/],
    ["an unknown type", { type: "AAA" }, /AAA is not a record type.*Did you mean/],
    ["a TTL of 10", { ttl: 10 }, /10 is not allowed: 1 \(automatic\)/],
    ["a TTL of a week", { ttl: 604_800 }, /604800 is not allowed/],
    ["a proxied TXT", { type: "TXT", content: "x", proxied: true }, /cannot be proxied/],
    ["a TTL beside proxied", { proxied: true, ttl: 300 }, /must be 1 when proxied/],
    ["an IPv6 address in an A", { content: "2001:db8::1" }, /valid IPv4/],
    ["an IPv4 address in an AAAA", { type: "AAAA" }, /valid IPv6/],
    ["an MX without priority", { type: "MX", content: "mail.example.com" }, /priority is required/],
    ["no content", { content: null }, /content is required/],
    ["a CNAME to a URL", { type: "CNAME", content: "https://example.com/" }, /host name is expected/],
  ])("is refused with %s", async (_, more, message) => {
    const inputs: PlainObject = { ...good, ...more };
    expect((await cloud.check(record, "r", inputs)).failures.join("\n")).toMatch(message);
  });

  it("may point to an address that is not known yet", async () => {
    expect((await cloud.check(record, "r", { ...good, content: unknown, zoneId: unknown })).failures).toEqual([]);
    expect((await cloud.preview(record, "r", { ...good, content: unknown }))["content"]).toBe(unknown);
  });

  it("stands once, and not beside a CNAME of its name", async () => {
    await cloud.create(record, "r", good);
    await expect(cloud.create(record, "s", good)).rejects.toThrow(/81058.*An identical record already exists/);
    await cloud.create(record, "t", { ...good, content: "198.51.100.8" });
    await expect(cloud.create(record, "u", { ...good, type: "CNAME", content: "b.example.com" })).rejects.toThrow(
      /81053/,
    );
  });

  it("replaces on zone and type only", async () => {
    const diff = async (more: PlainObject) => (await cloud.diff(record, "r", good, { ...good, ...more })).replaces;
    expect(await diff({ zoneId: zoneId.replaceAll("0", "9") })).toEqual(["zoneId"]);
    expect(await diff({ type: "AAAA" })).toEqual(["type"]);
    expect(await diff({ content: "198.51.100.9", ttl: 300, name: "b.example.com" })).toEqual([]);
  });

  it("is imported by zone and id, and found by its name", async () => {
    const { id, outputs } = await cloud.create(record, "r", good);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(outputs).toMatchObject({ proxied: false, proxiable: true, tags: [] });
    expect((await cloud.read(record, "r", `${zoneId}/${id}`)).id).toBe(id);
    const { value } = await cloud.invoke("cloudflare:index/getDnsRecords:getDnsRecords", {
      zoneId,
      name: { exact: "a.example.com" },
    });
    expect(listOf(unmark(value).value["results"]).map((one) => objectOf(one)["id"])).toEqual([id]);
  });
});

it("finds a zone by name under the id that it is made with", async () => {
  const lookUp = async () =>
    (await cloud.invoke("cloudflare:index/getZone:getZone", { filter: { name: "example.com" } })).value["zoneId"];
  const before = await lookUp();
  const made = await cloud.create("cloudflare:index/zone:Zone", "z", { name: "example.com", account: { id: zoneId } });
  expect(made.id).toBe(before);
  expect(await lookUp()).toBe(made.id);
});

it("asks for a credential, and for the email of an API key", async () => {
  const open = (config: PlainObject) => trial({ packageName: "cloudflare", version: "6.22.1", config });
  await expect(open({})).rejects.toThrow(/must provide one of "apiToken".*export CLOUDFLARE_API_TOKEN/);
  await expect(open({ apiKey: "k" })).rejects.toThrow(/needs the email/);
});
