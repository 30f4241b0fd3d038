// What a lookup tells of things that the account had before the sandbox: keys, firewalls, domains, networks.
import { numberOf, textOf } from "../../values";
import { type Assumed, foreignKey, foreignNumber } from "../there-already";
import * as linode from "./rules";

const time = { created: linode.beginning, updated: linode.beginning };

export const key: Assumed = (args, scene) => {
  const { id, label } = args;
  if (id !== undefined && !linode.isForeign(scene, linode.sshKey, id)) return undefined;
  const name = textOf(label) ?? `key-${String(id)}`;
  const known = id === undefined ? foreignNumber("key", name) : Number(id);
  return { id: String(known), label: name, sshKey: foreignKey(name), created: linode.beginning };
};

export const firewall: Assumed = (args, scene) => {
  if (!linode.isForeign(scene, linode.firewall, args["id"])) return undefined;
  return {
    ...time,
    id: Number(args["id"]),
    label: `firewall-${String(args["id"])}`,
    devices: [],
    disabled: false,
    inboundPolicy: "DROP",
    inbounds: [],
    linodes: [],
    nodebalancers: [],
    outboundPolicy: "ACCEPT",
    outbounds: [],
    status: "enabled",
    tags: [],
  };
};

export const domain: Assumed = (args, scene) => {
  const name = textOf(args["domain"]);
  const id = numberOf(args["id"]) ?? foreignNumber("domain", name ?? "");
  if (!linode.isForeign(scene, linode.domain, id)) return undefined;
  return {
    id,
    domain: name ?? `domain-${id}.example`,
    axfrIps: [],
    description: "",
    expireSec: 0,
    group: "",
    masterIps: [],
    refreshSec: 0,
    retrySec: 0,
    soaEmail: "hostmaster@example.com",
    status: "active",
    tags: [],
    ttlSec: 0,
    type: "master",
  };
};

export const network: Assumed = (args, scene) => {
  if (!linode.isForeign(scene, linode.vpc, args["id"])) return undefined;
  return { ...time, id: String(args["id"]), label: `vpc-${String(args["id"])}`, description: "", region: "us-east" };
};
