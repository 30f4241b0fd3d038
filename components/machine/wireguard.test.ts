import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type BadArguments, problemsOf } from "../core/argument-trial";
import { secret } from "../core/secret";
import { outsidePorts, sshFromOutside, sshRules } from "./firewall-rules";
import { resolveMachine } from "./resolve";
import { context, good, vendor } from "./resolve-trial";
import { ownFirewallCommand, wayInProof } from "./way-in-command";
import { peerConfiguration } from "./wireguard";
import { closing, confirmClosed, provenFirst, tunnelFile, wireguardCommand } from "./wireguard-command";

const key = (letter: string) => `${letter.repeat(42)}A=`;
const laptop = { name: "laptop", publicKey: key("L"), address: "10.88.0.2" };
const runner = { name: "runner", publicKey: key("R"), address: "10.88.0.3" };
const right = { mode: "beside", address: "10.88.0.1/24", peers: [laptop, runner] };
const withTunnel = (change: object, more: object = {}) => ({
  ...good,
  ...more,
  ssh: { ...good.ssh, wireguard: { ...right, ...change } },
});
const resolved = (change: object = {}, more: object = {}) =>
  resolveMachine("harbour", withTunnel(change, more), context);

function sshOf(change: object = {}) {
  const checked = resolved(change);
  if (!checked.ok) throw new Error(problemsOf(checked).join("\n"));
  const { ssh, openPorts } = checked.value;
  if (ssh.wireguard === undefined) throw new Error("no tunnel");
  return { ssh, openPorts, wireguard: ssh.wireguard };
}

const use =
  "the machine's address in the tunnel with its range, such as 10.88.0.1/24, private (RFC 1918), from /16 to /30";

const bad: readonly BadArguments[] = [
  [
    "used in a way that is none",
    { mode: "alone" },
    ['mode: "alone" is not a way to use the tunnel. Use one of beside, only.'],
  ],
  ...[
    "10.88.0.0/24",
    "10.88.0.255/24",
    "8.8.8.8/24",
    "10.88.0.1/31",
    "10.0.0.1/8",
    "10.88.0.1/024",
    "10.88.0.256/24",
  ].map(
    (address): BadArguments => [
      `of the machine's address ${address}`,
      { address },
      [`address: "${address}" is not allowed. Use ${use}.`],
    ],
  ),
  ["without a prefix", { address: "10.88.0.1" }, [`address: "10.88.0.1" is not allowed. Use ${use}.`]],
  ["without peers", { peers: [] }, ["peers: is empty. Use a list of peers, at least 1."]],
  [
    "with a peer out of its range",
    { peers: [{ ...laptop, address: "10.89.0.2" }] },
    ['peers[0].address: "10.89.0.2" is no address of a machine in 10.88.0.0/24. Use another one in it.'],
  ],
  [
    "with the machine as its own peer",
    { peers: [{ ...laptop, address: "10.88.0.1" }] },
    ["peers[0].address: 10.88.0.1 is the machine's own. Use another one in 10.88.0.0/24."],
  ],
  [
    "with a peer twice",
    { peers: [laptop, laptop] },
    [
      "peers[1].name: laptop is peer 0's too. Give each a name of its own.",
      `peers[1].publicKey: ${key("L")} is peer 0's too. The tunnel knows peers by it: each has a key of its own.`,
      "peers[1].address: 10.88.0.2 is peer 0's too. Give each an address of its own.",
    ],
  ],
  [
    "with a key that is cut short",
    { peers: [{ ...laptop, publicKey: key("L").slice(1) }] },
    [`peers[0].publicKey: "[43 characters]" is not allowed. Use the 44 characters that \`wg pubkey\` prints.`],
  ],
  [
    "with a key of more than 32 bytes",
    { peers: [{ ...laptop, publicKey: `${"L".repeat(43)}=` }] },
    [
      `peers[0].publicKey: "[44 characters]" is damaged: it is not the base64 form of 32 bytes. Use the 44 characters that \`wg pubkey\` prints.`,
    ],
  ],
  [
    "with a plain preshared key, which is not repeated",
    { peers: [{ ...laptop, presharedKey: "b3BlbnNzaC1r" }] },
    [
      'peers[0].presharedKey: was given in plain form. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>',
    ],
  ],
  [
    "with a name that would be a line of its own",
    { peers: [{ ...laptop, name: "ann\nPostUp = id" }] },
    [
      'peers[0].name: "ann\\nPostUp = id" is not allowed. Use who or what connects, in letters, digits, dots and dashes, such as anns-laptop.',
    ],
  ],
];

it.each(bad)("a tunnel %s is refused", (_, change, messages) => {
  const problems = problemsOf(resolved(change));
  expect(problems).toEqual(messages.map((each) => `MachineArgs.ssh.wireguard.${each}`));
  expect(problems.join()).not.toContain("b3BlbnNzaC1r");
});

describe("a tunnel beside what else the machine has", () => {
  it.each<[string, object, object, string]>([
    [
      "an open port of the same number",
      {},
      { openPorts: [{ protocol: "udp", port: 51820, purpose: "Ames" }] },
      "MachineArgs.openPorts[0]: udp/51820 is the port of the tunnel. Who may use it stands in ssh.wireguard.from; or give it another port.",
    ],
    [
      "a private network of the same addresses",
      {},
      { vendor: { ...vendor, privateNetwork: { mode: "own", range: "10.88.0.0/16" } } },
      "MachineArgs.ssh.wireguard.address: 10.88.0.0/24 overlaps the private network 10.88.0.0/16 of this machine. Use another range.",
    ],
  ])("%s is refused", (_, change, more, message) => {
    expect(problemsOf(resolved(change, more))).toEqual([message]);
  });

  it("a TCP port of the same number is another port", () => {
    expect(resolved({}, { openPorts: [{ protocol: "tcp", port: 51820, purpose: "web" }] }).ok).toBe(true);
  });
});

