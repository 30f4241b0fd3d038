import { type Finding, fails, type ResourceRule, unknown, unreadable } from "../rule";
import { urbitPlanet } from "../vendor-types";

export const rule: ResourceRule = {
  id: "urbit-refuse-untrusted-certificates",
  title: "A ship's certificate is one that browsers believe.",
  severity: "medium",
  level: "advisory",
  objective: "TLS",
  allows: "web without acme.authority, or with any authority but a staging one.",
  remediation: ["Remove acme.authority once the trial has shown a certificate; the real one takes its place in place."],
  source:
    "Let's Encrypt's staging environment signs for trials only: whoever gets used to its warning does not see the next one.",
  appliesTo: { exact: [urbitPlanet] },
  scope: "resource",

  *judge({ inputs }): Iterable<Finding> {
    const web = inputs.at("web");
    // Component arguments can be hidden from policies; then nothing may be concluded.
    if (web.isAbsent && inputs.at("ship").isAbsent) return yield unknown("web", "is not visible");
    if (web.isUnknown) return yield unknown(web);
    if (web.isAbsent) return;
    const directory = web.at("directory");
    if (directory.isUnknown) return yield unknown(directory);
    const address = directory.text();
    if (address === undefined) return yield unreadable(directory);
    if (/^https:\/\/[^/]*\bstaging\b/.test(address)) yield fails(directory, "is for trials: no browser believes it");
  },
};
