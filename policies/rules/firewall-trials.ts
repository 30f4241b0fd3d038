import type { Tried } from "./rule-trial";
import {
  digitalOceanFirewall,
  googleFirewall,
  hetznerFirewall,
  linodeFirewall,
  vultrFirewallRule,
} from "./vendor-types";

/** One opening in neutral words, for tests that say the same of every vendor. */
export interface TriedOpening {
  readonly protocol: string;
  readonly port?: unknown;
  readonly sources: readonly unknown[];
  readonly said?: string;
}

/** The same opening as each vendor spells it. */
export const asEveryVendor: ReadonlyArray<readonly [vendor: string, spell: (opening: TriedOpening) => Tried]> = [
  [
    "Hetzner",
    ({ protocol, port, sources, said }) => ({
      type: hetznerFirewall,
      props: { rules: [{ direction: "in", protocol, port, sourceIps: sources, description: said }] },
    }),
  ],
  [
    "DigitalOcean",
    ({ protocol, port, sources }) => ({
      type: digitalOceanFirewall,
      props: { inboundRules: [{ protocol, portRange: port, sourceAddresses: sources }] },
    }),
  ],
  [
    "Linode",
    ({ protocol, port, sources, said }) => ({
      type: linodeFirewall,
      props: {
        inboundPolicy: "DROP",
        inbounds: [
          { action: "ACCEPT", protocol: protocol.toUpperCase(), ports: port, ipv4s: sources, label: said ?? "x" },
        ],
      },
    }),
  ],
  [
    "Vultr",
    ({ protocol, port, sources, said }) => {
      const source = sources[0];
      const [subnet, subnetSize] =
        typeof source === "string" && source.includes("/") ? source.split("/") : [source, source];
      return { type: vultrFirewallRule, props: { protocol, port, subnet, subnetSize, notes: said } };
    },
  ],
  [
    "Google",
    ({ protocol, port, sources, said }) => ({
      type: googleFirewall,
      props: {
        allows: [{ protocol, ports: port === undefined ? undefined : [port] }],
        sourceRanges: sources,
        description: said,
      },
    }),
  ],
];
