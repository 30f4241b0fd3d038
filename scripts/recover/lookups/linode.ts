import { getDomainRecord } from "@pulumi/linode/getDomainRecord";
import { getFirewalls } from "@pulumi/linode/getFirewalls";
import { getInstances } from "@pulumi/linode/getInstances";
import { getNetworkingIps } from "@pulumi/linode/getNetworkingIps";
import { getPlacementGroups } from "@pulumi/linode/getPlacementGroups";
import { getVolumes } from "@pulumi/linode/getVolumes";
import { getVpcSubnets } from "@pulumi/linode/getVpcSubnets";
import { getVpcs } from "@pulumi/linode/getVpcs";
import { labelIn, ownershipKeys, tagOf, urnMark } from "../../../components/core/ownership";
import { rememberedAddresses } from "../../../components/machine/linode/retained";
import { type Lookup, type Lookups, onceFor, type Search, type Sighting, sightingsAmong, type Vendor } from "./lookup";

interface Listed {
  readonly id: number;
  readonly label: string;
  readonly tags?: readonly string[];
}

/** A kind of thing that carries tags: all of them are listed once for each account, and told apart here. */
function tagged(byHand: string, list: (at: Vendor) => Promise<readonly Listed[]>): Lookup {
  return {
    kind: "search",
    byHand,
    async search(creation, at): Promise<Search> {
      const known = (await list(at)).map((each) => ({
        id: String(each.id),
        name: each.label,
        mark: labelIn(each, ownershipKeys.urn),
      }));
      return { kind: "seen", sightings: sightingsAmong(creation, known, creation.inputs["label"]) };
    },
  };
}

const volumes = onceFor(async ({ options }) => (await getVolumes({}, options)).volumes ?? []);
const instances = onceFor(async ({ options }) => (await getInstances({}, options)).instances);
const addresses = onceFor(async ({ options }) => (await getNetworkingIps({}, options)).ipAddresses ?? []);

/**
 * A reserved address has no tags: those of its volume and its Linode remember it. One that nobody remembers and that is on
 * no Linode may be what a lost answer left, so that a person is told of it.
 */
const reservedAddress: Lookup = {
  kind: "search",
  byHand: "linode-cli networking reserved-ips-list",
  async search(creation, at): Promise<Search> {
    const tellers = [...(await volumes(at)), ...(await instances(at))].map(({ tags = [] }) => ({ tags }));
    const remembered = rememberedAddresses(tellers);
    const mark = urnMark(creation.urn);
    const sightings = (await addresses(at)).flatMap(({ address, reserved, region, linodeId }): Sighting[] => {
      if (!reserved) return [];
      const marks = remembered.filter((each) => each.address === address).map((each) => each.mark);
      if (marks.includes(mark)) return [{ id: address, name: address, by: "mark" }];
      const lost = marks.length === 0 && linodeId === 0 && region === creation.inputs["region"];
      return lost ? [{ id: address, name: `${address}, reserved and on no Linode`, by: "kind" }] : [];
    });
    return { kind: "seen", sightings };
  },
};

/** A network has no tags; its description carries the mark. */
const vpc: Lookup = {
  kind: "search",
  byHand: "linode-cli vpcs ls",
  async search(creation, { options }): Promise<Search> {
    const mark = tagOf(ownershipKeys.urn, urnMark(creation.urn));
    const { vpcs = [] } = await getVpcs({}, options);
    return {
      kind: "seen",
      sightings: vpcs.flatMap(({ id, label, description }): Sighting[] => {
        if (description.includes(mark)) return [{ id: String(id), name: label, by: "mark" }];
        return label === creation.inputs["label"] ? [{ id: String(id), name: label, by: "name" }] : [];
      }),
    };
  },
};

/** Known by what it ties together: these addresses, in this network. */
const subnet: Lookup = {
  kind: "search",
  byHand: "linode-cli vpcs subnets-list <VPC>",
  async search(creation, { options }): Promise<Search> {
    const { vpcId, ipv4 } = creation.inputs;
    if (typeof vpcId !== "number") return { kind: "too-early", waitsFor: "its network" };
    const { vpcSubnets = [] } = await getVpcSubnets({ vpcId }, options);
    return {
      kind: "seen",
      sightings: vpcSubnets
        .filter((each) => each.ipv4 === ipv4)
        .map((each) => ({ id: `${vpcId},${each.id}`, name: each.label, by: "relation" })),
    };
  },
};

/** A record has no tags, and of those with one name only one is told: one that leads it to this address is the one. */
const domainRecord: Lookup = {
  kind: "search",
  byHand: "linode-cli domains records-list <domain id>",
  async search(creation, { options }): Promise<Search> {
    const { domainId, name, recordType, target } = creation.inputs;
    if (typeof domainId !== "number") return { kind: "too-early", waitsFor: "its zone" };
    if (typeof target !== "string") return { kind: "too-early", waitsFor: "its address" };
    try {
      const found = await getDomainRecord({ domainId, name: String(name ?? "") }, options);
      if (found.id === undefined || found.type !== recordType) return { kind: "seen", sightings: [] };
      const by = found.target === target ? "relation" : "name";
      return {
        kind: "seen",
        sightings: [{ id: `${domainId},${found.id}`, name: `${found.type} ${String(name)}`, by }],
      };
    } catch (error) {
      if (/not found|no .*record|404/i.test(error instanceof Error ? error.message : String(error))) {
        return { kind: "seen", sightings: [] };
      }
      throw error;
    }
  },
};

/** How everything that Roadstead makes at Linode is found again. */
export const linodeLookups: Lookups = {
  "linode:index/instance:Instance": tagged("linode-cli linodes list", instances),
  "linode:index/volume:Volume": tagged("linode-cli volumes list", volumes),
  "linode:index/firewall:Firewall": tagged(
    "linode-cli firewalls list",
    async ({ options }) => (await getFirewalls({}, options)).firewalls ?? [],
  ),
  "linode:index/networkingIp:NetworkingIp": reservedAddress,
  "linode:index/domainRecord:DomainRecord": domainRecord,
  "linode:index/vpc:Vpc": vpc,
  "linode:index/vpcSubnet:VpcSubnet": subnet,
  // Nothing of it can carry a mark, so that a person is told of one with its label.
  "linode:index/placementGroup:PlacementGroup": tagged(
    "linode-cli placement groups-list",
    async ({ options }) => (await getPlacementGroups({}, options)).placementGroups ?? [],
  ),
  "linode:index/rdns:Rdns": {
    kind: "repeatable",
    why: "setting a reverse name again gives the same reverse name",
  },
};
