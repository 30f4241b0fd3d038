// What a lookup tells of things that the account had before the sandbox: keys, networks, firewall groups, scripts, snapshots.
import { type PlainObject, textOf } from "../../values";
import { uuid } from "../inventing";
import { type Assumed, foreignKey } from "../there-already";
import * as vultr from "./rules";

/** Its id, from the lookup or made up; undefined for one that the sandbox gave and has no more. */
function idFor(kind: string, args: PlainObject, scene: Parameters<Assumed>[1]): string | undefined {
  const given = textOf(args["id"]);
  if (given === undefined) return uuid("there already", kind, JSON.stringify(args));
  return vultr.isForeign(scene, kind, given) ? given : undefined;
}

function assumedOf(kind: string, rest: (args: PlainObject) => PlainObject): Assumed {
  return (args, scene) => {
    const id = idFor(kind, args, scene);
    return id === undefined ? undefined : { dateCreated: vultr.beginning, ...rest(args), ...args, id };
  };
}

const dateModified = vultr.beginning;

export const assumed: Readonly<Record<string, Assumed>> = {
  getSshKey: assumedOf(vultr.sshKey, (args) => {
    const name = textOf(args["name"]) ?? "there-already";
    return { name, sshKey: foreignKey(name) };
  }),
  getVpc: assumedOf(vultr.vpc, () => ({
    description: "there already",
    region: "ewr",
    v4Subnet: "10.200.0.0",
    v4SubnetMask: 20,
  })),
  getFirewallGroup: assumedOf(vultr.firewallGroup, () => ({
    dateModified,
    description: "there already",
    instanceCount: 0,
    maxRuleCount: 50,
    ruleCount: 0,
  })),
  getStartupScript: assumedOf(vultr.startupScript, () => ({
    dateModified,
    name: "there-already",
    script: "",
    type: "boot",
  })),
  getSnapshot: assumedOf(vultr.snapshot, () => ({
    appId: 0,
    description: "there already",
    osId: 164,
    size: 1_000_000_000,
    status: "complete",
  })),
};
