import { isIPv6 } from "node:net";
import type { ResolvedMachine, ResolvedPort } from "./resolve";
import type { ResolvedSsh } from "./ssh-access";
import { sshPorts } from "./ssh-ports";
import { tunnelInterface } from "./wireguard";

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

/** Everything that answers from outside besides SSH: what was declared, and the tunnel. */
export function outsidePorts({
  ssh: { wireguard },
  openPorts,
}: Pick<ResolvedMachine, "ssh" | "openPorts">): readonly ResolvedPort[] {
  if (wireguard === undefined) return openPorts;
  return [...openPorts, { protocol: "udp", port: wireguard.port, from: wireguard.from, purpose: "WireGuard" }];
}

function toSsh(ssh: Pick<ResolvedSsh, "port" | "formerPort">): string {
  const ports = sshPorts(ssh);
  return `tcp dport ${ports.length === 1 ? ports.join() : `{ ${ports.join(", ")} }`} ct state new`;
}

export function sshRules(ssh: ResolvedSsh): string {
  const { from, wireguard } = ssh;
  const match = toSsh(ssh);
  // Not by address: what says that it comes from the tunnel need not have come through it.
  const through = wireguard === undefined ? [] : [`iifname "${tunnelInterface}" ${match} jump ssh`];
  return block([...through, ...rules(match, from, "jump ssh")]);
}

/** The rules that let SSH in from outside again, put before all others: until the firewall is loaded anew. */
export function sshFromOutside(ssh: Pick<ResolvedSsh, "port" | "formerPort">, from: readonly string[]): string {
  const lines = rules(toSsh(ssh), from, "jump ssh");
  return lines.map((line) => `insert rule inet roadstead input ${line}\n`).join("");
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
