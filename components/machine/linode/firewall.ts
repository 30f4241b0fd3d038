import type * as linode from "@pulumi/linode";
import { outsidePorts } from "../firewall-rules";
import type { ResolvedMachine } from "../resolve";
import { everywhere } from "../ssh-access";
import { sshPorts } from "../ssh-ports";

type Rule = linode.types.input.FirewallInbound;

/** Networks by family, each given only where there is one: the API takes no empty list. */
function sources(from: readonly string[]): Pick<Rule, "ipv4s" | "ipv6s"> {
  const ipv6s = from.filter((network) => network.includes(":"));
  const ipv4s = from.filter((network) => !network.includes(":"));
  return { ...(ipv4s.length > 0 ? { ipv4s } : {}), ...(ipv6s.length > 0 ? { ipv6s } : {}) };
}

/** What a machine lets in. Labels are unique in a firewall, from 3 to 32 characters. */
export function inboundRules(machine: ResolvedMachine): Rule[] {
  const accept = (protocol: string, port: number, from: readonly string[], description: string): Rule => ({
    label: `${protocol}-${port}`,
    action: "ACCEPT",
    protocol: protocol.toUpperCase(),
    ports: String(port),
    description,
    ...sources(from),
  });
  return [
    ...(machine.ssh.from.length === 0
      ? []
      : sshPorts(machine.ssh).map((port) => accept("tcp", port, machine.ssh.from, "SSH"))),
    {
      label: "icmp",
      action: "ACCEPT",
      protocol: "ICMP",
      description: "path MTU discovery and ping",
      ...sources(everywhere),
    },
    ...outsidePorts(machine).map((open) => accept(open.protocol, open.port, open.from, open.purpose)),
  ];
}
