import type * as digitalocean from "@pulumi/digitalocean";
import { outsidePorts } from "../firewall-rules";
import type { ResolvedMachine } from "../resolve";
import { everywhere } from "../ssh-access";

/** What a machine lets in: SSH first, by which a change of its port is seen. */
export function inboundRules(machine: ResolvedMachine): digitalocean.types.input.FirewallInboundRule[] {
  const inbound = (protocol: string, port: number, sourceAddresses: readonly string[]) => ({
    protocol,
    portRange: String(port),
    sourceAddresses: [...sourceAddresses],
  });
  return [
    ...(machine.ssh.from.length === 0 ? [] : [inbound("tcp", machine.ssh.port, machine.ssh.from)]),
    // Path MTU discovery and ping.
    { protocol: "icmp", sourceAddresses: [...everywhere] },
    ...outsidePorts(machine).map((open) => inbound(open.protocol, open.port, open.from)),
  ];
}

/** Everything may go out. Without any such rule DigitalOcean lets nothing out: no apt, no DNS, no time, no Ames. */
export function outboundRules(): digitalocean.types.input.FirewallOutboundRule[] {
  const destinationAddresses = [...everywhere];
  return [
    { protocol: "tcp", portRange: "1-65535", destinationAddresses },
    { protocol: "udp", portRange: "1-65535", destinationAddresses },
    { protocol: "icmp", destinationAddresses },
  ];
}

/** The port of SSH out of a firewall's inputs. */
export function sshPortIn(inputs: unknown): string | undefined {
  const rules: unknown =
    typeof inputs === "object" && inputs !== null ? Reflect.get(inputs, "inboundRules") : undefined;
  const first: unknown = Array.isArray(rules) ? rules[0] : undefined;
  const port: unknown = typeof first === "object" && first !== null ? Reflect.get(first, "portRange") : undefined;
  return typeof port === "string" ? port : undefined;
}
