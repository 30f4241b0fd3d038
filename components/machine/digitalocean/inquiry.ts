import type * as pulumi from "@pulumi/pulumi";
import { ownershipKeys, tagOf } from "../../core/ownership";
import type { Inquiry } from "../inquiry";

/** Asks DigitalOcean by its own lists. */
export function digitalOceanInquiry(asking: pulumi.InvokeOptions): Inquiry {
  const sdk: typeof import("@pulumi/digitalocean") = require("@pulumi/digitalocean");
  return {
    refusal: async ({ plan, place }) => {
      const { sizes } = await sdk.getSizes({ filters: [{ key: "slug", values: [plan] }] }, asking);
      const size = sizes.find(({ slug }) => slug === plan);
      if (size === undefined) return "is not sold any more";
      if (!size.available) return "is not sold now";
      return size.regions.includes(place) ? undefined : `is not to be had in ${place} now`;
    },
    servers: async (mark) => {
      const tag = tagOf(ownershipKeys.urn, mark);
      const { droplets } = await sdk.getDroplets({ filters: [{ key: "tags", values: [tag] }] }, asking);
      return droplets.map(({ id, name, status }) => ({ id: String(id), name, power: status, off: status === "off" }));
    },
  };
}
