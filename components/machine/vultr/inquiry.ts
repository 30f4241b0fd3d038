import type * as pulumi from "@pulumi/pulumi";
import { labelIn, ownershipKeys } from "../../core/ownership";
import type { Inquiry } from "../inquiry";
import { vultrRegions } from "./catalogue";
import { onlyOne } from "./only-one";

/** Asks Vultr by its own lists. No filter reads tags, so that all instances are listed and told apart here. */
export function vultrInquiry(asking: pulumi.InvokeOptions): Inquiry {
  const sdk: typeof import("@ediri/vultr") = require("@ediri/vultr");
  return {
    refusal: async ({ plan, place }) => {
      const filters = [{ name: "id", values: [plan] }];
      const found = await onlyOne(plan, sdk.getPlan({ filters }, asking));
      if (found === undefined) return "is not sold any more";
      return found.locations.includes(place) ? undefined : `is not to be had in ${place} now`;
    },
    servers: async (mark) => {
      const filters = [{ name: "region", values: [...vultrRegions] }];
      const all = await onlyOne("instances", sdk.getInstances({ filters }, asking));
      return (all?.instances ?? [])
        .filter(({ tags }) => labelIn({ tags }, ownershipKeys.urn) === mark)
        .map(({ id, label, powerStatus }) => ({
          id,
          name: label,
          power: powerStatus,
          off: powerStatus === "stopped",
        }));
    },
  };
}
