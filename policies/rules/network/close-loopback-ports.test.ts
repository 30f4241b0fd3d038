import { describe, expect, it } from "vitest";
import { asEveryVendor } from "../firewall-trials";
import { notKnown, saying } from "../rule-trial";
import { hetznerFirewall, linodeFirewall } from "../vendor-types";
import { rule } from "./close-loopback-ports";

describe.each(asEveryVendor)("a loopback port on %s", (_vendor, spell) => {
  const sources = ["10.0.0.0/8"];
  it.each([
    ["opened by itself", { protocol: "tcp", port: "12321", sources }, "fail"],
    ["opened as a number", { protocol: "tcp", port: 12399, sources }, "fail"],
    ["inside a range", { protocol: "tcp", port: "12000-13000", sources }, "fail"],
    ["at the edge of a range", { protocol: "tcp", port: "12399-12500", sources }, "fail"],
    ["just missed", { protocol: "tcp", port: "12400-13000", sources }, "pass"],
    ["just missed from below", { protocol: "tcp", port: "8080-12320", sources }, "pass"],
    ["among all ports", { protocol: "tcp", sources }, "fail"],
    ["as UDP, which no ship serves there", { protocol: "udp", port: "12321", sources }, "pass"],
    ["maybe", { protocol: "tcp", port: notKnown, sources }, "unknown"],
    ["from sources not known yet", { protocol: "tcp", port: "12345", sources: [notKnown] }, "fail"],
    ["spelled oddly", { protocol: "tcp", port: "ssh", sources }, "unknown"],
  ])("%s", (_name, opening, said) => {
    expect(saying(rule, spell(opening)).split(" ")[0]).toBe(said);
  });
});

describe("a loopback port", () => {
  it.each(["any", "all", "0", "0-65535", "1-65535", "*", ""])('is among the ports "%s"', (port) => {
    const props = { rules: [{ direction: "in", protocol: "tcp", port, sourceIps: ["10.0.0.0/8"] }] };
    expect(saying(rule, { type: hetznerFirewall, props })).toBe("fail rules[0]");
  });

  it("is found in a list of ports, and with any protocol", () => {
    const inbounds = [{ action: "ACCEPT", protocol: "TCP", ports: "22, 80,12300-12330", ipv4s: ["10.0.0.0/8"] }];
    expect(saying(rule, { type: linodeFirewall, props: { inboundPolicy: "DROP", inbounds } })).toBe("fail inbounds[0]");
    const props = { rules: [{ direction: "in", protocol: "any", port: "12321", sourceIps: ["10.0.0.0/8"] }] };
    expect(saying(rule, { type: hetznerFirewall, props })).toBe("fail rules[0]");
  });

  it("may be dropped by a rule of its own", () => {
    const inbounds = [{ action: "DROP", protocol: "TCP", ports: "12321", ipv4s: ["0.0.0.0/0"] }];
    expect(saying(rule, { type: linodeFirewall, props: { inboundPolicy: "DROP", inbounds } })).toBe("pass");
  });
});
