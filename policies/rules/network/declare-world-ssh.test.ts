import { describe, expect, it } from "vitest";
import { asEveryVendor } from "../firewall-trials";
import { judgesAsRecorded } from "../recorded-trial";
import { notKnown, saying, secretly, verdicts } from "../rule-trial";
import {
  digitalOceanFirewall,
  googleFirewall,
  hetznerFirewall,
  linodeFirewall,
  vultrFirewallRule,
} from "../vendor-types";
import { rule } from "./declare-world-ssh";
import { cases } from "./declare-world-ssh.cases";

judgesAsRecorded(rule, cases);

const outcome = (said: string) => said.split(" ")[0];

describe.each(asEveryVendor)("SSH on %s", (_vendor, spell) => {
  it.each([
    ["from the world, as a number", { protocol: "tcp", port: 22, sources: ["0.0.0.0/0"] }, "fail"],
    ["from the IPv6 world", { protocol: "tcp", port: "22", sources: ["::/0"] }, "fail"],
    ["from half the world", { protocol: "tcp", port: "22", sources: ["128.0.0.0/1"] }, "fail"],
    ["in a range", { protocol: "tcp", port: "20-25", sources: ["0.0.0.0/0"] }, "fail"],
    ["with every port", { protocol: "tcp", sources: ["0.0.0.0/0"] }, "fail"],
    ["from the world on UDP only", { protocol: "udp", port: "22", sources: ["0.0.0.0/0"] }, "pass"],
    ["from sources not known yet", { protocol: "tcp", port: "22", sources: [notKnown] }, "unknown"],
    ["on a port not known yet", { protocol: "tcp", port: notKnown, sources: ["0.0.0.0/0"] }, "unknown"],
    ["on an unknown port for one network", { protocol: "tcp", port: notKnown, sources: ["203.0.113.0/24"] }, "pass"],
    ["for pings", { protocol: "icmp", sources: ["0.0.0.0/0"] }, "pass"],
  ])("%s", (_name, opening, said) => {
    expect(outcome(saying(rule, spell(opening)))).toBe(said);
  });
});

describe("SSH open to the world", () => {
  const open = { direction: "in", protocol: "tcp", port: "22", sourceIps: ["0.0.0.0/0", "::/0"] };
  const firewall = (rules: unknown, labels?: unknown) => ({ type: hetznerFirewall, props: { rules, labels } });

  it("passes where it is declared", () => {
    expect(saying(rule, firewall([open], { "roadstead-ssh-exposure": "world" }))).toBe("pass");
    const linode = {
      inboundPolicy: "DROP",
      inbounds: [{ action: "ACCEPT", protocol: "TCP", ports: "22", ipv4s: ["0.0.0.0/0"] }],
    };
    expect(saying(rule, { type: linodeFirewall, props: { ...linode, tags: ["roadstead-ssh-exposure:world"] } })).toBe(
      "pass",
    );
    const ocean = { inboundRules: [{ protocol: "tcp", portRange: "22", sourceAddresses: ["0.0.0.0/0"] }] };
    const targets = (tag: string) => ({ type: digitalOceanFirewall, props: { ...ocean, tags: ["harbour", tag] } });
    expect(saying(rule, targets("roadstead-ssh-exposure:world:harbour"))).toBe("pass");
    expect(saying(rule, targets("roadstead-ssh-exposure:worldly"))).toBe("fail inboundRules[0]");
    const vultr = { protocol: "tcp", port: "22", subnet: "0.0.0.0", subnetSize: 0 };
    expect(saying(rule, { type: vultrFirewallRule, props: { ...vultr, notes: "roadstead-ssh-exposure=world" } })).toBe(
      "pass",
    );
  });

  it("fails where something else is declared, and waits where the label is not known", () => {
    expect(saying(rule, firewall([open], { "roadstead-ssh-exposure": "office" }))).toBe("fail rules[0]");
    expect(saying(rule, firewall([open], notKnown))).toBe('unknown labels["roadstead-ssh-exposure"]');
  });

  it("is seen on a port of its own where the rule calls itself SSH", () => {
    const rules = [{ ...open, port: "2222", description: "SSH for administrators" }];
    expect(saying(rule, firewall(rules))).toBe("fail rules[0]");
    expect(saying(rule, firewall([{ ...open, port: "2222" }]))).toBe("pass");
    expect(saying(rule, firewall([{ ...open, port: "2222" }]), { ports: [22, 2222] })).toBe("fail rules[0]");
  });

  it("is seen beside rules that are not known yet", () => {
    expect(saying(rule, firewall([notKnown, open]))).toBe("fail rules[1]");
    expect(saying(rule, firewall([notKnown]))).toBe("unknown rules[0]");
    expect(saying(rule, firewall(notKnown))).toBe("unknown rules");
    expect(saying(rule, firewall(undefined))).toBe("pass");
  });

  it("is no matter of outgoing traffic", () => {
    expect(saying(rule, firewall([{ ...open, direction: "out" }]))).toBe("pass");
  });

  it("follows from what a vendor does without rules", () => {
    expect(saying(rule, { type: linodeFirewall, props: { inboundPolicy: "ACCEPT" } })).toBe("fail inboundPolicy");
    expect(saying(rule, { type: linodeFirewall, props: { inboundPolicy: "DROP", disabled: true } })).toBe(
      "fail disabled",
    );
    const anywhere = { allows: [{ protocol: "tcp", ports: ["22"] }] };
    expect(saying(rule, { type: googleFirewall, props: anywhere })).toBe("fail allows[0]");
    expect(saying(rule, { type: googleFirewall, props: { ...anywhere, sourceTags: ["bastion"] } })).toBe("pass");
    const tagged = { inboundRules: [{ protocol: "tcp", portRange: "22", sourceTags: ["bastion"] }] };
    expect(saying(rule, { type: digitalOceanFirewall, props: tagged })).toBe("pass");
  });

  it("is told without any value of the resource", () => {
    const marked = firewall([{ ...open, sourceIps: secretly(["0.0.0.0/0"]), description: "canary-9f31 ssh" }]);
    expect(verdicts(rule, [marked])[0]?.message).not.toContain("canary");
  });
});
