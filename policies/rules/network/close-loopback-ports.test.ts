import { describe, expect, it } from "vitest";
import { asEveryVendor } from "../firewall-trials";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, secretly, type Tried, verdicts } from "../rule-trial";
import { dockerContainer, dockerService, hetznerFirewall, linodeFirewall } from "../vendor-types";
import { rule } from "./close-loopback-ports";
import { cases } from "./close-loopback-ports.cases";

judgesAsRecorded(rule, cases);

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

  it("is told as one of all, or as one that was opened", () => {
    const message = (port: string) => {
      const props = { rules: [{ direction: "in", protocol: "tcp", port, sourceIps: ["10.0.0.0/8"] }] };
      return verdicts(rule, [{ type: hetznerFirewall, props }])[0]?.message;
    };
    expect(message("any")).toContain("opens every port");
    expect(message("12321")).toContain("opens ports between");
  });

  it("may be dropped by a rule of its own", () => {
    const inbounds = [{ action: "DROP", protocol: "TCP", ports: "12321", ipv4s: ["0.0.0.0/0"] }];
    expect(saying(rule, { type: linodeFirewall, props: { inboundPolicy: "DROP", inbounds } })).toBe("pass");
  });
});

const published: readonly (readonly [string, (port: unknown) => Tried])[] = [
  [
    "a container's published port",
    (port) => ({ type: dockerContainer, props: { ports: [{ internal: port, external: 80 }] } }),
  ],
  [
    "a container's port on all addresses",
    (port) => ({ type: dockerContainer, props: { ports: [{ internal: 80, external: port, ip: "0.0.0.0" }] } }),
  ],
  ["a Docker service", (port) => ({ type: dockerService, props: { endpointSpec: { ports: [{ targetPort: port }] } } })],
  [
    "a Kubernetes service",
    (port) => ({ type: "kubernetes:core/v1:Service", props: { spec: { ports: [{ port: 80, targetPort: port }] } } }),
  ],
  [
    "DigitalOcean's load balancer",
    (port) => ({
      type: "digitalocean:index/loadBalancer:LoadBalancer",
      props: { forwardingRules: [{ entryPort: 80, targetPort: port }] },
    }),
  ],
  [
    "Vultr's load balancer",
    (port) => ({
      type: "vultr:index/loadBalancer:LoadBalancer",
      props: { forwardingRules: [{ frontendPort: 80, backendPort: port }] },
    }),
  ],
  [
    "Hetzner's load balancer",
    (port) => ({ type: "hcloud:index/loadBalancerService:LoadBalancerService", props: { destinationPort: port } }),
  ],
  ["Linode's balancer", (port) => ({ type: "linode:index/nodeBalancerConfig:NodeBalancerConfig", props: { port } })],
];

describe.each(published)("%s", (_what, spell) => {
  it.each([
    [12321, "fail"],
    ["12399", "fail"],
    [12400, "pass"],
    [notKnown, "unknown"],
    [secretly(12321), "fail"],
  ])("at %o", (port, said) => {
    expect(saying(rule, spell(port)).split(" ")[0]).toBe(said);
  });
});

describe("a published port", () => {
  it.each([
    ["on loopback only", { internal: 12321, external: 12321, ip: "127.0.0.1" }, "pass"],
    ["as UDP", { internal: 12321, protocol: "udp" }, "pass"],
    ["on an address not known yet", { internal: 12321, ip: notKnown }, "fail ports[0].internal"],
    ["in an entry not known yet", notKnown, "unknown ports[0]"],
    ["in an odd form", { internal: [[12321]] }, "unknown ports[0].internal"],
  ])("%s", (_what, entry, said) => {
    expect(saying(rule, { type: dockerContainer, props: { ports: [entry] } })).toBe(said);
  });

  it("behind Linode's balancer stands in the node's address", () => {
    const node = (address: unknown) =>
      saying(rule, { type: "linode:index/nodeBalancerNode:NodeBalancerNode", props: { address } });
    expect([node("192.168.1.2:12321"), node("192.168.1.2:80"), node(notKnown)]).toEqual([
      "fail address",
      "pass",
      "unknown address",
    ]);
  });
});
