import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { PricedVendor } from "./price-sources";
import type { Reading } from "./reading";

// Answers in the vendors' documented shapes, made of a reading: DigitalOcean's OpenAPI examples of /v2/sizes and /v2/regions,
// Linode's samples of types and volume types, Vultr's API reference on plans, regions and paging, Hetzner's on server types,
// locations and pricing. The figures are the reading's; what we do not read is filled in.

type Json = Record<string, unknown>;
/** What a path tells: a list under its key, or a whole body. */
export type Answers = Readonly<
  Record<string, { readonly key: string; readonly items: readonly Json[] } | { readonly body: unknown }>
>;

const net = (price: number): Json => ({ net: price.toFixed(10), gross: (price * 1.19).toFixed(16) });

function linode({ regions, plans, volumePerGib = {} }: Reading): Answers {
  const priced = (prices: Readonly<Record<string, number>>): Json => {
    const usual = prices["us-east"] ?? 0;
    const others = regions.filter((each) => prices[each] !== undefined && prices[each] !== usual);
    return {
      price: { hourly: 0.036, monthly: usual },
      region_prices: others.map((id) => ({ id, hourly: 0.043, monthly: prices[id] })),
    };
  };
  return {
    "/regions": {
      key: "data",
      items: regions.map((id) => ({
        id,
        label: id,
        country: "us",
        capabilities: ["Linodes", "Block Storage", "Cloud Firewall", "Metadata", "Vlans"],
        status: "ok",
        site_type: "core",
      })),
    },
    "/linode/types": {
      key: "data",
      items: Object.entries(plans).map(([id, plan]) => ({
        id,
        label: id,
        class: "standard",
        vcpus: plan.vcpus,
        memory: plan.memoryGib * 1024,
        disk: plan.diskGib * 1024,
        transfer: (plan.trafficTb["us-east"] ?? 0) * 1000,
        network_out: 4000,
        gpus: 0,
        successor: null,
        addons: { backups: { price: { hourly: 0.008, monthly: 5 }, region_prices: [] } },
        ...priced(plan.monthly),
      })),
    },
    "/volumes/types": {
      key: "data",
      items: [{ id: "volume", label: "Storage Volume", transfer: 0, ...priced(volumePerGib) }],
    },
  };
}

function vultr({ regions, plans }: Reading): Answers {
  return {
    "/regions": {
      key: "regions",
      items: regions.map((id) => ({
        id,
        city: id,
        country: "US",
        continent: "North America",
        options: ["ddos_protection"],
      })),
    },
    "/plans": {
      key: "plans",
      items: Object.entries(plans).map(([id, plan]) => ({
        id,
        vcpu_count: plan.vcpus,
        ram: plan.memoryGib * 1024,
        disk: plan.diskGib,
        disk_count: 1,
        bandwidth: (Object.values(plan.trafficTb)[0] ?? 0) * 1024,
        monthly_cost: Object.values(plan.monthly)[0],
        type: id.slice(0, 3),
        locations: plan.orderable ? Object.keys(plan.monthly) : [],
      })),
    },
  };
}

function digitalocean({ regions, plans }: Reading): Answers {
  const region = (slug: string, available: boolean): Json => ({
    name: slug,
    slug,
    features: ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"],
    available,
    sizes: Object.keys(plans),
  });
  return {
    "/regions": { key: "regions", items: [...regions.map((slug) => region(slug, true)), region("sfo1", false)] },
    "/sizes": {
      key: "sizes",
      items: Object.entries(plans).map(([slug, plan]) => ({
        slug,
        memory: plan.memoryGib * 1024,
        vcpus: plan.vcpus,
        disk: plan.diskGib,
        transfer: Object.values(plan.trafficTb)[0],
        price_monthly: Object.values(plan.monthly)[0],
        price_hourly: 0.00743999984115362,
        regions: [...Object.keys(plan.monthly), "sfo1"],
        available: plan.orderable,
        description: "Basic",
      })),
    },
  };
}

