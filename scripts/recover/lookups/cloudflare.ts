import { getDnsRecords } from "@pulumi/cloudflare/getDnsRecords";
import { ownershipKeys, urnMark } from "../../../components/core/ownership";
import type { Lookups, Search, Sighting } from "./lookup";

/** How what Roadstead makes at Cloudflare is found again. Records carry their mark in the comment. */
export const cloudflareLookups: Lookups = {
  "cloudflare:index/dnsRecord:DnsRecord": {
    kind: "search",
    byHand: "the zone's DNS records in the Cloudflare dashboard",
    async search(creation, { options }): Promise<Search> {
      const { zoneId, name, type } = creation.inputs;
      if (typeof zoneId !== "string") return { kind: "too-early", waitsFor: "its zone" };
      const mark = `${ownershipKeys.urn}=${urnMark(creation.urn)}`;
      const marked = (await getDnsRecords({ zoneId, comment: { contains: mark } }, options)).results;
      const sightings = marked
        .filter(({ comment }) => comment.includes(mark))
        .map((each): Sighting => ({ id: `${zoneId}/${each.id}`, name: `${each.type} ${each.name}`, by: "mark" }));
      if (sightings.length > 0 || typeof name !== "string") return { kind: "seen", sightings };
      const named = (await getDnsRecords({ zoneId, name: { exact: name } }, options)).results;
      return {
        kind: "seen",
        // Records of other types live beside this one under the same name, by design.
        sightings: named
          .filter((each) => each.type === type)
          .map((each): Sighting => ({ id: `${zoneId}/${each.id}`, name: `${each.type} ${each.name}`, by: "name" })),
      };
    },
  },
};
