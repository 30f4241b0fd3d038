// What a name resolves to in this sandbox: the DNS records of every vendor in the folder, whoever's account they are in.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Holding, WorldView } from "../holdings";
import { openJournal } from "../journal";
import { listOf, objectOf, type PlainObject, textOf } from "../values";
import { fullName } from "./dns-names";
import { canonicalIpv6 } from "./ip-ranges";

/** Addresses of a name; `own` is the world of the vendor that asks, which is being decided upon. */
export type NameLookup = (name: string, own: WorldView) => readonly string[];

interface DnsRecord {
  readonly name: string;
  readonly type: string;
  readonly content: string;
}

type Reader = (holding: Holding, world: WorldView) => readonly DnsRecord[];

const text = (state: PlainObject, property: string) => textOf(state[property]) ?? "";

function zoneName(world: WorldView, holding: Holding, zone: string): string {
  const kind = zone.split(" ")[0] ?? "";
  const id = String(holding.state[zone.split(" ")[1] ?? ""] ?? "");
  const found =
    world.find(holding.account, kind, id) ?? world.of(holding.account, kind).find((one) => one.state["name"] === id);
  return textOf(found?.state["domain"]) ?? textOf(found?.state["name"]) ?? id;
}

function reader(zone: string, property: { readonly type: string; readonly content: string }): Reader {
  return (holding, world) => [
    {
      name: fullName(text(holding.state, "name"), zoneName(world, holding, zone)),
      type: text(holding.state, property.type),
      content: text(holding.state, property.content),
    },
  ];
}

const hetznerZone = "hcloud:index/zone:Zone zone";

/** The kinds of records there are, by the package whose journal holds them. */
const readers: Readonly<Record<string, Readonly<Record<string, Reader>>>> = {
  cloudflare: Object.fromEntries(
    ["cloudflare:index/dnsRecord:DnsRecord", "cloudflare:index/record:Record"].map((type): [string, Reader] => [
      type,
      // API, DNS Records: the name is always complete.
      ({ state }) => [{ name: text(state, "name"), type: text(state, "type"), content: text(state, "content") }],
    ]),
  ),
  digitalocean: {
    "digitalocean:index/dnsRecord:DnsRecord": reader("digitalocean:index/domain:Domain domain", {
      type: "type",
      content: "value",
    }),
  },
  linode: {
    "linode:index/domainRecord:DomainRecord": reader("linode:index/domain:Domain domainId", {
      type: "recordType",
      content: "target",
    }),
  },
  vultr: {
    "vultr:index/dnsRecord:DnsRecord": reader("vultr:index/dnsDomain:DnsDomain domain", {
      type: "type",
      content: "data",
    }),
  },
  hcloud: {
    "hcloud:index/zoneRecord:ZoneRecord": reader(hetznerZone, { type: "type", content: "value" }),
    "hcloud:index/zoneRrset:ZoneRrset": (holding, world) => {
      const name = fullName(text(holding.state, "name"), zoneName(world, holding, hetznerZone));
      return listOf(holding.state["records"])
        .map(objectOf)
        .map((one) => ({ name, type: text(holding.state, "type"), content: text(one, "value") }));
    },
  },
};

function recordsOf(packageName: string, world: WorldView): readonly DnsRecord[] {
  const known = readers[packageName] ?? {};
  return world.all().flatMap((holding) => known[holding.type]?.(holding, world) ?? []);
}

/** Longest chain of aliases that is followed. */
const mostAliases = 8;

function resolved(records: readonly DnsRecord[], name: string, depth = 0): readonly string[] {
  const wanted = name.replace(/\.$/, "").toLowerCase();
  return records
    .filter((one) => one.name.replace(/\.$/, "").toLowerCase() === wanted)
    .flatMap(({ type, content }) => {
      if (type === "A" || type === "AAAA") return [canonicalIpv6(content)];
      return type === "CNAME" && depth < mostAliases ? resolved(records, content, depth + 1) : [];
    });
}

/** Reads the other vendors' journals of the folder each time, since their providers are other processes. */
export function lookUpIn(folder: string, packageName: string): NameLookup {
  return (name, own) => {
    const others = Object.keys(readers).filter((one) => one !== packageName && hasJournal(folder, one));
    const records = others.flatMap((one) => {
      const journal = openJournal({ folder, packageName: one, compactAbove: Number.POSITIVE_INFINITY });
      try {
        return recordsOf(one, journal.world);
      } finally {
        journal.close();
      }
    });
    return resolved([...recordsOf(packageName, own), ...records], name);
  };
}

function hasJournal(folder: string, packageName: string): boolean {
  return ["ndjson", "current"].some((end) => existsSync(join(folder, "journal", `${packageName}.${end}`)));
}