function hetzner({ regions, plans, volumePerGib = {}, addressMonthly = {}, trafficPerTb = {} }: Reading): Answers {
  return {
    "/locations": { key: "locations", items: regions.map((name, id) => ({ id, name, network_zone: "eu-central" })) },
    "/server_types": {
      key: "server_types",
      items: Object.entries(plans).map(([name, plan], id) => ({
        id,
        name,
        description: name.toUpperCase(),
        cores: plan.vcpus,
        memory: plan.memoryGib,
        disk: plan.diskGib,
        deprecated: false,
        storage_type: "local",
        cpu_type: "shared",
        architecture: plan.architecture === "arm64" ? "arm" : "x86",
        prices: Object.entries(plan.monthly).map(([location, price]) => ({
          location,
          price_hourly: net(0.01),
          price_monthly: net(price),
          included_traffic: (plan.trafficTb[location] ?? 1) * 2 ** 40,
          price_per_tb_traffic: net(trafficPerTb[location] ?? 1),
        })),
        locations: Object.keys(plan.monthly).map((location) => ({
          id: 1,
          name: location,
          deprecation: null,
          available: plan.orderable,
          recommended: false,
        })),
      })),
    },
    "/pricing": {
      body: {
        pricing: {
          currency: "EUR",
          vat_rate: "19.000000",
          volume: { price_per_gb_month: net(Object.values(volumePerGib)[0] ?? 0) },
          primary_ips: [
            { type: "ipv6", prices: [] },
            {
              type: "ipv4",
              prices: Object.entries(addressMonthly).map(([location, price]) => ({
                location,
                price_monthly: net(price),
              })),
            },
          ],
        },
      },
    },
  };
}

export const answersOf: Readonly<Record<PricedVendor, (reading: Reading) => Answers>> = {
  digitalocean,
  hetzner,
  linode,
  vultr,
};

function paged(
  vendor: PricedVendor,
  key: string,
  items: readonly Json[],
  query: URLSearchParams,
  perPage: number,
): Json {
  const total = items.length;
  const pages = Math.max(1, Math.ceil(total / perPage));
  const page = vendor === "vultr" ? Number(query.get("cursor")?.slice(5) ?? 1) : Number(query.get("page") ?? 1);
  const part = items.slice((page - 1) * perPage, page * perPage);
  const next = page < pages ? page + 1 : null;
  switch (vendor) {
    case "linode":
      return { [key]: part, page, pages, results: total };
    case "vultr":
      return { [key]: part, meta: { total, links: { next: next === null ? "" : `next_${next}`, prev: "" } } };
    case "digitalocean": {
      const link = `https://api.digitalocean.com/v2/x?page=${next}&per_page=${perPage}`;
      return { [key]: part, links: next === null ? {} : { pages: { next: link, last: link } }, meta: { total } };
    }
    case "hetzner":
      return {
        [key]: part,
        meta: {
          pagination: {
            page,
            per_page: perPage,
            previous_page: null,
            next_page: next,
            last_page: pages,
            total_entries: total,
          },
        },
      };
  }
}

/** Answers in place of the documented one: returns whether it did. */
export type Mishap = (request: IncomingMessage, response: ServerResponse, path: string) => boolean;

export interface StandIn {
  readonly url: string;
  readonly asked: readonly { readonly path: string; readonly authorization: string | undefined }[];
  readonly close: () => Promise<void>;
}

/** A server on this machine that answers as a vendor does. */
export async function standIn(vendor: PricedVendor, answers: Answers, perPage = 3, mishap?: Mishap): Promise<StandIn> {
  const asked: { path: string; authorization: string | undefined }[] = [];
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    asked.push({ path: url.pathname, authorization: request.headers.authorization });
    if (mishap?.(request, response, url.pathname) === true) return;
    const answer = answers[url.pathname];
    response.setHeader("content-type", "application/json");
    if (answer === undefined) response.statusCode = 404;
    const body =
      answer === undefined
        ? { error: "not found" }
        : "body" in answer
          ? answer.body
          : paged(vendor, answer.key, answer.items, url.searchParams, perPage);
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}
