import { digitalOceanRegions } from "../../components/machine/digitalocean/catalogue";
import { hetznerLocations } from "../../components/machine/hetzner/catalogue";
import { vultrRegions } from "../../components/machine/vultr/catalogue";
import type { RecordedCall } from "./recording-mocks";

// A vendor that holds nothing of ours and sells everything everywhere.
const always: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "hcloud:index/getPrimaryIps:getPrimaryIps": { id: "none", primaryIps: [] },
  "hcloud:index/getVolumes:getVolumes": { id: "none", volumes: [] },
  "hcloud:index/getServers:getServers": { id: "none", servers: [] },
  "hcloud:index/getServerType:getServerType": {
    locations: hetznerLocations.map((name) => ({ name, isDeprecated: false, available: true })),
  },
  "digitalocean:index/getTags:getTags": { id: "none", tags: [] },
  "digitalocean:index/getDroplets:getDroplets": { id: "none", droplets: [] },
  "linode:index/getVolumes:getVolumes": { id: "none", volumes: [] },
  "linode:index/getInstances:getInstances": { id: "none", instances: [] },
  "linode:index/getNetworkingIps:getNetworkingIps": { id: "none", ipAddresses: [] },
  "linode:index/getRegion:getRegion": { id: "any", capabilities: ["Linodes"], status: "ok" },
};

/** What the vendors answer where a test says nothing else. */
export function foundNothing({ token, inputs }: RecordedCall): Readonly<Record<string, unknown>> {
  if (token === "digitalocean:index/getSizes:getSizes") {
    const { values: [slug] = [] }: { values?: readonly unknown[] } = Object(Object(inputs["filters"])[0]);
    return { id: "sizes", sizes: [{ slug, available: true, regions: digitalOceanRegions }] };
  }
  if (token === "vultr:index/getPlan:getPlan") return { id: "plan", locations: vultrRegions };
  // Vultr's data sources give exactly one thing, or this error. The SDK reads the details of an answer over the wire.
  if (token.startsWith("vultr:index/get")) throw Object.assign(new Error(), { details: "no results were found" });
  return always[token] ?? {};
}
