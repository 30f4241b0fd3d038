// What a lookup tells of things that the account had before the sandbox: keys, networks, projects, domains, tags, firewalls.
import { type PlainObject, textOf } from "../../values";
import { uuid } from "../inventing";
import { fingerprintOf } from "../ssh-keys";
import { type Assumed, foreignKey, foreignNumber } from "../there-already";
import { tagCounts } from "./account";
import * as ocean from "./rules";
import { defaultNetwork } from "./vpc";

function idOf(args: PlainObject, kind: string): string {
  return textOf(args["id"]) ?? uuid("there already", kind, textOf(args["name"]) ?? "");
}

export const key: Assumed = (args) => {
  const name = textOf(args["name"]) ?? "";
  const publicKey = foreignKey(name);
  return { id: foreignNumber("key", name), name, publicKey, fingerprint: fingerprintOf(publicKey) };
};

export const network: Assumed = (args, scene) => {
  if (args["id"] !== undefined && !ocean.isForeign(scene, ocean.vpc, args["id"])) return undefined;
  const id = idOf(args, "vpc");
  const region = textOf(args["region"]) ?? "nyc3";
  return {
    ...defaultNetwork(scene, region),
    id,
    name: textOf(args["name"]) ?? "there-already",
    default: false,
    createdAt: ocean.beginning,
    urn: `do:vpc:${id}`,
  };
};

export const project: Assumed = (args, scene) => {
  if (args["id"] !== undefined && !ocean.isForeign(scene, ocean.project, args["id"])) return undefined;
  return {
    id: idOf(args, "project"),
    name: textOf(args["name"]) ?? "there-already",
    description: "",
    purpose: "Web Application",
    environment: "",
    isDefault: false,
    resources: [],
    createdAt: ocean.beginning,
    updatedAt: ocean.beginning,
    ownerId: 1,
    ownerUuid: uuid(scene.seed, "owner", scene.account),
  };
};

export const domain: Assumed = (args) => {
  const name = textOf(args["name"]) ?? "";
  const urn = `do:domain:${name}`;
  return { id: name, name, ttl: 1800, domainUrn: urn, zoneFile: `$ORIGIN ${name}.\n$TTL 1800\n` };
};

export const tag: Assumed = (args, scene) => {
  const name = textOf(args["name"]) ?? "";
  return { id: name, name, ...tagCounts(scene, name) };
};

export const firewall: Assumed = (args, scene) => {
  if (!ocean.isForeign(scene, ocean.firewall, args["firewallId"])) return undefined;
  const id = textOf(args["firewallId"]) ?? "";
  return {
    id,
    firewallId: id,
    name: "there-already",
    createdAt: ocean.beginning,
    dropletIds: [],
    inboundRules: [],
    outboundRules: [],
    pendingChanges: [],
    status: "succeeded",
    tags: [],
  };
};
