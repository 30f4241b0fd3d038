import { describe, expect, it } from "vitest";
import { problemsOf } from "../core/argument-trial";
import { sshRules } from "./firewall-rules";
import { resolveMachine } from "./resolve";
import { context, good } from "./resolve-trial";
import { portsObjection } from "./ssh-ports";
import { ownFirewallCommand, wayInProof } from "./way-in-command";

describe("another SSH port", () => {
  it.each([
    ["the first step", "22", "2222-22"],
    ["the second", "2222-22", "2222"],
    ["the way back, where the new one was never reached", "2222-22", "22"],
    ["the way back, where it was", "2222-22", "22-2222"],
    ["yet another, before the second step", "2222-22", "443-2222"],
    ["none at all", "22", "22"],
  ])("locks nobody out by %s", (_, before, after) => {
    expect(portsObjection("harbour", before, after)).toBeUndefined();
  });

  it.each([
    ["by itself", "22", "2222", "Set MachineArgs.ssh.formerPort to 22 beside port 2222 and run pulumi up"],
    ["with a wrong former one", "22", "2222-2200", "Set MachineArgs.ssh.formerPort to 22."],
    ["two at once", "2222-22", "443", "SSH answers at port 2222 and 22, which would be closed"],
  ])("is refused %s, with nothing touched and the way there", (_, before, after, says) => {
    const against = portsObjection("harbour", before, after);
    expect(against).toContain(says);
    expect(against).toMatch(/^harbour: .*Nothing was touched\. /);
  });

  it.each([
    [{ port: 2222, formerPort: 2222 }, "ssh.formerPort: 2222 is ssh.port itself."],
    [{ port: 2222, formerPort: 0 }, "ssh.formerPort: 0 is not allowed."],
    [
      {
        ...{ port: 2222, formerPort: 22 },
        wireguard: {
          ...{ mode: "only", address: "10.88.0.1/24" },
          peers: [{ name: "laptop", publicKey: `${"L".repeat(42)}A=`, address: "10.88.0.2" }],
        },
      },
      'ssh.formerPort: cannot be used with ssh.wireguard.mode "only".',
    ],
  ])("%j is refused", (ssh, says) => {
    const args = { ...good, ssh: { ...good.ssh, ...ssh } };
    expect(problemsOf(resolveMachine("harbour", args, context)).join()).toContain(says);
  });

  it("keeps both from being declared for anything else", () => {
    const openPorts = [22, 2222].map((port) => ({ protocol: "tcp", port, purpose: "web" }));
    const args = { ...good, openPorts, ssh: { ...good.ssh, port: 2222, formerPort: 22 } };
    expect(problemsOf(resolveMachine("harbour", args, context))).toEqual([
      "MachineArgs.openPorts[0]: tcp/22 is the SSH port. Who may use it stands in ssh.from.",
      "MachineArgs.openPorts[1]: tcp/2222 is the SSH port. Who may use it stands in ssh.from.",
    ]);
  });

  const ssh = { port: 2222, formerPort: 22, from: ["192.0.2.0/24"], world: false };

  it("is let in beside the former one by the machine's own firewall, and answered at both", () => {
    expect(sshRules(ssh).trim()).toBe("ip saddr { 192.0.2.0/24 } tcp dport { 2222, 22 } ct state new jump ssh");
    expect(ownFirewallCommand(ssh, []).create).toContain("/usr/local/sbin/roadstead-ssh-port 2222 22 && ");
    const { formerPort: _gone, ...after } = ssh;
    expect(ownFirewallCommand(after, []).create).toContain("/usr/local/sbin/roadstead-ssh-port 2222 && ");
    expect(wayInProof(after, [])).toBeUndefined();
  });

  it("is believed only by a login that came to it, and is not waited for as a machine that boots", () => {
    const proof = wayInProof(ssh, []);
    expect(proof?.command.create).toMatch(/^\[ "\$\{SSH_CONNECTION##\* \}" = 2222 \] \|\| \{/);
    expect(proof?.dials).toEqual({ dialErrorLimit: 5 });
  });
});
