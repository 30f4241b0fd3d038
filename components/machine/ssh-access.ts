import { listOf, network, orDefault, record, wholeNumber } from "../core/argument-checks";
import { type ArgumentCheck, shown } from "../core/arguments";
import { type ResolvedWireguard, wireguardArgs } from "./wireguard";

/** Where SSH answers, and to whom. */
export interface ResolvedSsh {
  readonly port: number;
  /** The port of before, at which it goes on answering while it changes. */
  readonly formerPort?: number;
  /** Who may connect from outside: nobody where SSH answers through the tunnel alone. */
  readonly from: readonly string[];
  readonly world: boolean;
  readonly wireguard?: ResolvedWireguard;
}

/** The whole world, in the form that firewalls want. */
export const everywhere = ["0.0.0.0/0", "::/0"] as const;
/** Vere binds its unauthenticated control port here, counting up (reference: urbit 1.4). */
const loopbackOnly = { first: 12321, last: 12399 } as const;
export const loopbackRange = `${loopbackOnly.first} to ${loopbackOnly.last}`;

/** Whether a ship may bind its control port here. */
export function isLoopbackOnly(port: number): boolean {
  return port >= loopbackOnly.first && port <= loopbackOnly.last;
}

export function cidrs(check: ArgumentCheck, value: unknown): string[] {
  return listOf(check, value, { min: 1, what: "networks in CIDR form" }, network);
}

function outside(check: ArgumentCheck, value: unknown): Pick<ResolvedSsh, "from" | "world"> {
  const world = value === "anywhere";
  if (typeof value === "string" && !world) {
    check.problem(`${shown(value)} is not allowed. Use a list of networks in CIDR form, or the word anywhere.`);
    return { from: [], world };
  }
  const from = world ? [...everywhere] : cidrs(check, value);
  for (const each of world ? [] : from) {
    const bits = Number(each.split("/")[1]);
    const widest = each.includes(":") ? 16 : 8;
    if (bits < widest) {
      const what =
        bits === 0 ? "is the whole world" : `reaches so far that it counts as the whole world (below /${widest})`;
      check.problem(`"${each}" ${what}. Say "anywhere" in place of the list if you mean it.`);
    }
  }
  return { from, world };
}

function former(
  check: ArgumentCheck,
  value: unknown,
  port: number,
  wireguard: ResolvedWireguard | undefined,
): number | undefined {
  if (value === undefined) return undefined;
  const formerPort = wholeNumber(check, value, { min: 1, max: 65535, what: "a port" });
  if (formerPort === port) {
    check.problem(`${port} is ssh.port itself. Use the port at which SSH answered before, or remove it.`);
  }
  if (wireguard?.mode === "only") {
    check.problem('cannot be used with ssh.wireguard.mode "only". Use mode "beside" while the port changes.');
  }
  return formerPort;
}

/** Judges `ssh`. */
export function sshAccess(check: ArgumentCheck, value: unknown): ResolvedSsh {
  const given = record(check, value, ["port", "formerPort", "from", "wireguard"]);
  const port = wholeNumber(check.at("port"), orDefault(given["port"], 22), { min: 1, max: 65535, what: "a port" });
  const { from, world } = outside(check.at("from"), given["from"]);
  if (isLoopbackOnly(port)) {
    check
      .at("port")
      .problem(`${port} is where ships on a machine answer themselves (${loopbackRange}). Use another port.`);
  }
  const wireguard = wireguardArgs(check.at("wireguard"), given["wireguard"], from);
  const formerPort = former(check.at("formerPort"), given["formerPort"], port, wireguard);
  const ports = formerPort === undefined ? { port } : { port, formerPort };
  if (wireguard === undefined) return { ...ports, from, world };
  return wireguard.mode === "only"
    ? { ...ports, from: [], world: false, wireguard }
    : { ...ports, from, world, wireguard };
}
