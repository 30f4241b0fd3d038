import { getDroplets } from "@pulumi/digitalocean/getDroplets";
import { getFirewall } from "@pulumi/digitalocean/getFirewall";
import { getReservedIp } from "@pulumi/digitalocean/getReservedIp";
import { getSshKeys } from "@pulumi/digitalocean/getSshKeys";
import { getTags } from "@pulumi/digitalocean/getTags";
import { getVolume } from "@pulumi/digitalocean/getVolume";
import { labelIn, ownershipKeys, tagOf, urnMark } from "../../../components/core/ownership";
import { idsIn, isGone } from "../../../components/machine/digitalocean/id-tags";
import type { Described } from "../stack-state";
import { type Lookup, type Lookups, onceFor, type Search, sightingsAmong } from "./lookup";

// Droplets, SSH keys and tags can be listed, nothing else. What cannot is found by the tags that tell of it.

const droplets = onceFor(async ({ options }) => (await getDroplets({}, options)).droplets);
const keys = onceFor(async ({ options }) => (await getSshKeys({}, options)).sshKeys);
const tags = onceFor(async ({ options }) => (await getTags({}, options)).tags);

function text(creation: Described, key: string): string | undefined {
  const value = creation.inputs[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

const droplet: Lookup = {
  kind: "search",
  byHand: "doctl compute droplet list",
  async search(creation, at): Promise<Search> {
    const known = (await droplets(at)).map((each) => ({
      id: String(each.id),
      name: each.name,
      mark: labelIn(each, ownershipKeys.urn),
    }));
    return { kind: "seen", sightings: sightingsAmong(creation, known, creation.inputs["name"]) };
  },
};

/** A tag says that a volume carries the mark; the volume itself is asked for by its name. */
const volume: Lookup = {
  kind: "search",
  byHand: "doctl compute volume list",
  async search(creation, at): Promise<Search> {
    const wanted = tagOf(ownershipKeys.urn, urnMark(creation.urn));
    const carried = (await tags(at)).some((each) => each.name === wanted && each.volumesCount > 0);
    if (!carried) return { kind: "seen", sightings: [] };
    const name = text(creation, "name");
    if (name === undefined) return { kind: "failed", why: `a volume has the tag ${wanted}, and its name is not known` };
    const { id, tags: own } = await getVolume({ name }, at.options);
    return { kind: "seen", sightings: [{ id, name, by: own.includes(wanted) ? "mark" : "name" }] };
  },
};

/** Firewalls and reserved addresses carry no tags; the droplet's and the volume's remember their ids. */
function remembered(byHand: string, exists: (id: string, options: object) => Promise<boolean>): Lookup {
  return {
    kind: "search",
    byHand,
    async search(creation, at): Promise<Search> {
      const mark = urnMark(creation.urn);
      const own = idsIn((await tags(at)).map(({ name }) => name)).filter((each) => each.mark === mark);
      const there = await Promise.all(own.map(({ id }) => exists(id, at.options)));
      const sightings = own.filter((_, index) => there[index]).map(({ id }) => ({ id, name: id, by: "mark" as const }));
      return { kind: "seen", sightings };
    },
  };
}

/** An import of what is gone would fail, and with it all the others. */
async function found(ask: Promise<{ readonly id: string }>): Promise<boolean> {
  try {
    return (await ask).id !== "";
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** A key has no tags. The account keeps each key once, so that one with this name and this key is the one. */
const sshKey: Lookup = {
  kind: "search",
  byHand: "doctl compute ssh-key list",
  async search(creation, at): Promise<Search> {
    const [name, publicKey] = [text(creation, "name"), text(creation, "publicKey")];
    const blob = (key: string | undefined) => key?.trim().split(/\s+/).slice(0, 2).join(" ");
    return {
      kind: "seen",
      sightings: (await keys(at))
        .filter((each) => each.name === name)
        .map((each) => ({
          id: String(each.id),
          name: each.name,
          by: blob(each.publicKey) === blob(publicKey) ? "relation" : "name",
        })),
    };
  },
};

/** Imported by the address and the droplet that it ties together. */
const reservedIpAssignment: Lookup = {
  kind: "search",
  byHand: "doctl compute reserved-ip list",
  async search(creation, at): Promise<Search> {
    const ipAddress = text(creation, "ipAddress");
    const dropletId = Number(creation.inputs["dropletId"]);
    if (ipAddress === undefined) return { kind: "too-early", waitsFor: "its address" };
    if (!Number.isInteger(dropletId)) return { kind: "too-early", waitsFor: "its droplet" };
    const held = await getReservedIp({ ipAddress }, at.options);
    const tied = {
      id: `${ipAddress},${dropletId}`,
      name: `${ipAddress} on droplet ${dropletId}`,
      by: "relation",
    } as const;
    return { kind: "seen", sightings: held.dropletId === dropletId ? [tied] : [] };
  },
};

/** How everything that Roadstead makes at DigitalOcean is found again. */
export const digitalOceanLookups: Lookups = {
  "digitalocean:index/droplet:Droplet": droplet,
  "digitalocean:index/volume:Volume": volume,
  "digitalocean:index/reservedIp:ReservedIp": remembered("doctl compute reserved-ip list", (ipAddress, options) =>
    found(getReservedIp({ ipAddress }, options)),
  ),
  "digitalocean:index/firewall:Firewall": remembered("doctl compute firewall list", (firewallId, options) =>
    found(getFirewall({ firewallId }, options)),
  ),
  "digitalocean:index/sshKey:SshKey": sshKey,
  "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": reservedIpAssignment,
  "digitalocean:index/tag:Tag": { kind: "repeatable", why: "making a tag that is there gives the same tag" },
  "digitalocean:index/volumeAttachment:VolumeAttachment": {
    kind: "repeatable",
    why: "attaching a volume to the droplet that has it changes nothing, and an attachment cannot be imported",
  },
};
