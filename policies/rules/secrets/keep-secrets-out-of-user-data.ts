import { bootDataOf, bootDataTypes } from "../boot-texts";
import { type Finding, notApplicable, type ResourceRule } from "../rule";
import { judgeTextForSecrets } from "../secret-texts";

export const rule: ResourceRule = {
  id: "secrets-keep-secrets-out-of-user-data",
  title: "User data, startup scripts and metadata hold no secret.",
  severity: "critical",
  level: "mandatory",
  objective: "SEC",
  allows: "public keys, checksums, and references to where a secret comes from.",
  remediation: [
    "Deliver the secret over SSH after boot, into memory.",
    "Replace the secret now: whoever could read the user data has it.",
  ],
  source: "Any process in the guest reads user data from 169.254.169.254; vendors and state files keep it for good.",
  appliesTo: { exact: bootDataTypes },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const texts = bootDataOf(resource);
    if (texts.length === 0) return yield notApplicable("Has no user data.");
    for (const text of texts) yield* judgeTextForSecrets(text);
  },
};
