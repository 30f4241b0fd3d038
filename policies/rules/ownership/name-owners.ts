import { labelOf } from "../labels";
import { type Finding, fails, type ResourceRule, unknown } from "../rule";
import { labelled } from "../vendor-types";

export const rule: ResourceRule = {
  id: "ownership-name-owners",
  title: "Everything that can carry labels says who owns it.",
  severity: "medium",
  level: "mandatory",
  objective: "OWN",
  allows: "a label owner with a value, or a tag such as owner:network-team where the vendor has only tags.",
  remediation: ["Add the label. Roadstead's components set it from their owner argument."],
  source: "An asset without an owner is nobody's to patch, pay or delete.",
  appliesTo: { exact: labelled },
  settings: {
    labels: {
      type: "array",
      items: { type: "string" },
      default: ["owner"],
      description: "Labels that must be there and not be empty.",
    },
  },
  scope: "resource",

  *judge(resource, settings): Iterable<Finding> {
    for (const item of settings.at("labels").items()) {
      const key = item.text() ?? "";
      const label = labelOf(resource, key);
      if (label.state === "unknown") yield unknown(label.path);
      else if (label.state === "absent") yield fails(label.path, `has no ${key}`);
      else if (label.state === "empty") yield fails(label.path, `has an empty ${key}`);
    }
  },
};
