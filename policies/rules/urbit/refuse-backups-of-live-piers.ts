import { labelKeys, labelOf } from "../labels";
import type { Reading } from "../reading";
import type { JudgedResource } from "../resource";
import { type Finding, fails, notApplicable, type ResourceRule, unknown } from "../rule";
import { holdsShip } from "../ships";
import { digitalOceanDroplet, hetznerServer, linodeInstance, servers, vultrInstance } from "../vendor-types";

const snapshots = [
  "hcloud:index/snapshot:Snapshot",
  "digitalocean:index/dropletSnapshot:DropletSnapshot",
  "digitalocean:index/volumeSnapshot:VolumeSnapshot",
  "linode:index/image:Image",
  "vultr:index/snapshot:Snapshot",
];

const backupSwitch: Readonly<Record<string, readonly string[]>> = {
  [hetznerServer]: ["backups"],
  [digitalOceanDroplet]: ["backups", "backupPolicy"],
  [linodeInstance]: ["backupsEnabled"],
  [vultrInstance]: ["backups", "backupsSchedule"],
};

export const rule: ResourceRule = {
  id: "urbit-refuse-backups-of-live-piers",
  title: "No vendor backup or snapshot is taken of a running pier.",
  severity: "high",
  level: "mandatory",
  objective: "BKP",
  allows:
    "vendor backups off on what holds a ship; snapshots only of a stopped ship, labelled roadstead-quiesced: true.",
  remediation: [
    "Switch the vendor's backups off.",
    "Back up by stopping the ship, copying the pier and starting it again.",
  ],
  source: "Event log and snapshot move independently, so a live copy is inconsistent (vere#739, cloud hosting guide).",
  appliesTo: { exact: [...servers, ...snapshots] },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const holding = holdsShip(resource);
    if (holding === "no") return yield notApplicable("Holds no ship.");
    const findings = snapshots.includes(resource.type) ? judgeSnapshot(resource) : judgeSwitches(resource);
    for (const finding of findings) {
      yield holding === "yes" ? finding : unknown(finding.path, "matters if it holds a ship, which is not known yet");
    }
  },
};

function* judgeSwitches(resource: JudgedResource): Iterable<Finding> {
  for (const key of backupSwitch[resource.type] ?? []) {
    const reading = resource.inputs.at(key);
    if (reading.isUnknown) yield unknown(reading);
    else if (reading.isKnown && isOn(reading)) yield fails(reading, "lets the vendor copy the disk of a running ship");
  }
}

/** Vendors spell it true, "enabled", or by giving a schedule. */
function isOn(reading: Reading): boolean {
  const word = reading.text()?.trim().toLowerCase();
  return reading.flag() ?? (word === undefined ? reading.entries().length > 0 : word !== "disabled" && word !== "");
}

function* judgeSnapshot(resource: JudgedResource): Iterable<Finding> {
  const quiesced = labelOf(resource, labelKeys.quiesced);
  if (quiesced.state === "present" && quiesced.value.toLowerCase() === "true") return;
  if (quiesced.state === "unknown") yield unknown(quiesced.path);
  else yield fails("", "is a snapshot of what holds a ship, and nothing says that the ship was stopped");
}
