import { isIPv6 } from "node:net";
import type { ResolvedPort } from "./resolve";

const indent = "\t\t";

/** One rule for each address family that may connect; none at all where no network is named. */
function rules(match: string, from: readonly string[], verdict: string): string[] {
  const [v6, v4] = [from.filter(isNetwork6), from.filter((each) => !isNetwork6(each))];
  const open4 = v4.includes("0.0.0.0/0");
  const open6 = v6.includes("::/0");
  if (open4 && open6) return [`${match} ${verdict}`];
  const four = open4 ? "meta nfproto ipv4 " : `ip saddr { ${v4.join(", ")} } `;
  const six = open6 ? "meta nfproto ipv6 " : `ip6 saddr { ${v6.join(", ")} } `;
  return [
    ...(v4.length > 0 ? [`${four}${match} ${verdict}`] : []),
    ...(v6.length > 0 ? [`${six}${match} ${verdict}`] : []),
  ];
}

function isNetwork6(network: string): boolean {
  return isIPv6(network.split("/")[0] ?? "");
}

/** A purpose as nftables takes it in a comment: plain characters, at most 100. */
function comment(purpose: string): string {
  return purpose.replace(/[^A-Za-z0-9 .,:/()_-]/g, "-").slice(0, 100);
}

export function sshRules(port: number, from: readonly string[]): string {
  return block(rules(`tcp dport ${port} ct state new`, from, "jump ssh"));
}

export function portRules(ports: readonly ResolvedPort[]): string {
  return block(
    ports.flatMap(({ protocol, port, from, purpose }) =>
      rules(`${protocol} dport ${port}`, from, `accept comment "${comment(purpose)}"`),
    ),
  );
}

function block(lines: readonly string[]): string {
  return (lines.length > 0 ? lines : ["# none declared"]).map((line) => indent + line).join("\n");
}
