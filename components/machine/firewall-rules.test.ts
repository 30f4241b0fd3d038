import { describe, expect, it } from "vitest";
import { portRules, sshRules } from "./firewall-rules";

const rules = (text: string) => text.split("\n").map((line) => line.trim());
const world = ["0.0.0.0/0", "::/0"];

describe("who may connect", () => {
  it.each([
    ["the world", world, ["tcp dport 22 ct state new jump ssh"]],
    ["all of IPv4", ["0.0.0.0/0"], ["meta nfproto ipv4 tcp dport 22 ct state new jump ssh"]],
    ["all of IPv6", ["::/0"], ["meta nfproto ipv6 tcp dport 22 ct state new jump ssh"]],
    [
      "networks of both families",
      ["203.0.113.0/24", "2001:db8::/32", "198.51.100.7/32"],
      [
        "ip saddr { 203.0.113.0/24, 198.51.100.7/32 } tcp dport 22 ct state new jump ssh",
        "ip6 saddr { 2001:db8::/32 } tcp dport 22 ct state new jump ssh",
      ],
    ],
    [
      "an IPv6 network that embeds IPv4",
      ["::ffff:10.0.0.0/104"],
      ["ip6 saddr { ::ffff:10.0.0.0/104 } tcp dport 22 ct state new jump ssh"],
    ],
    ["nobody", [], ["# none declared"]],
  ])("%s", (_, from, expected) => {
    expect(rules(sshRules({ port: 22, from, world: false }))).toEqual(expected);
  });
});

describe("a declared port", () => {
  it("is named by its purpose", () => {
    expect(rules(portRules([{ protocol: "udp", port: 34543, from: world, purpose: "Ames" }]))).toEqual([
      'udp dport 34543 accept comment "Ames"',
    ]);
  });

  it("cannot smuggle a rule in through its purpose", () => {
    const purpose = '"; accept; # \\ \n tcp dport 1 accept';
    const [only, ...more] = rules(portRules([{ protocol: "tcp", port: 443, from: world, purpose }]));
    expect(more).toEqual([]);
    expect(only).toMatch(/^tcp dport 443 accept comment "[^"\\;\n]*"$/);
  });

  it("keeps within what nftables takes as a comment", () => {
    const [only = ""] = rules(portRules([{ protocol: "tcp", port: 443, from: world, purpose: "x".repeat(500) }]));
    expect(only.length).toBeLessThan(140);
  });
});
