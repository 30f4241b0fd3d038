import type * as pulumi from "@pulumi/pulumi";
import ipaddr from "ipaddr.js";
import { oneOf, record, type TextRule, text, textOrOutput } from "../core/argument-checks";
import { type ArgumentCheck, shown } from "../core/arguments";

/**
 * A network that only machines of the same account and place share. `own` makes one, `join` uses one that is there: another
 * machine's (`nodes`), or one made by hand. Free of charge. Nothing is opened in it: what answers there is what `openPorts` says.
 */
export type PrivateNetworkArgs =
  | {
      mode: "own";
      /** Its addresses, in CIDR form: from 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, from /16 to /28. Changing it is refused while machines are in it, but at Hetzner. */
      range: string;
    }
  | {
      mode: "join";
      /** Its id at the vendor; at Linode that of the subnet. Changing it moves the machine when `privateNetwork` counts. */
      id: pulumi.Input<string>;
    };

/**
 * Keeps machines on different hardware, so that one failure does not take all. `own` makes a group, `join` puts the machine
 * into one that is there. Free of charge.
 */
export type PlacementGroupArgs =
  | { mode: "own" }
  | {
      mode: "join";
      /** Its id at the vendor. Counts from the next `generation`. */
      id: pulumi.Input<string>;
    };

export type ResolvedNetwork = { readonly mode: "own"; readonly range: string } | { readonly mode: "join" };
export type ResolvedGroup = "own" | "join";

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((each) => ipaddr.IPv4.parseCIDR(each));
const use = "Use one such as 10.20.0.0/24, private (RFC 1918), from /16 to /28";

function range(check: ArgumentCheck, value: unknown): string {
  const written = text(check, value, { pattern: /^[0-9./]{9,18}$/, use: `${use.slice(4)}` });
  if (written === "") return "10.0.0.0/24";
  try {
    const [address, bits] = ipaddr.IPv4.parseCIDR(written);
    const first = ipaddr.IPv4.networkAddressFromCIDR(written).toString();
    const isPrivate = privateRanges.some(([within, length]) => bits >= length && address.match(within, length));
    if (isPrivate && bits >= 16 && bits <= 28 && `${first}/${bits}` === written) return written;
  } catch {
    // Said below, in the same words.
  }
  check.problem(`${shown(value)} is no range of private addresses. ${use}, with its host bits zero.`);
  return "10.0.0.0/24";
}

/** Judges a private network; `id` is how one looks at the vendor. */
export function privateNetwork(check: ArgumentCheck, value: unknown, id: TextRule): ResolvedNetwork | undefined {
  if (value === undefined) return undefined;
  const { mode: given } = record(check, value, undefined);
  const mode = oneOf(check.at("mode"), given, ["own", "join"], "a way to have a private network");
  if (mode === "own")
    return { mode, range: range(check.at("range"), record(check, value, ["mode", "range"])["range"]) };
  if (mode === "join") textOrOutput(check.at("id"), record(check, value, ["mode", "id"])["id"], id);
  return { mode: "join" };
}

/** Judges a placement group; `id` is how one looks at the vendor. */
export function placementGroup(check: ArgumentCheck, value: unknown, id: TextRule): ResolvedGroup | undefined {
  if (value === undefined) return undefined;
  const { mode: given } = record(check, value, undefined);
  const mode = oneOf(check.at("mode"), given, ["own", "join"], "a way to be in a placement group");
  if (mode === "join") textOrOutput(check.at("id"), record(check, value, ["mode", "id"])["id"], id);
  else record(check, value, ["mode"]);
  return mode;
}

/** Says of an argument that other vendors have why this one cannot have it. */
export function notHere(check: ArgumentCheck, value: unknown, why: string): void {
  if (value !== undefined) check.problem(`cannot be had here: ${why} Remove it.`);
}

/** The id of what is joined; undefined where it is made. */
export function joined(given: PrivateNetworkArgs | PlacementGroupArgs | undefined): pulumi.Input<string> | undefined {
  return given?.mode === "join" ? given.id : undefined;
}
