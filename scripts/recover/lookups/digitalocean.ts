import { getDroplets } from "@pulumi/digitalocean/getDroplets";
import { getFirewall } from "@pulumi/digitalocean/getFirewall";
import { getProjects } from "@pulumi/digitalocean/getProjects";
import { getRecords } from "@pulumi/digitalocean/getRecords";
import { getReservedIp } from "@pulumi/digitalocean/getReservedIp";
import { getSshKeys } from "@pulumi/digitalocean/getSshKeys";
import { getTags } from "@pulumi/digitalocean/getTags";
import { getVolume } from "@pulumi/digitalocean/getVolume";
import { getVpc } from "@pulumi/digitalocean/getVpc";
import { labelIn, ownershipKeys, tagOf, urnMark } from "../../../components/core/ownership";
import { idsIn, isGone, type Remembered } from "../../../components/machine/digitalocean/id-tags";
import type { Described } from "../stack-state";
import { type Lookup, type Lookups, onceFor, type Search, type Sighting, sightingsAmong, type Vendor } from "./lookup";

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
async function remembered(at: Vendor): Promise<readonly Remembered[]> {
  return idsIn((await tags(at)).map(({ name }) => name));
}

const firewall: Lookup = {
  kind: "search",
  byHand: "doctl compute firewall list",
  async search(creation, at): Promise<Search> {
    const own = (await remembered(at)).filter(({ mark }) => mark === urnMark(creation.urn));
    const there = await Promise.all(own.map(({ id }) => found(getFirewall({ firewallId: id }, at.options))));
    const marked = own.filter((_, index) => there[index] !== undefined).map(byMark);
    if (marked.length > 0) return { kind: "seen", sightings: marked };
    return {
      kind: "anew",
      why: `a firewall of which no droplet tells cannot be found. Where DigitalOcean says that this one exists already, it guards nothing: doctl compute firewall list, then doctl compute firewall delete <id of ${text(creation, "name") ?? creation.name}>`,
    };
  },
};

const addressUrn = /^do:(?:reservedip|floatingip):(.+)$/;

/** Every reserved address of the account: each is in a project, the default one if in no other. */
const listedAddresses = onceFor(async ({ options }) =>
  (await getProjects({}, options)).projects.flatMap(({ resources }) =>
    resources.flatMap((urn) => addressUrn.exec(urn)?.[1] ?? []),
  ),
);

/** One that nobody remembers and no droplet has may be what a lost answer left: a person is told of it. */
const reservedIp: Lookup = {
  kind: "search",
  byHand: "doctl compute reserved-ip list",
  async search(creation, at): Promise<Search> {
    const known = await remembered(at);
    const own = known.filter(({ mark }) => mark === urnMark(creation.urn));
    const asked = (ipAddress: string) => found(getReservedIp({ ipAddress }, at.options));
    const there = await Promise.all(own.map(({ id }) => asked(id)));
    const marked = own.filter((_, index) => there[index] !== undefined).map(byMark);
    if (marked.length > 0) return { kind: "seen", sightings: marked };
    const strange = (await listedAddresses(at)).filter((address) => known.every(({ id }) => id !== address));
    const free = (await Promise.all(strange.map(asked))).filter(
      (each) => each !== undefined && each.dropletId === 0 && each.region === creation.inputs["region"],
    );
    return {
      kind: "seen",
      sightings: free.flatMap((each) =>
        each === undefined ? [] : [{ id: each.id, name: `${each.id}, reserved and on no droplet`, by: "kind" }],
      ),
    };
  },
};

function byMark({ id }: Remembered): Sighting {
  return { id, name: id, by: "mark" };
}

/** What was asked for, if it is still there: an import of what is gone would fail, and with it all the others. */
async function found<T extends { readonly id: string }>(ask: Promise<T>): Promise<T | undefined> {
  try {
    const told = await ask;
    return told.id === "" ? undefined : told;
  } catch (error) {
    if (isGone(error)) return undefined;
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

/** A network has no tags; its description carries the mark. Its name is unique in an account. */
const vpc: Lookup = {
  kind: "search",
  byHand: "doctl vpcs list",
  async search(creation, at): Promise<Search> {
    const name = text(creation, "name");
    if (name === undefined) return { kind: "seen", sightings: [] };
    const there = await found(getVpc({ name }, at.options));
    if (there === undefined) return { kind: "seen", sightings: [] };
    const own = there.description.includes(tagOf(ownershipKeys.urn, urnMark(creation.urn)));
    return { kind: "seen", sightings: [{ id: there.id, name, by: own ? "mark" : "name" }] };
  },
};

/** A record has no tags: one that leads this name to this address is the one. */
const dnsRecord: Lookup = {
  kind: "search",
  byHand: "doctl compute domain records list <zone>",
  async search(creation, at): Promise<Search> {
    const [domain, name, type, value] = ["domain", "name", "type", "value"].map((key) => text(creation, key));
    if (domain === undefined) return { kind: "too-early", waitsFor: "its zone" };
    if (value === undefined) return { kind: "too-early", waitsFor: "its address" };
    const { records } = await getRecords({ domain }, at.options);
    return {
      kind: "seen",
      sightings: records
        .filter((each) => each.name === name && each.type === type)
        .map((each) => ({
          id: `${domain},${each.id}`,
          name: `${each.type} ${each.name} of ${domain}`,
          by: each.value === value ? "relation" : "name",
        })),
    };
  },
};

/** How everything that Roadstead makes at DigitalOcean is found again. */
export const digitalOceanLookups: Lookups = {
  "digitalocean:index/droplet:Droplet": droplet,
  "digitalocean:index/volume:Volume": volume,
  "digitalocean:index/reservedIp:ReservedIp": reservedIp,
  "digitalocean:index/firewall:Firewall": firewall,
  "digitalocean:index/sshKey:SshKey": sshKey,
  "digitalocean:index/reservedIpAssignment:ReservedIpAssignment": reservedIpAssignment,
  "digitalocean:index/dnsRecord:DnsRecord": dnsRecord,
  "digitalocean:index/vpc:Vpc": vpc,
  "digitalocean:index/tag:Tag": { kind: "repeatable", why: "making a tag that is there gives the same tag" },
  "digitalocean:index/volumeAttachment:VolumeAttachment": {
    kind: "repeatable",
    why: "attaching a volume to the droplet that has it changes nothing, and an attachment cannot be imported",
  },
};
