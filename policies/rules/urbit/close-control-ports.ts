import { bootDataTypes } from "../boot-texts";
import { controlPorts } from "../control-ports";
import { leadsToLoopback, portOf, proxyTextsOf } from "../proxy-settings";
import { type Finding, fails, type ResourceRule, unknown } from "../rule";
import { commands } from "../vendor-types";

const { first, last } = controlPorts;

export const rule: ResourceRule = {
  id: "urbit-close-control-ports",
  title: "No web server leads to the ports where a ship obeys without a password.",
  severity: "critical",
  level: "mandatory",
  objective: "ADM",
  allows: `proxy_pass to any port of loopback but ${first} to ${last}.`,
  remediation: ["Lead to the ship's own web port (httpPort).", "Reach a control port through SSH on its host."],
  source:
    "Vere serves an unauthenticated control port from 12321 upwards on loopback; TLS before it asks nobody who he is.",
  appliesTo: { exact: [...commands, ...bootDataTypes] },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const { texts, unknown: notKnown } = proxyTextsOf(resource);
    for (const reading of notKnown) yield unknown(reading);
    for (const { reading, servers } of texts) {
      const passes = servers.flatMap((each) => each.passes).filter(leadsToLoopback);
      if (passes.some((pass) => portOf(pass) >= first && portOf(pass) <= last)) {
        yield fails(reading, `leads to a port between ${first} and ${last}`);
      }
      // A variable could be any port.
      if (passes.some((pass) => pass.includes("$")))
        yield unknown(reading, "leads to a port that only the server knows");
    }
  },
};
