import { isIPv6 } from "node:net";
import type * as vultr from "@ediri/vultr";
import { outsidePorts } from "../firewall-rules";
import type { ResolvedMachine } from "../resolve";
import { everywhere } from "../ssh-access";
import { sshPorts } from "../ssh-ports";

/** One rule: one family, one port, one network. Vultr has no others. */
export interface FirewallRule {
  /** Names what it lets in, so that it stays the same resource whatever is opened or closed beside it. */
  readonly role: string;
  readonly args: Omit<vultr.FirewallRuleArgs, "firewallGroupId">;
}

function rule(protocol: string, port: number | undefined, network: string, notes: string): FirewallRule {
  const [subnet = "", size = ""] = network.split("/");
  const ipType = isIPv6(subnet) ? "v6" : "v4";
  const from = everywhere.some((each) => each === network) ? "any" : network.replace(/[^0-9a-f]/g, "-");
  return {
    role: ["firewall", protocol, ...(port === undefined ? [] : [port]), ipType, from].join("-"),
    args: {
      ipType,
      protocol,
      subnet,
      subnetSize: Number(size),
      notes,
      ...(port === undefined ? {} : { port: String(port) }),
    },
  };
}

/** What may come in, each rule once. Networks are in canonical form already: any other Vultr would tell back changed, for ever. */
export function firewallRules(machine: ResolvedMachine): readonly FirewallRule[] {
  const { ssh } = machine;
  const sshNotes = ssh.world ? "SSH roadstead-ssh-exposure:world" : "SSH";
  const all = [
    ...sshPorts(ssh).flatMap((port) => ssh.from.map((network) => rule("tcp", port, network, sshNotes))),
    ...everywhere.map((network) => rule("icmp", undefined, network, "path MTU discovery and ping")),
    ...outsidePorts(machine).flatMap(({ protocol, port, from, purpose }) =>
      from.map((network) => rule(protocol, port, network, purpose)),
    ),
  ];
  return [...new Map(all.map((each) => [each.role, each])).values()];
}
