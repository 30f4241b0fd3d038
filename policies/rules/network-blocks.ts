import type { Reading } from "./reading";

export type Reach = "world" | "limited" | "unknown";

/** Blocks this wide or wider count as the whole internet, so that halving 0.0.0.0/0 does not slip past a rule. */
const widestLimited = { ipv4: 8, ipv6: 16 } as const;

const worldWords = new Set(["any", "all", "*", "internet", "0.0.0.0", "::"]);

/** How far one source reaches: an address, a block, or a word for everywhere. */
export function reachOf(text: string): Exclude<Reach, "unknown"> {
  const block = text.trim().toLowerCase();
  if (worldWords.has(block)) return "world";
  const [address = "", length] = block.split("/", 2);
  if (length === undefined || !/^\d{1,3}$/.test(length.trim())) return "limited";
  const bits = Number(length);
  if (!address.includes(":")) return bits < widestLimited.ipv4 ? "world" : "limited";
  // ::ffff:0:0/96 is every IPv4 address written as IPv6.
  const mapped = /^(?:0*:)*:?(?:0+:)*ffff:(.*)$/.exec(address);
  if (mapped !== null && bits >= 80) return bits - 96 < widestLimited.ipv4 ? "world" : "limited";
  return bits < widestLimited.ipv6 ? "world" : "limited";
}

/** How far a list of sources reaches; one that is not known yet leaves it open unless another already is the world. */
export function reachOfAll(lists: readonly Reading[]): Reach {
  let reach: Reach = "limited";
  for (const list of lists) {
    if (list.isUnknown) reach = "unknown";
    for (const item of list.items()) {
      const text = item.text();
      if (text === undefined) reach = "unknown";
      else if (reachOf(text) === "world") return "world";
    }
  }
  return reach;
}
