import { judgeProtection } from "../protection";
import type { ResourceRule } from "../rule";
import { hetznerVolume, volumes } from "../vendor-types";

export const rule: ResourceRule = {
  id: "storage-protect-volumes",
  title: "Data volumes outlive the machines they are attached to.",
  severity: "critical",
  level: "mandatory",
  objective: "INT",
  allows: "protect: true on every volume; on Hetzner deleteProtection: true as well.",
  remediation: [
    "Set the resource option protect: true, and retainOnDelete: true, which a policy cannot see.",
    "On Hetzner set deleteProtection: true.",
  ],
  source: "A pier is a ship's identity: a deleted volume means a breach, and for a comet the end.",
  appliesTo: { exact: volumes },
  scope: "resource",

  judge: (volume) => judgeProtection(volume, volume.type === hetznerVolume ? "deleteProtection" : undefined),
};
