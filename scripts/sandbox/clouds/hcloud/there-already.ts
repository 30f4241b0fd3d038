// What a lookup tells of things that the project had before the sandbox: keys, networks, firewalls, zones, groups.
import { numberOf, type PlainObject, textOf } from "../../values";
import { fingerprintOf } from "../ssh-keys";
import { type Assumed, foreignKey, foreignNumber } from "../there-already";
import * as hetzner from "./rules";

function named(kind: string, args: PlainObject): { readonly id: number; readonly name: string } {
  const id = numberOf(args["id"]) ?? 0;
  const name = textOf(args["name"]) ?? `there-already-${id}`;
  return { id: id === 0 ? foreignNumber(kind, JSON.stringify(args)) : id, name };
}

export const assumed: Readonly<Record<string, Assumed>> = {
  [hetzner.sshKey]: (args) => {
    const one = named("key", args);
    const publicKey = foreignKey(one.name);
    return { ...one, publicKey, fingerprint: textOf(args["fingerprint"]) ?? fingerprintOf(publicKey), labels: {} };
  },
  [hetzner.network]: (args) => ({
    ...named("network", args),
    ipRange: "10.0.0.0/8",
    labels: {},
    deleteProtection: false,
    exposeRoutesToVswitch: false,
  }),
  [hetzner.firewall]: (args) => ({ ...named("firewall", args), labels: {}, rules: [], applyTos: [] }),
  [hetzner.placementGroup]: (args) => ({ ...named("group", args), labels: {}, servers: [], type: "spread" }),
};
