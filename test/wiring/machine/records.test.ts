import { describe, expect, it } from "vitest";
import { problemsOf } from "../../../components/core/argument-trial";
import type { DnsArgs } from "../../../components/machine/args";
import { resolveMachine } from "../../../components/machine/resolve";
import { context, deployed, machineAt } from "./deployed-machine";

const good = machineAt({ kind: "hetzner", location: "fsn1", serverType: "cpx22" });
const zone = "example.org";
const name = "harbour.ships.example.org";

const served: readonly [DnsArgs, string, Readonly<Record<string, unknown>>][] = [
  [
    { vendor: "digitalocean", zone, name },
    "digitalocean:index/dnsRecord:DnsRecord",
    { domain: zone, type: "A", name: "harbour.ships", ttl: 300 },
  ],
  [
    { vendor: "hetzner", zone, name },
    "hcloud:index/zoneRrset:ZoneRrset",
    { zone, type: "A", name: "harbour.ships", ttl: 300 },
  ],
  [
    { vendor: "linode", zone, name },
    "linode:index/domainRecord:DomainRecord",
    { domainId: 4711, recordType: "A", name: "harbour.ships", ttlSec: 300 },
  ],
  [
    { vendor: "vultr", zone, name },
    "vultr:index/dnsRecord:DnsRecord",
    { domain: zone, type: "A", name: "harbour.ships", ttl: 300 },
  ],
];

const call = ({ token }: { readonly token: string }) =>
  token.endsWith(":getDomain") ? { id: 4711, domain: zone } : undefined;

describe.each(served)("a name served by %j", (dns, type, inputs) => {
  it("leads to the machine by both addresses, and is its reverse name", async () => {
    const { of, errors } = await deployed({ ...good, dns }, { call });
    expect(errors).toEqual([]);
    expect(of("record-ipv4")).toMatchObject({ type, inputs });
    expect(of("record-ipv6").type).toBe(type);
    expect(JSON.stringify(of("record-ipv6").inputs)).toContain('"AAAA"');
    expect(of("reverse-ipv4").inputs).toMatchObject({ dnsPtr: name });
  });

  it("may be changed before it is made, in its own place", async () => {
    const longer = (args: object, opts: object) => ({ args: { ...args, ttl: 600, ttlSec: 600 }, opts });
    const transform = { recordIpv4: longer };
    const { of } = await deployed(Object.assign({}, good, { dns: { ...dns, transform } }), { call });
    expect(JSON.stringify(of("record-ipv4").inputs)).toContain("600");
    expect(JSON.stringify(of("record-ipv6").inputs)).not.toContain("600");
    expect(problemsOf(resolveMachine("harbour", { ...good, dns, transform }, context))).toEqual([
      "MachineArgs.transform.recordIpv4: is for records at Cloudflare. Move it to dns.transform.",
    ]);
  });

  it("lies in its zone", () => {
    const problems = (change: object) =>
      problemsOf(resolveMachine("harbour", { ...good, dns: { ...dns, ...change } }, context));
    expect(problems({ name: "harbour.example.net" })).toEqual([
      'MachineArgs.dns.name: "harbour.example.net" is no name in the zone example.org. Use one that ends with .example.org.',
    ]);
    expect(problems({ name: "notexample.org" }).join()).toContain("is no name in the zone");
    expect(problems({ name: zone })).toEqual([]);
    expect(problems({ zoneId: "1" }).join()).toContain("dns.zoneId: is not known here. Known: vendor, zone, name");
  });
});
