import { bootDataTypes } from "../boot-texts";
import { leadsToLoopback, proxyTextsOf } from "../proxy-settings";
import { type Finding, fails, type ResourceRule, unknown } from "../rule";
import { commands } from "../vendor-types";

const tooOld = new Set(["SSLv2", "SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"]);

export const rule: ResourceRule = {
  id: "urbit-protect-web-with-tls",
  title: "A ship's web interface is passed on by TLS 1.2 or newer only.",
  severity: "high",
  level: "mandatory",
  objective: "TLS",
  allows:
    "servers of an nginx configuration that lead to loopback and listen with ssl only; ssl_protocols from TLSv1.2.",
  remediation: [
    "Give the planet web: { domain }, which brings certificates and the way to HTTPS.",
    "In a configuration of your own, listen 443 ssl, and answer on port 80 with a redirect.",
  ],
  source: "A ship's login code and session cookie pass with every request; plain HTTP shows both to whoever listens.",
  appliesTo: { exact: [...commands, ...bootDataTypes] },
  scope: "resource",

  *judge(resource): Iterable<Finding> {
    const { texts, unknown: notKnown } = proxyTextsOf(resource);
    for (const reading of notKnown) yield unknown(reading);
    for (const { reading, servers, protocols } of texts) {
      const ships = servers.filter(({ passes }) => passes.some(leadsToLoopback));
      // A server that says nothing of where it listens listens on port 80.
      if (ships.some(({ listens }) => listens.length === 0 || listens.some((each) => !/\s(?:ssl|quic)\b/.test(each)))) {
        yield fails(reading, "passes a ship on in plain HTTP");
      }
      if (protocols.some((each) => tooOld.has(each))) yield fails(reading, "allows a TLS that is too old");
    }
  },
};
