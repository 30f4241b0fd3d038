import { scriptsOf } from "../boot-texts";
import { type Finding, notApplicable, type ResourceRule } from "../rule";
import { judgeTextForSecrets } from "../secret-texts";
import { commands } from "../vendor-types";

export const rule: ResourceRule = {
  id: "secrets-keep-secrets-out-of-commands",
  title: "The text of a command holds no secret.",
  severity: "high",
  level: "mandatory",
  objective: "SEC",
  allows: "secrets through stdin or the environment, marked as secret.",
  remediation: ["Pass the secret through stdin and read it there.", "Replace the secret: it stood in a process list."],
  source: "A command's text is visible in the process list of the host while it runs, and in logs and state after.",
  appliesTo: { exact: commands },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const texts = scriptsOf(resource);
    if (texts.length === 0) return yield notApplicable("Runs nothing.");
    for (const text of texts) yield* judgeTextForSecrets(text);
  },
};
