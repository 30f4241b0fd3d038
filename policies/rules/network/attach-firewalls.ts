import { attacherTypes, attachingIn, firewallOn, guardable } from "../firewall-attachments";
import { fails, type StackFinding, type StackRule, unknown } from "../rule";

export const rule: StackRule = {
  id: "network-attach-firewalls",
  title: "Every server stands behind a firewall of its vendor.",
  severity: "high",
  level: "mandatory",
  objective: "NET",
  allows: "a firewall named by the server itself, best before its first boot, or one that names the server.",
  remediation: [
    "Name the firewall on the server: firewallIds (Hetzner), firewallId (Linode), firewallGroupId (Vultr).",
    "On DigitalOcean list the droplet in a firewall's dropletIds, or share a tag with it.",
  ],
  source:
    "Without a vendor firewall one mistake in the guest's own rules, or a published container port, is open to all.",
  appliesTo: { exact: guardable },
  scope: "stack",
  alsoReads: { exact: attacherTypes },

  *judge({ subjects, resources }): Iterable<StackFinding> {
    const attaching = attachingIn(resources);
    for (const server of subjects) {
      const attached = firewallOn(server, attaching);
      if (attached === "no") yield { ...fails("", "has no firewall"), resource: server };
      if (attached === "unknown")
        yield { ...unknown("", "may have a firewall, by an id that is not known yet"), resource: server };
    }
  },
};
