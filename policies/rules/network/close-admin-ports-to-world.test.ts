import { describe, expect, it } from "vitest";
import { asEveryVendor } from "../firewall-trials";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying } from "../rule-trial";
import { rule } from "./close-admin-ports-to-world";
import { cases } from "./close-admin-ports-to-world.cases";

judgesAsRecorded(rule, cases);

describe.each(asEveryVendor)("a management port on %s", (_vendor, spell) => {
  const sources = ["::/0"];
  it.each([
    ["inside a range", { protocol: "tcp", port: "6000-7000", sources }, "fail"],
    ["open to one network", { protocol: "tcp", port: "2375", sources: ["192.0.2.0/24"] }, "pass"],
    ["as UDP", { protocol: "udp", port: "2375", sources }, "pass"],
    ["maybe", { protocol: "tcp", port: notKnown, sources }, "unknown"],
  ])("%s", (_name, opening, said) => {
    expect(saying(rule, spell(opening)).split(" ")[0]).toBe(said);
  });

  it("is what the pack's config says it is", () => {
    const opening = spell({ protocol: "tcp", port: "8443", sources });
    expect(saying(rule, opening)).toBe("pass");
    expect(saying(rule, opening, { ports: [8443] }).split(" ")[0]).toBe("fail");
  });
});
