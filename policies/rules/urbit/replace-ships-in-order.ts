import { type Finding, fails, notApplicable, type ResourceRule, unknown } from "../rule";
import { holdsShip } from "../ships";
import { dockerContainer, remoteCommand, servers } from "../vendor-types";

export const rule: ResourceRule = {
  id: "urbit-replace-ships-in-order",
  title: "What holds a ship is deleted before its replacement is created.",
  severity: "critical",
  level: "mandatory",
  objective: "INT",
  allows: "deleteBeforeReplace: true on servers, containers and undoable commands that hold a ship.",
  remediation: ["Set the resource option deleteBeforeReplace: true.", "The default order boots the second copy first."],
  source:
    "Engine: replacements are created before deletion unless deleteBeforeReplace is set; two live copies need a breach.",
  appliesTo: { exact: [...servers, dockerContainer, remoteCommand] },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const holding = holdsShip(resource);
    if (holding === "no") return yield notApplicable("Holds no ship.");
    // A command without an undo step has nothing that could run after its successor.
    if (resource.type === remoteCommand && resource.inputs.at("delete").isAbsent) {
      return yield notApplicable("The command has no undo step, so its order does not matter.");
    }
    const { deleteBeforeReplace } = resource.options;
    if (deleteBeforeReplace === true) return;
    const place = "opts.deleteBeforeReplace";
    if (deleteBeforeReplace === "invisible") return yield unknown(place, "is not visible in this input");
    if (holding === "unknown") return yield unknown(place, "is not set, and whether it holds a ship is not known yet");
    yield fails(place, "is not set, so a replacement would start while the old copy still runs");
  },
};
