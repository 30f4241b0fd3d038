import { type Finding, fails, notApplicable, type ResourceRule, unknown } from "../rule";
import { urbitPlanet } from "../vendor-types";

export const rule: ResourceRule = {
  id: "urbit-keep-backups",
  title: "Each ship that runs has backups.",
  severity: "medium",
  level: "advisory",
  objective: "BKP",
  allows: "backups with a repository, on a planet that runs.",
  remediation: [
    "Set backups: { repository, password } on the planet.",
    "A lost volume without them is a breach: chats, groups and files of the ship are gone; a comet is gone itself.",
  ],
  source: "A pier exists once; its volume is protected against deletion, not against loss (guide to resets).",
  appliesTo: { exact: [urbitPlanet] },
  scope: "resource",

  *judge({ inputs }): Iterable<Finding> {
    const runs = inputs.at("runs");
    if (runs.flag() === false) return yield notApplicable("The ship must not run here.");
    const backups = inputs.at("backups");
    if (backups.isUnknown) return yield unknown(backups);
    const repository = backups.at("repository");
    if (backups.isKnown && !repository.isAbsent) {
      if (repository.isUnknown) yield unknown(repository);
      return;
    }
    // Component arguments can be hidden from policies; then nothing may be concluded.
    if (inputs.at("ship").isAbsent) return yield unknown("backups", "is not visible");
    yield fails("backups", "is not set, so the ship is lost with its volume");
  },
};
