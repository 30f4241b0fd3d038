import type * as digitalocean from "@pulumi/digitalocean";
import { outsidePorts } from "../firewall-rules";
import type { ResolvedMachine } from "../resolve";
import { everywhere } from "../ssh-access";
import { sshPorts } from "../ssh-ports";

/** What a machine lets in: SSH first, then ICMP, by which a change of its ports is seen. */
export function inboundRules(machine: ResolvedMachine): digitalocean.types.input.FirewallInboundRule[] {
  const inbound = (protocol: string, port: number, sourceAddresses: readonly string[]) => ({
    protocol,
    portRange: String(port),
    sourceAddresses: [...sourceAddresses],
  });
  return [
    ...(machine.ssh.from.length === 0
      ? []
      : sshPorts(machine.ssh).map((port) => inbound("tcp", port, machine.ssh.from))),
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

/** The ports of SSH out of a firewall's inputs, as `portsWord` writes them. */
export function sshPortsIn(inputs: unknown): string | undefined {
  const { inboundRules }: { inboundRules?: unknown } = Object(inputs);
  const rules: readonly unknown[] = Array.isArray(inboundRules) ? inboundRules : [];
  const ping = rules.findIndex((rule) => Reflect.get(Object(rule), "protocol") === "icmp");
  const ports = rules.slice(0, Math.max(ping, 0)).map((rule) => Reflect.get(Object(rule), "portRange"));
  return ports.length > 0 && ports.every((port) => typeof port === "string") ? ports.join("-") : undefined;
}