describe("what answers", () => {
  const lines = (text: string) => text.split("\n").map((each) => each.trim());

  it("is SSH from both sides, beside the tunnel, and from the tunnel's interface alone with only", () => {
    expect(lines(sshRules(sshOf().ssh))).toEqual([
      'iifname "wg-roadstead" tcp dport 22 ct state new jump ssh',
      "ip saddr { 203.0.113.0/24 } tcp dport 22 ct state new jump ssh",
    ]);
    const { ssh } = sshOf({ mode: "only" });
    expect(lines(sshRules(ssh))).toEqual(['iifname "wg-roadstead" tcp dport 22 ct state new jump ssh']);
    expect(ssh).toMatchObject({ from: [], world: false, wireguard: { outside: ["203.0.113.0/24"] } });
  });

  it("is the tunnel, from everywhere unless it is said from where", () => {
    const purpose = "WireGuard";
    expect(outsidePorts(sshOf())).toEqual([{ protocol: "udp", port: 51820, from: ["0.0.0.0/0", "::/0"], purpose }]);
    const from = ["192.0.2.0/24"];
    expect(outsidePorts(sshOf({ port: 443, from }))).toEqual([{ protocol: "udp", port: 443, from, purpose }]);
  });

  it("is SSH for whom ssh.from names, where the tunnel's way is opened by hand", () => {
    const { ssh, wireguard } = sshOf({ mode: "only" });
    expect(sshFromOutside(ssh, wireguard.outside)).toBe(
      "insert rule inet roadstead input ip saddr { 203.0.113.0/24 } tcp dport 22 ct state new jump ssh\n",
    );
  });
});

describe("what is sent to the machine", () => {
  it("holds preshared keys on standard input alone, and no private key of anybody", async () => {
    const presharedKey = `${"P".repeat(42)}A=`;
    const { ssh, wireguard } = sshOf({ peers: [{ ...laptop, presharedKey: secret(presharedKey) }, runner] });
    const given = [{ ...laptop, presharedKey: secret(presharedKey) }, runner];
    const { create, delete: remove, stdin } = wireguardCommand(ssh, wireguard, given);
    const output = pulumi.output(stdin ?? "");
    const bundle = await new Promise<string>((resolve) => output.apply(resolve));
    expect(await pulumi.isSecret(output)).toBe(true);
    expect(JSON.stringify([create, remove, ssh])).not.toContain(presharedKey);
    expect(bundle.match(/PresharedKey = P+A=/g)).toHaveLength(1);
    expect(bundle).not.toContain("\\nPrivateKey =");
  });

  it("follows the mode: only a tunnel alone is closed, confirmed, proven and opened again", () => {
    const file = { path: "/etc/roadstead/firewall.nft", mode: "0640", owner: "root:root", content: "rules\n" } as const;
    const { ssh, wireguard: beside } = sshOf();
    const { ssh: alone, wireguard } = sshOf({ mode: "only" });
    const { wireguard: _none, ...without } = ssh;
    expect(ownFirewallCommand(ssh, [file])).toEqual(ownFirewallCommand(without, [file]));
    expect([closing(beside), provenFirst(beside, "set up")]).toEqual([undefined, "set up"]);
    expect([wayInProof(ssh, [file]), wayInProof(alone, undefined)]).toEqual([undefined, undefined]);
    expect(wayInProof(alone, [file])?.command).toEqual(confirmClosed([file]));
    const closed = ownFirewallCommand(alone, [file]);
    expect(closed.stdin).not.toContain('"/etc/roadstead/firewall.nft"');
    const print = / close ([0-9a-f]{32}) /.exec(String(closed.create))?.[1];
    expect(confirmClosed([file]).create).toContain(` keep ${print} `);
    expect(confirmClosed([{ ...file, content: "others\n" }]).create).not.toContain(` keep ${print} `);
    expect(provenFirst(wireguard, "set up")).toMatch(/roadstead-wireguard prove "\$SSH_CONNECTION" && \{ set up; \}$/);
  });
});

it("a tunnel's file gives each peer one address; a peer's leads to the machine alone", () => {
  const { wireguard } = sshOf();
  expect(tunnelFile(wireguard, [undefined, "psk"]).content).toBe(
    `[Interface]\nAddress = 10.88.0.1/24\nListenPort = 51820\n\n[Peer]\n# laptop\nPublicKey = ${key("L")}\nAllowedIPs = 10.88.0.2/32\n\n[Peer]\n# runner\nPublicKey = ${key("R")}\nPresharedKey = psk\nAllowedIPs = 10.88.0.3/32\n`,
  );
  const [peer] = wireguard.peers;
  if (peer === undefined) throw new Error("no peer");
  const theirs = peerConfiguration("harbour", wireguard, peer, { publicKey: key("M"), ipv4: "203.0.113.5" });
  expect(theirs).toContain(`PublicKey = ${key("M")}\nEndpoint = 203.0.113.5:51820\nAllowedIPs = 10.88.0.1/32\n`);
  expect(theirs).toContain("PrivateKey = \nAddress = 10.88.0.2/32\n");
});
