import type * as pulumi from "@pulumi/pulumi";
import { ownershipKeys, tagOf } from "../../core/ownership";
import type { Inquiry } from "../inquiry";

/** Asks Linode by its own lists. What a region has in stock its provider does not tell, only what it can hold at all. */
export function linodeInquiry(asking: pulumi.InvokeOptions): Inquiry {
  const sdk: typeof import("@pulumi/linode") = require("@pulumi/linode");
  return {
    refusal: async ({ plan, place }) => {
      try {
        await sdk.getInstanceType({ id: plan }, asking);
      } catch (error) {
        if (/not found|404/i.test(error instanceof Error ? error.message : String(error)))
          return "is not sold any more";
        throw error;
      }
      const { capabilities, status } = await sdk.getRegion({ id: place }, asking);
      if (!capabilities.includes("Linodes")) return `is not to be had in ${place}, which takes no Linodes now`;
      return status === "ok" ? undefined : `cannot be ordered in ${place} now: the region is ${status}`;
    },
    servers: async (mark) => {
      const tag = tagOf(ownershipKeys.urn, mark);
      const { instances } = await sdk.getInstances({ filters: [{ name: "tags", values: [tag] }] }, asking);
      return instances.map(({ id, label, status }) => ({
        id: String(id),
        name: label,
        power: status,
        off: status === "offline",
      }));
    },
  };
}
