import type { Currency, PriceList } from "../../components/machine/catalogue";
import { digitalOceanCatalogue, digitalOceanOffered } from "../../components/machine/digitalocean/catalogue";
import { digitalOceanPriceList } from "../../components/machine/digitalocean/price-list";
import { hetznerCatalogue, hetznerOffered } from "../../components/machine/hetzner/catalogue";
import { hetznerPriceList } from "../../components/machine/hetzner/price-list";
import { linodeCatalogue, linodeOffered } from "../../components/machine/linode/catalogue";
import { linodePriceList } from "../../components/machine/linode/price-list";
import { vultrCatalogue, vultrOffered } from "../../components/machine/vultr/catalogue";
import { vultrPriceList } from "../../components/machine/vultr/price-list";
import type { Ask } from "./asking";
import type { Reading } from "./reading";
import { digitalOceanCalls, readDigitalOcean } from "./vendors/digitalocean";
import { hetznerCalls, readHetzner } from "./vendors/hetzner";
import { linodeCalls, readLinode } from "./vendors/linode";
import { readVultr, vultrCalls } from "./vendors/vultr";

/** Where a vendor tells its prices, and where we keep them. */
export interface PriceSource {
  readonly vendorName: string;
  readonly base: string;
  readonly calls: readonly string[];
  /** Environment variable that holds a token; unset where everybody may ask. */
  readonly tokenFrom?: string;
  readonly currency: Currency;
  /** What the price list is called in its source. */
  readonly exportName: string;
  readonly listed: PriceList;
  /** Names of the plans that we offer. */
  readonly offered: RegExp;
  readonly read: (ask: Ask, offered: RegExp, date: string) => Promise<Reading>;
}

// Base addresses and tokens: reference: vps-providers 5.1.
export const priceSources = {
  digitalocean: {
    vendorName: digitalOceanCatalogue.vendorName,
    base: "https://api.digitalocean.com/v2",
    calls: digitalOceanCalls,
    tokenFrom: "DIGITALOCEAN_TOKEN",
    currency: digitalOceanCatalogue.currency,
    exportName: "digitalOceanPriceList",
    listed: digitalOceanPriceList,
    offered: digitalOceanOffered,
    read: readDigitalOcean,
  },
  hetzner: {
    vendorName: hetznerCatalogue.vendorName,
    base: "https://api.hetzner.cloud/v1",
    calls: hetznerCalls,
    tokenFrom: "HCLOUD_TOKEN",
    currency: hetznerCatalogue.currency,
    exportName: "hetznerPriceList",
    listed: hetznerPriceList,
    offered: hetznerOffered,
    read: readHetzner,
  },
  linode: {
    vendorName: linodeCatalogue.vendorName,
    base: "https://api.linode.com/v4",
    calls: linodeCalls,
    currency: linodeCatalogue.currency,
    exportName: "linodePriceList",
    listed: linodePriceList,
    offered: linodeOffered,
    read: readLinode,
  },
  vultr: {
    vendorName: vultrCatalogue.vendorName,
    base: "https://api.vultr.com/v2",
    calls: vultrCalls,
    currency: vultrCatalogue.currency,
    exportName: "vultrPriceList",
    listed: vultrPriceList,
    offered: vultrOffered,
    read: readVultr,
  },
} as const satisfies Readonly<Record<string, PriceSource>>;
export type PricedVendor = keyof typeof priceSources;
