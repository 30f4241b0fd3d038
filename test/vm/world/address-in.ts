import { isIPv4 } from "node:net";

/** An IPv4 address inside one of these networks, for whoever has to come from there. */
export function addressIn(networks: readonly string[]): string {
  for (const network of networks) {
    const [base = "", length = "32"] = network.split("/");
    if (!isIPv4(base)) continue;
    const [a = 0, b = 0, c = 0, d = 0] = base.split(".").map(Number);
    // The network's own address is nobody's, unless it is the only one.
    return Number(length) >= 31 ? base : `${a}.${b}.${c}.${d | 1}`;
  }
  throw new Error(`No IPv4 network in ${networks.join(", ")}: the emulated machine could not be reached over SSH.`);
}
