import { carriesTcp, judgeOpenings, type Opening } from "../firewall-openings";
import { labelKeys, labelOf } from "../labels";
import { overlaps } from "../port-ranges";
import type { JudgedResource } from "../resource";
import { type Finding, type ResourceRule, unknown } from "../rule";
import { firewalls } from "../vendor-types";

const declared = `${labelKeys.sshExposure}: world`;

export const rule: ResourceRule = {
  id: "network-declare-world-ssh",
  title: "SSH is open to the whole internet only where that is declared.",
  severity: "critical",
  level: "mandatory",
  objective: "ADM",
  allows: `SSH from named sources; from everywhere only on a firewall that says ${declared}.`,
  remediation: [
    "Narrow the sources to the addresses that administer the machine.",
    `If the world is meant, label the firewall ${declared} (as a tag ${labelKeys.sshExposure}:world, at DigitalOcean ${labelKeys.sshExposure}:world:<its name>, in a Vultr rule's notes) or add an exception.`,
  ],
  source: "An SSH port open to everyone is the most tried door of any machine.",
  appliesTo: { exact: firewalls },
  settings: {
    ports: {
      type: "array",
      items: { type: "integer" },
      default: [22],
      description: "Ports that SSH listens on, besides those whose firewall rule calls itself SSH.",
    },
  },
  scope: "resource",

  *judge(firewall, settings): Iterable<Finding> {
    const label = labelOf(firewall, labelKeys.sshExposure);
    // The tags of a DigitalOcean firewall are its targets, so that no two may share one: something of its own follows there.
    if (label.state === "present" && /^world(:|$)/i.test(label.value)) return;
    const ports = settings
      .at("ports")
      .items()
      .map((port) => port.number() ?? Number.NaN);
    const findings = judgeOpenings(firewall, "world", (opening) =>
      isSsh(opening, ports) && !declaredInText(firewall, opening) ? "opens SSH to the whole internet" : undefined,
    );
    const notes = firewall.inputs.at("notes");
    const open = label.state === "unknown" ? label.path : saysInNotes(firewall) && notes.isUnknown ? notes : undefined;
    for (const finding of findings) {
      yield open === undefined ? finding : unknown(open, "may declare SSH open to the world");
    }
  },
};

function isSsh(opening: Opening, ports: readonly number[]): boolean {
  if (!carriesTcp(opening)) return false;
  return (
    ports.some((port) => overlaps(opening.ports, port)) || /(?<![a-z])(?:ssh|sshd|sftp)(?![a-z])/i.test(opening.said)
  );
}

/** A Vultr rule has no labels, only notes. */
function saysInNotes({ type }: JudgedResource): boolean {
  return type.startsWith("vultr:");
}

function declaredInText(firewall: JudgedResource, { said }: Opening): boolean {
  return saysInNotes(firewall) && new RegExp(`${labelKeys.sshExposure}\\s*[:=]\\s*world\\b`, "i").test(said);
}
