import { getBlockStorage } from "@ediri/vultr/getBlockStorage";
import { getFirewallGroup } from "@ediri/vultr/getFirewallGroup";
import { getInstances } from "@ediri/vultr/getInstances";
import { getReservedIp } from "@ediri/vultr/getReservedIp";
import { getSshKey } from "@ediri/vultr/getSshKey";
import { getVpc } from "@ediri/vultr/getVpc";
import type { InvokeOptions } from "@pulumi/pulumi";
import { childName } from "../../../components/core/children";
import { labelIn, ownershipKeys, urnMark } from "../../../components/core/ownership";
import { vultrRegions } from "../../../components/machine/vultr/catalogue";
import { type HeldData, heldLabel, volumeLabels } from "../../../components/machine/vultr/held-labels";
import { onlyOne } from "../../../components/machine/vultr/only-one";
import { type Described, nameIn } from "../stack-state";
import { type Lookup, type Lookups, onceFor, type Search, sightingsAmong } from "./lookup";

/** What a data source tells of the one thing it found. */
interface Told {
  readonly id: string;
  readonly ruleCount?: number;
}

type Ask = (filter: { name: string; values: string[] }, options: InvokeOptions) => Promise<Told>;

const nothing: Search = { kind: "seen", sightings: [] };

/** Vultr's provider finds a thing by one of its values, whole, or not at all: by all the lines of text that may carry the mark. */
function byText(
  byHand: string,
  name: string,
  texts: (creation: Described) => string[],
  ask: Ask,
): Extract<Lookup, { kind: "search" }> {
  return {
    kind: "search",
    byHand,
    async search(creation, { options }): Promise<Search> {
      const values = texts(creation);
      const [first] = values;
      if (first === undefined) return nothing;
      const found = await onlyOne(first, ask({ name, values }, options));
      return found === undefined
        ? nothing
        : { kind: "seen", sightings: [{ id: found.id, name: creation.name, by: "mark" }] };
    },
  };
}

function textIn({ inputs }: Described, key: string): string[] {
  const text = inputs[key];
  return typeof text === "string" ? [text] : [];
}

/** The label that volume or address had, worked out from the URN: which machine it was on nobody needs to know. */
function heldLabelOf(creation: Described, role: HeldData["role"]): string[] {
  const [, environment = "", project = ""] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(creation.urn) ?? [];
  const mark = urnMark(creation.urn);
  return textIn(creation, "region").map((region) =>
    heldLabel({ project, environment, child: creation.name, role, mark, region }),
  );
}

const groupWith: Ask = (filter, options) => getFirewallGroup({ filters: [filter] }, options);

/**
 * The rules of a firewall cannot be listed, so a group that has some cannot be taken over with them: a new one takes its
 * place, to which the server is moved without a moment in none.
 */
const firewallGroup: Lookup = {
  kind: "search",
  byHand: "vultr-cli firewall group list",
  async search(creation, { options }): Promise<Search> {
    const [description] = textIn(creation, "description");
    if (description === undefined) return nothing;
    const filter = { name: "description", values: [description] };
    const found = await onlyOne(description, groupWith(filter, options));
    if (found === undefined) return nothing;
    if (found.ruleCount === 0) {
      return { kind: "seen", sightings: [{ id: found.id, name: description, by: "mark" }] };
    }
    return {
      kind: "anew",
      why: `a new one takes the place of ${found.id}, whose rules the provider cannot list; delete that one once nothing is in it: vultr-cli firewall group delete ${found.id}`,
    };
  },
};

const firewallRule: Lookup = {
  kind: "search",
  byHand: "vultr-cli firewall rule list",
  async search(creation, { options }): Promise<Search> {
    const values = textIn(creation, "firewallGroupId");
    const [group] = values;
    if (group === undefined) return { kind: "too-early", waitsFor: "its firewall" };
    const found = await onlyOne(group, groupWith({ name: "id", values }, options));
    if (found?.ruleCount === 0) return nothing;
    const name = childName(nameIn(creation.parent ?? ""), "firewall-group");
    const urn = `${creation.urn.slice(0, creation.urn.lastIndexOf("::")).replace(/firewallRule:FirewallRule$/, "firewallGroup:FirewallGroup")}::${name}`;
    return {
      kind: "anew",
      why: `rules cannot be listed. Where Vultr says that this one exists already, let a new firewall take the place of the old one: pulumi up --replace '${urn}'`,
    };
  },
};

const instances = onceFor(async ({ options }) => {
  const filters = [{ name: "region", values: [...vultrRegions] }];
  return (await onlyOne("instances", getInstances({ filters }, options)))?.instances ?? [];
});

/** An instance has tags, but no filter reads them: all are listed once for each account, and told apart here. */
const instance: Lookup = {
  kind: "search",
  byHand: "vultr-cli instance list",
  async search(creation, at): Promise<Search> {
    const known = (await instances(at)).map((each) => ({
      id: each.id,
      name: each.label,
      mark: labelIn({ tags: each.tags }, ownershipKeys.urn),
    }));
    return { kind: "seen", sightings: sightingsAmong(creation, known, creation.inputs["label"]) };
  },
};

const reverseName = { kind: "repeatable", why: "setting a reverse name again gives the same reverse name" } as const;

/** Vultr refuses the same record twice, so that making it again makes no second one; what is there must then go first. */
const dnsRecord: Lookup = {
  kind: "search",
  byHand: "vultr-cli dns record list <zone>",
  search: async ({ inputs }): Promise<Search> => ({
    kind: "anew",
    why: `records cannot be listed. Where Vultr says that this one is a duplicate, delete it and deploy again: vultr-cli dns record list ${String(inputs["domain"])}, then vultr-cli dns record delete ${String(inputs["domain"])} <its id>`,
  }),
};

/** How everything that Roadstead makes at Vultr is found again. */
export const vultrLookups: Lookups = {
  "vultr:index/instance:Instance": instance,
  "vultr:index/blockStorage:BlockStorage": {
    ...byText(
      "vultr-cli block-storage list",
      "label",
      (creation) => heldLabelOf(creation, "volume").flatMap(volumeLabels),
      (filter, options) => getBlockStorage({ filters: [filter] }, options),
    ),
    // How it was attached: Vultr has no answer, and refuses an update in which nothing else changes.
    untold: ["live"],
    refusesRepetition: "Nothing to change",
  },
  "vultr:index/reservedIp:ReservedIp": byText(
    "vultr-cli reserved-ip list",
    "label",
    (creation) => heldLabelOf(creation, "ipv4"),
    (filter, options) => getReservedIp({ filters: [filter] }, options),
  ),
  "vultr:index/sSHKey:SSHKey": byText(
    "vultr-cli ssh-key list",
    "name",
    (creation) => textIn(creation, "name"),
    (filter, options) => getSshKey({ filters: [filter] }, options),
  ),
  "vultr:index/firewallGroup:FirewallGroup": firewallGroup,
  "vultr:index/firewallRule:FirewallRule": firewallRule,
  "vultr:index/dnsRecord:DnsRecord": dnsRecord,
  "vultr:index/vpc:Vpc": byText(
    "vultr-cli vpc list",
    "description",
    (creation) => textIn(creation, "description"),
    (filter, options) => getVpc({ filters: [filter] }, options),
  ),
  "vultr:index/reverseIpv4:ReverseIpv4": reverseName,
  "vultr:index/reverseIpv6:ReverseIpv6": reverseName,
};
