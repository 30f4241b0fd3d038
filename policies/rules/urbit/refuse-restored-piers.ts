import { type Finding, fails, notApplicable, type ResourceRule, unknown } from "../rule";
import { holdsShip } from "../ships";
import { digitalOceanVolume, linodeInstance, linodeVolume, vultrBareMetal, vultrInstance } from "../vendor-types";

const origins: Readonly<Record<string, string>> = {
  [digitalOceanVolume]: "snapshotId",
  [linodeInstance]: "backupId",
  [linodeVolume]: "sourceVolumeId",
  [vultrInstance]: "snapshotId",
  [vultrBareMetal]: "snapshotId",
};

export const rule: ResourceRule = {
  id: "urbit-refuse-restored-piers",
  title: "A ship never boots from an older copy of its pier.",
  severity: "critical",
  level: "mandatory",
  objective: "INT",
  allows: "a blank or adopted volume; no snapshotId, backupId or sourceVolumeId on what holds a ship.",
  remediation: [
    "Leave the property out and adopt the volume that the ship last ran on.",
    "If it is lost, archive the copy and breach the ship.",
  ],
  source: "Peers keep message numbers; a pier older than the network's view is ignored until a breach (reset guide).",
  appliesTo: { exact: Object.keys(origins) },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const holding = holdsShip(resource);
    if (holding === "no") return yield notApplicable("Holds no ship.");
    const origin = resource.inputs.at(origins[resource.type] ?? "");
    if (origin.isAbsent || origin.text() === "") return;
    if (holding === "yes" && origin.isKnown) yield fails(origin, "starts the ship from an older copy of its disk");
    else yield unknown(origin, "may start a ship from an older copy of its disk");
  },
};
