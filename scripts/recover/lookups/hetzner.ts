import * as hcloud from "@pulumi/hcloud";
import { importCommand } from "../import-command";
import type { Described } from "../stack-state";
import { type Lookup, type Lookups, markIn, onceFor, type Search, sightingsAmong, type Vendor } from "./lookup";

interface Listed {
  readonly id?: number;
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A kind of thing that carries labels: all of them are listed once for each account, and told apart here. */
function labelled(byHand: string, ask: (at: Vendor) => Promise<readonly Listed[]>): Lookup {
  const list = onceFor(ask);
  return {
    kind: "search",
    byHand,
    async search(creation, at): Promise<Search> {
      const known = (await list(at)).flatMap(({ id, name = "", labels }) =>
        id === undefined ? [] : [{ id: String(id), name, mark: markIn(labels) }],
      );
      return { kind: "seen", sightings: sightingsAmong(creation, known, creation.inputs["name"]) };
    },
  };
}

function numberIn(creation: Described, key: string): number | undefined {
  const value = creation.inputs[key];
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : undefined;
}

const volumes = onceFor(async ({ options }) => (await hcloud.getVolumes({}, options)).volumes);

/** An attachment has no label. It is known by what it ties together: this volume on that server. */
const volumeAttachment: Lookup = {
  kind: "search",
  byHand: "hcloud volume list",
  async search(creation, at): Promise<Search> {
    const volumeId = numberIn(creation, "volumeId");
    const serverId = numberIn(creation, "serverId");
    if (volumeId === undefined || serverId === undefined) {
      return { kind: "too-early", waitsFor: volumeId === undefined ? "its volume" : "its server" };
    }
    const tied = (await volumes(at)).filter((each) => each.id === volumeId && each.serverId === serverId);
    return {
      kind: "seen",
      sightings: tied.map(({ id, name }) => ({
        id: String(id),
        name: `${name} on server ${serverId}`,
        by: "relation",
      })),
    };
  },
};

/** What ties a server to a network has no label: it is known by the two. */
const serverNetwork: Lookup = {
  kind: "search",
  byHand: "hcloud server describe <server>",
  async search(creation, { options }): Promise<Search> {
    const serverId = numberIn(creation, "serverId");
    const networkId = numberIn(creation, "networkId");
    if (serverId === undefined) return { kind: "too-early", waitsFor: "its server" };
    if (networkId === undefined) return { kind: "too-early", waitsFor: "its network" };
    const { servers } = await hcloud.getServers({}, options);
    const tied = servers.filter(
      ({ id, networks = [] }) => id === serverId && networks.some((each) => each.networkId === networkId),
    );
    return {
      kind: "seen",
      sightings: tied.map(({ name }) => ({
        id: `${serverId}-${networkId}`,
        name: `${name} in network ${networkId}`,
        by: "relation",
      })),
    };
  },
};

/** Its id follows from the network and the range, but nothing tells whether it is there. */
const subnet: Lookup = {
  kind: "search",
  byHand: "hcloud network describe <network>",
  async search(creation): Promise<Search> {
    const networkId = numberIn(creation, "networkId");
    if (networkId === undefined) return { kind: "too-early", waitsFor: "its network" };
    const [, , stack = ""] = creation.urn.split(/:+/);
    const command = importCommand(creation, `${networkId}-${String(creation.inputs["ipRange"])}`, stack);
    return {
      kind: "anew",
      why: `subnets cannot be listed. Where Hetzner says that this one overlaps, it is there already: ${command}`,
    };
  },
};

/** Records of a name and type are one thing, told by its labels. */
const zoneRrset: Lookup = {
  kind: "search",
  byHand: "hcloud zone rrset list <zone>",
  async search(creation, { options }): Promise<Search> {
    const { zone, name, type } = creation.inputs;
    if (typeof zone !== "string") return { kind: "too-early", waitsFor: "its zone" };
    const { rrsets } = await hcloud.getZoneRrsets({ zone }, options);
    const known = rrsets
      .filter((each) => each.name === name && each.type === type)
      .map((each) => ({ id: `${zone}/${each.name}/${each.type}`, name: String(each.name), mark: markIn(each.labels) }));
    return { kind: "seen", sightings: sightingsAmong(creation, known, name) };
  },
};

/** How everything that Roadstead makes at Hetzner Cloud is found again. */
export const hetznerLookups: Lookups = {
  "hcloud:index/server:Server": labelled(
    "hcloud server list",
    async ({ options }) => (await hcloud.getServers({}, options)).servers,
  ),
  "hcloud:index/volume:Volume": labelled("hcloud volume list", volumes),
  "hcloud:index/primaryIp:PrimaryIp": labelled(
    "hcloud primary-ip list",
    async ({ options }) => (await hcloud.getPrimaryIps({}, options)).primaryIps,
  ),
  "hcloud:index/floatingIp:FloatingIp": labelled(
    "hcloud floating-ip list",
    async ({ options }) => (await hcloud.getFloatingIps({}, options)).floatingIps,
  ),
  "hcloud:index/firewall:Firewall": labelled(
    "hcloud firewall list",
    async ({ options }) => (await hcloud.getFirewalls({}, options)).firewalls,
  ),
  "hcloud:index/sshKey:SshKey": labelled(
    "hcloud ssh-key list",
    async ({ options }) => (await hcloud.getSshKeys({}, options)).sshKeys,
  ),
  "hcloud:index/network:Network": labelled(
    "hcloud network list",
    async ({ options }) => (await hcloud.getNetworks({}, options)).networks,
  ),
  "hcloud:index/placementGroup:PlacementGroup": labelled(
    "hcloud placement-group list",
    async ({ options }) => (await hcloud.getPlacementGroups({}, options)).placementGroups,
  ),
  "hcloud:index/volumeAttachment:VolumeAttachment": volumeAttachment,
  "hcloud:index/zoneRrset:ZoneRrset": zoneRrset,
  "hcloud:index/networkSubnet:NetworkSubnet": subnet,
  "hcloud:index/serverNetwork:ServerNetwork": serverNetwork,
  "hcloud:index/rdns:Rdns": {
    kind: "repeatable",
    why: "setting a reverse name again gives the same reverse name",
  },
};
