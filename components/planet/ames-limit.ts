import { orDefault, record, wholeNumber } from "../core/argument-checks";
import type { ArgumentCheck } from "../core/arguments";

/** What one address may send to a ship's Ames port. */
export interface ResolvedAmesLimit {
  readonly packetsPerSecond: number;
  readonly burst: number;
}

/** Judges `amesLimit`. */
export function amesLimitArgs(check: ArgumentCheck, value: unknown): ResolvedAmesLimit | undefined {
  if (value === undefined) return undefined;
  const given = record(check, value, ["packetsPerSecond", "burst"]);
  const most = { min: 50, max: 1_000_000, what: "packets a second" };
  const packetsPerSecond = wholeNumber(check.at("packetsPerSecond"), given["packetsPerSecond"], most);
  const burst = wholeNumber(check.at("burst"), orDefault(given["burst"], 2 * packetsPerSecond), {
    min: 1,
    max: 2_000_000,
    what: "packets at once",
  });
  return { packetsPerSecond, burst };
}

/** What a limit is made of. */
interface LimitedShip {
  readonly shipName: string;
  readonly amesPort: number;
  readonly amesLimit: ResolvedAmesLimit | undefined;
}

/** Rules of a table, before every other of incoming packets: a connection that is known already would pass those. */
export function amesLimitRules({ shipName, amesPort, amesLimit }: LimitedShip): string {
  if (amesLimit === undefined) return "\t# Ames has no limit.";
  // nftables takes no dash in a name.
  const name = `ames_${shipName.replaceAll("-", "_")}`;
  const { packetsPerSecond, burst } = amesLimit;
  return [
    "\t# Ames is IPv4 only. What one address sends beyond this never reaches the ship.",
    `\tset ${name}_sources {`,
    "\t\ttype ipv4_addr",
    "\t\tsize 65535",
    "\t\tflags dynamic,timeout",
    "\t\ttimeout 1m",
    "\t}",
    `\tchain ${name} {`,
    "\t\ttype filter hook input priority filter - 10; policy accept;",
    `\t\tudp dport ${amesPort} update @${name}_sources { ip saddr limit rate over ${packetsPerSecond}/second burst ${burst} packets } counter drop`,
    "\t}",
  ].join("\n");
}
