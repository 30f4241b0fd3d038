import { carriesTcp, judgeOpenings } from "../firewall-openings";
import { overlaps } from "../port-ranges";
import type { ResourceRule } from "../rule";
import { firewalls } from "../vendor-types";

export const rule: ResourceRule = {
  id: "network-close-admin-ports-to-world",
  title: "Management ports other than SSH are closed to the whole internet.",
  severity: "critical",
  level: "mandatory",
  objective: "ADM",
  allows: "management ports from named sources only, or through SSH or a private network.",
  remediation: [
    "Take the port out of the opening, or narrow its sources to the addresses that administer the machine.",
  ],
  source: "Docker, etcd, Kubernetes, remote desktops and telnet give control of the machine to whoever reaches them.",
  appliesTo: { exact: firewalls },
  settings: {
    ports: {
      type: "array",
      items: { type: "integer" },
      default: [23, 2375, 2376, 2379, 2380, 3389, 5900, 5985, 5986, 6443, 10250],
      description: "TCP ports that manage a machine.",
    },
  },
  scope: "resource",

  judge: (firewall, settings) => {
    const ports = settings
      .at("ports")
      .items()
      .map((port) => port.number() ?? Number.NaN);
    return judgeOpenings(firewall, "world", (opening) => {
      if (!carriesTcp(opening) || opening.ports.kind === "all") return undefined;
      const opened = ports.filter((port) => overlaps(opening.ports, port));
      return opened.length > 0 ? `opens ${opened.join(", ")} to the whole internet` : undefined;
    });
  },
};
