import { describe, expect, it } from "vitest";
import { asEveryVendor } from "../firewall-trials";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying } from "../rule-trial";
import { linodeFirewall } from "../vendor-types";
import { rule } from "./close-all-ports-to-world";
import { cases } from "./close-all-ports-to-world.cases";

judgesAsRecorded(rule, cases);

describe.each(asEveryVendor)("every port on %s", (_vendor, spell) => {
  const sources = ["0.0.0.0/0"];
  it.each([
    ["as a range", { protocol: "udp", port: "1-65535", sources }, "fail"],
    ["but the first thousand", { protocol: "tcp", port: "1024-65535", sources }, "fail"],
    ["as zero", { protocol: "tcp", port: "0", sources: ["::/0"] }, "fail"],
    ["for one network", { protocol: "tcp", sources: ["192.0.2.0/24"] }, "pass"],
    ["maybe", { protocol: "tcp", port: notKnown, sources }, "unknown"],
    ["to whom is not known", { protocol: "tcp", port: "1-65535", sources: [notKnown] }, "unknown"],
  ])("%s", (_name, opening, said) => {
    expect(saying(rule, spell(opening)).split(" ")[0]).toBe(said);
  });
});

describe("every port on Linode", () => {
  it("is open where the policy accepts, whatever the rules say", () => {
    expect(saying(rule, { type: linodeFirewall, props: { inboundPolicy: "accept", inbounds: [] } })).toBe(
      "fail inboundPolicy",
    );
    expect(saying(rule, { type: linodeFirewall, props: {} })).toBe("pass");
  });
});
