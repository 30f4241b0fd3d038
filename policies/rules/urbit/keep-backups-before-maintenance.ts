import { type Finding, fails, notApplicable, type ResourceRule, unknown } from "../rule";
import { urbitPlanet } from "../vendor-types";

export const rule: ResourceRule = {
  id: "urbit-keep-backups-before-maintenance",
  title: "What cannot be taken back is done to a pier that has backups.",
  severity: "high",
  level: "advisory",
  objective: "BKP",
  allows: "maintenance, and runtime.forwardOnly: true, on a ship with backups.",
  remediation: [
    "Give the ship backups, and let one be made before the maintenance is requested.",
    "Remove runtime.forwardOnly once the step was taken, and maintenance once its result was read.",
  ],
  source: "chop deletes events, pack and meld rewrite the state, a newer format does not lead back (vere manual).",
  appliesTo: { exact: [urbitPlanet] },
  scope: "resource",

  *judge({ inputs }): Iterable<Finding> {
    if (inputs.at("runs").flag() === false) return yield notApplicable("The ship must not run here.");
    const [maintenance, forwardOnly, backups] = [
      inputs.at("maintenance"),
      inputs.at("runtime").at("forwardOnly"),
      inputs.at("backups"),
    ];
    if (maintenance.isAbsent && inputs.at("ship").isAbsent) return yield unknown("maintenance", "is not visible");
    const asked = [
      { reading: maintenance, is: maintenance.isKnown, says: "changes a pier for good, of which there is no backup" },
      {
        reading: forwardOnly,
        is: forwardOnly.flag() === true,
        says: "takes a pier where no way leads back from, and there is no backup of it",
      },
    ];
    for (const { reading, is, says } of asked) {
      if (backups.isKnown || !(is || reading.isUnknown)) continue;
      if (backups.isUnknown) yield unknown(backups);
      else if (reading.isUnknown) yield unknown(reading);
      else yield fails(reading, says);
    }
  },
};
