import type { Reading } from "./reading";
import type { JudgedResource } from "./resource";
import {
  digitalOceanDroplet,
  digitalOceanFirewall,
  hetznerFirewall,
  hetznerFirewallAttachment,
  hetznerServer,
  linodeFirewall,
  linodeFirewallDevice,
  linodeInstance,
  vultrInstance,
} from "./vendor-types";

export type Attached = "yes" | "no" | "unknown";

/** The server's own property that names its firewall, in force from the first boot. */
const ownProperty: Readonly<Record<string, string>> = {
  [hetznerServer]: "firewallIds",
  [linodeInstance]: "firewallId",
  [vultrInstance]: "firewallGroupId",
};

/** Server types whose vendor has a firewall of its own. */
export const guardable = [hetznerServer, digitalOceanDroplet, linodeInstance, vultrInstance];

interface Attacher {
  readonly serverType: string;
  /** Property with the ids of servers, and how to reach the ids in it. */
  readonly property: string;
  readonly ids: (property: Reading) => readonly Reading[];
  readonly selects?: (attacher: JudgedResource, server: JudgedResource) => Attached;
}

const items = (property: Reading) => property.items();

/** Resources that attach a firewall to servers from the outside. */
const attachers: Readonly<Record<string, Attacher>> = {
  [hetznerFirewallAttachment]: {
    serverType: hetznerServer,
    property: "serverIds",
    ids: items,
    selects: (attacher, server) => selected(attacher.inputs.at("labelSelectors").items(), server),
  },
  [hetznerFirewall]: {
    serverType: hetznerServer,
    property: "applyTos",
    ids: (property) => property.items().map((target) => (target.isUnknown ? target : target.at("server"))),
    selects: (attacher, server) =>
      selected(
        attacher.inputs
          .at("applyTos")
          .items()
          .map((target) => target.at("labelSelector")),
        server,
      ),
  },
  [digitalOceanFirewall]: {
    serverType: digitalOceanDroplet,
    property: "dropletIds",
    ids: items,
    selects: (attacher, server) => shareTag(attacher.inputs.at("tags"), server.inputs.at("tags")),
  },
  [linodeFirewall]: { serverType: linodeInstance, property: "linodes", ids: items },
  [linodeFirewallDevice]: { serverType: linodeInstance, property: "entityId", ids: items },
};

export const attacherTypes: readonly string[] = Object.keys(attachers);

/** A resource that may attach a firewall to servers. */
export interface Attaching {
  readonly resource: JudgedResource;
  readonly attacher: Attacher;
}

/** Those of a stack: few among thousands of resources, and every server asks them. */
export function attachingIn(resources: readonly JudgedResource[]): readonly Attaching[] {
  return resources.flatMap((resource) => {
    const attacher = attachers[resource.type];
    return attacher === undefined ? [] : { resource, attacher };
  });
}

/** Whether any firewall of the stack guards the server. */
export function firewallOn(server: JudgedResource, attaching: readonly Attaching[]): Attached {
  const own = ownFirewall(server);
  if (own === "yes") return own;
  let answer = own;
  for (const { resource, attacher } of attaching) {
    if (attacher.serverType !== server.type) continue;
    const attached = attachedBy(resource, attacher, server);
    if (attached === "yes") return attached;
    if (attached === "unknown") answer = attached;
  }
  return answer;
}

function ownFirewall(server: JudgedResource): Attached {
  const property = ownProperty[server.type];
  if (property === undefined) return "no";
  const reading = server.inputs.at(property);
  // An unknown list may turn out empty, unless the engine says what it was made from.
  const isList = property === "firewallIds";
  if (reading.isUnknown && isList && server.dependenciesOf(property).length === 0) return "unknown";
  if (reading.isUnknown) return "yes";
  // An id that is not known yet is still an id: the firewall is created first.
  return reading.items().some((id) => id.isUnknown || !["", "0", undefined].includes(id.text())) ? "yes" : "no";
}

function attachedBy(resource: JudgedResource, attacher: Attacher, server: JudgedResource): Attached {
  const property = resource.inputs.at(attacher.property);
  if (server.urn !== undefined && resource.dependenciesOf(attacher.property).includes(server.urn)) return "yes";
  const serverId = server.outputs.at("id").text();
  const ids = property.isUnknown ? [property] : attacher.ids(property);
  if (serverId !== undefined && ids.some((id) => id.text() === serverId)) return "yes";
  const chosen = attacher.selects?.(resource, server) ?? "no";
  if (chosen !== "no") return chosen;
  // Where the engine names what an id comes from, an unknown id that comes from elsewhere is another server's.
  const elsewhere = resource.dependenciesOf(attacher.property).length > 0;
  const open = ids.some((id) => id.isUnknown) || (serverId === undefined && ids.some((id) => id.isKnown));
  return open && !elsewhere ? "unknown" : "no";
}

/** Hetzner label selectors: `key=value`, `key==value`, `key!=value`, `key`, `!key`, joined by commas. */
function selected(selectors: readonly Reading[], server: JudgedResource): Attached {
  let answer: Attached = "no";
  for (const selector of selectors) {
    if (selector.isAbsent) continue;
    const text = selector.text();
    if (text === undefined) answer = "unknown";
    else {
      const terms = text.split(",").map((term) => termHolds(term.trim(), server));
      if (terms.every((term) => term === "yes")) return "yes";
      if (!terms.includes("no")) answer = "unknown";
    }
  }
  return answer;
}

function termHolds(term: string, server: JudgedResource): Attached {
  const [, not = "", key = "", operator, wanted = ""] =
    /^(!?)\s*([\w./-]+)\s*(?:(==?|!=)\s*([\w.-]*))?$/.exec(term) ?? [];
  if (key === "") return "unknown";
  const label = server.inputs.at("labels").at(key);
  if (label.isUnknown) return "unknown";
  const holds = operator === undefined ? label.isKnown : (label.text() === wanted) === (operator !== "!=");
  return holds !== (not === "!") ? "yes" : "no";
}

function shareTag(targets: Reading, tags: Reading): Attached {
  const wanted = targets.items().map((tag) => tag.text());
  const own = tags.items().map((tag) => tag.text());
  // Whatever tags a firewall turns out to be for, a droplet without any is not meant.
  if (own.length === 0 && !tags.isUnknown) return "no";
  if (own.some((tag) => tag !== undefined && wanted.includes(tag))) return "yes";
  const open =
    targets.isUnknown ||
    wanted.includes(undefined) ||
    (wanted.length > 0 && (tags.isUnknown || own.includes(undefined)));
  return open ? "unknown" : "no";
}
