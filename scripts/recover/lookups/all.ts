import { cloudflareLookups } from "./cloudflare";
import { digitalOceanLookups } from "./digitalocean";
import { hetznerLookups } from "./hetzner";
import { linodeLookups } from "./linode";
import type { Lookup } from "./lookup";
import { repeatableLookups } from "./repeatable";
import { vultrLookups } from "./vultr";

const lookups = {
  ...digitalOceanLookups,
  ...hetznerLookups,
  ...linodeLookups,
  ...vultrLookups,
  ...cloudflareLookups,
  ...repeatableLookups,
};

/** How a type is looked up; undefined where nobody has said yet. */
export function lookupOf(type: string): Lookup | undefined {
  return new Map(Object.entries(lookups)).get(type);
}
