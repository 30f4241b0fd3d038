import type * as pulumi from "@pulumi/pulumi";
import { ownershipKeys } from "../../core/ownership";
import type { Inquiry } from "../inquiry";

/** Asks Hetzner by its own lists. */
export function hetznerInquiry(asking: pulumi.InvokeOptions): Inquiry {
  const sdk: typeof import("@pulumi/hcloud") = require("@pulumi/hcloud");
  return {
    refusal: async ({ plan, place }) => {
      const { locations } = await sdk.getServerType({ name: plan }, asking);
      const there = locations.find(({ name }) => name === place);
      if (there === undefined) return `is not sold in ${place}`;
      if (there.isDeprecated) return `is no longer sold in ${place}`;
      return there.available ? undefined : `is sold out in ${place}`;
    },
    servers: async (mark) => {
      const { servers } = await sdk.getServers({ withSelector: `${ownershipKeys.urn}=${mark}` }, asking);
      return servers.map(({ id, name, status }) => ({ id: String(id), name, power: status, off: status === "off" }));
    },
  };
}
