import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { type BadArguments, problemsOf } from "../core/argument-trial";
import { shown } from "../core/arguments";
import { resolveMachine } from "./resolve";
import { context, good, key, thereBefore, vendor, web, zoneId } from "./resolve-trial";
import { vendorKinds } from "./vendors";

const nearCx23 =
  "On offer in fsn1. Nearest: cpx22 (19.99 EUR a month): 2 vCPU, 4 GiB memory, 80 GiB disk; cpx32 (35.99 EUR a month): 4 vCPU, 8 GiB memory, 160 GiB disk; cpx42 (69.99 EUR a month): 8 vCPU, 16 GiB memory, 320 GiB disk.";
const keyUse = "Use one line of a .pub file, such as ssh-ed25519 AAAA... name.";
const userUse = "Use a Linux user name other than root.";
const sizeUse = 'Use a size from "10 GiB" to "10240 GiB", in whole GiB, with its unit: MiB, GiB or TiB.';

const bad: readonly BadArguments[] = [
  [
    "no owner",
    { owner: "" },
    ["owner: is missing. Use the person or team that answers for it, at most 63 characters."],
  ],
  [
    "an owner known only later",
    { owner: pulumi.output("ann") },
    ["owner: must be known before the deployment starts, but an Output was given. Pass the plain value."],
  ],
  [
    "an unknown argument",
    { volumes: {} },
    [
      "volumes: is not known here. Known: owner, vendor, operator, deployment, ssh, openPorts, volume, dns, image, generation, hostLost, swap, unattendedReboot, hardening, expectedEgressTb, alerts, auditShipping, adopt, transform. Did you mean volume?",
    ],
  ],
  [
    "an unknown vendor",
    { vendor: { ...vendor, kind: "hetzer" } },
    [
      `vendor.kind: "hetzer" is not a vendor that this release knows. Use one of ${vendorKinds.join(", ")}. Did you mean hetzner?`,
    ],
  ],
  [
    "an unknown location",
    { vendor: { ...vendor, location: "fsn" } },
    [
      'vendor.location: "fsn" is not a Hetzner location. Use one of ash, fsn1, hel1, hil, nbg1, sin. Did you mean fsn1?',
    ],
  ],
  [
    "a plan that cannot be ordered any more",
    { vendor: { ...vendor, serverType: "cx23" } },
    [`vendor.serverType: "cx23" could not be ordered on 2026-09-03. ${nearCx23}`],
  ],
  [
    "a plan that is not sold there",
    { vendor: { ...vendor, serverType: "cpx11" } },
    [`vendor.serverType: "cpx11" is not sold in fsn1, but in ash, hil. ${nearCx23}`],
  ],
  [
    "a key of a vendor's arguments misspelt",
    { vendor: { ...vendor, serverTyp: "cpx22" } },
    [
      "vendor.serverTyp: is not known here. Known: kind, location, serverType, privateNetwork, placementGroup, serverProtection, sshKey, transform. Did you mean serverType?",
    ],
  ],
  [
    "root as the operator",
    { operator: { user: "root", keys: [key] } },
    [`operator.user: "root" is not allowed. ${userUse}`],
  ],
  ...["nobody", "www-data", "systemd-network", "_apt", "ship-zod"].map(
    (user): BadArguments => [
      `${user} as the operator`,
      { operator: { user, keys: [key] } },
      [`operator.user: "${user}" belongs to the system. ${userUse}`],
    ],
  ),
  [
    "an operator in capitals",
    { operator: { user: "Ann", keys: [key] } },
    [`operator.user: "Ann" is not allowed. ${userUse}`],
  ],
  [
    "an owner of several lines",
    { owner: "ann\nbob" },
    ['owner: "ann\\nbob" is not allowed. Use the person or team that answers for it, at most 63 characters.'],
  ],
  ...["ann\u0000", "\u202Eann", " ", "\u2028"].map(
    (owner): BadArguments => [
      `an owner that cannot be seen whole, ${JSON.stringify(owner)},`,
      { owner },
      [`owner: ${shown(owner)} is not allowed. Use the person or team that answers for it, at most 63 characters.`],
    ],
  ),
  [
    "a purpose of spaces",
    { openPorts: [{ ...web, purpose: "  " }] },
    ['openPorts[0].purpose: "  " is not allowed. Use a few words on what answers there, at most 60 ASCII characters.'],
  ],
  [
    "a number for a key at the vendor",
    { vendor: { ...vendor, sshKey: 5 } },
    ["vendor.sshKey: 5 is not allowed. Use the id or name of an SSH key there."],
  ],
  [
    "half of the world, unsaid",
    { ssh: { from: ["0.0.0.0/1", "128.0.0.0/1"] } },
    ["0.0.0.0/1", "128.0.0.0/1"].map(
      (half) =>
        `ssh.from: "${half}" reaches so far that it counts as the whole world (below /8). Say "anywhere" in place of the list if you mean it.`,
    ),
  ],
  [
    "a private key where networks belong",
    { ssh: { from: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r" } },
    ['ssh.from: "[private key] is not allowed. Use a list of networks in CIDR form, or the word anywhere.'],
  ],
  [
    "SSH where ships answer themselves",
    { ssh: { from: "anywhere", port: 12345 } },
    ["ssh.port: 12345 is where ships on a machine answer themselves (12321 to 12399). Use another port."],
  ],
  [
    "swap that fills the disk",
    { vendor: { ...vendor, serverType: "cpx12" }, swap: "39 GiB" },
    ["swap: takes 39936 MiB of a root disk of 40960 MiB. Use at most half of the disk, or a larger plan."],
  ],
  [
    "nulls for what may be left out",
    { image: null, generation: null, swap: null, openPorts: null, volume: null, adopt: null, unattendedReboot: null },
    [
      "image: is missing. Use one of debian-12, debian-13, ubuntu-24.04.",
      "openPorts: null is not a list. Use a list of ports.",
      "volume: null is not a mapping. Use a mapping of keys to values.",
      "volume.mode: is missing. Use one of separate, none.",
      "adopt: null is not a mapping. Use a mapping of keys to values.",
      "generation: is missing. Use a whole number from 1 to 1000000 (a count of rebuilds).",
      'swap: null is not allowed. Use a size from "0 MiB" to "64 GiB", with its unit: MiB, GiB or TiB.',
      "unattendedReboot: null is not a mapping. Use a mapping of keys to values.",
      "unattendedReboot.mode: is missing. Use one of window, never.",
    ],
  ],
  [
    "no operator's key",
    { operator: { keys: [] } },
    ["operator.keys: is empty. Use a list of public SSH keys, at least 1."],
  ],
  [
    "a private key among the operator's",
    { operator: { keys: [key, "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r"] } },
    [`operator.keys[1]: is a private key. ${keyUse} Treat the private key as exposed if it was committed.`],
  ],
  [
    "a private key in plain",
    { deployment: { publicKey: key, privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r" } },
    [
      'deployment.privateKey: was given in plain form. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>',
    ],
  ],
  [
    "no deployment key at all",
    { deployment: undefined },
    [
      "deployment: is missing. Use a mapping of keys to values.",
      `deployment.publicKey: nothing is not a public SSH key. ${keyUse}`,
      'deployment.privateKey: is missing. Use secret(config.requireSecret("<name>")), after: pulumi config set --secret <name>',
    ],
  ],
  [
    "nobody may connect",
    { ssh: { from: [] } },
    ["ssh.from: is empty. Use a list of networks in CIDR form, at least 1."],
  ],
  [
    "everybody may connect, unsaid",
    { ssh: { from: ["0.0.0.0/0"] } },
    ['ssh.from: "0.0.0.0/0" is the whole world. Say "anywhere" in place of the list if you mean it.'],
  ],
  [
    "a word for networks",
    { ssh: { from: "everywhere" } },
    ['ssh.from: "everywhere" is not allowed. Use a list of networks in CIDR form, or the word anywhere.'],
  ],
  [
    "host bits in a network",
    { ssh: { from: ["203.0.113.7/24"] } },
    ['ssh.from[0]: "203.0.113.7/24" has bits set behind its prefix. Use 203.0.113.0/24, or /32 for one address.'],
  ],
  [
    "no port",
    { ssh: { from: "anywhere", port: 65536 } },
    ["ssh.port: 65536 is not allowed. Use a whole number from 1 to 65535 (a port)."],
  ],
  [
    "one port twice",
    { openPorts: [web, { ...web, purpose: "again" }] },
    ["openPorts[1]: tcp/443 is opened twice. Keep one entry, with all its networks."],
  ],
  [
    "the SSH port",
    { openPorts: [{ ...web, port: 22 }] },
    ["openPorts[0]: tcp/22 is the SSH port. Who may use it stands in ssh.from."],
  ],
  [
    "another SSH port",
    { ssh: { from: "anywhere", port: 443 }, openPorts: [web] },
    ["openPorts[0]: tcp/443 is the SSH port. Who may use it stands in ssh.from."],
  ],
  [
    "a ship's control port",
    { openPorts: [{ ...web, port: 12321 }] },
    [
      "openPorts[0].port: 12321 is where a ship answers without a password; it may only be reached on the machine itself. Remove it.",
    ],
  ],
  [
    "a protocol in capitals",
    { openPorts: [{ ...web, protocol: "TCP" }] },
    ['openPorts[0].protocol: "TCP" is not a protocol. Use one of tcp, udp. Did you mean tcp?'],
  ],
  [
    "a port without a purpose",
    { openPorts: [{ protocol: "tcp", port: 443 }] },
    ["openPorts[0].purpose: is missing. Use a few words on what answers there, at most 60 ASCII characters."],
  ],
  [
    "a port open to nobody",
    { openPorts: [{ ...web, from: [] }] },
    ["openPorts[0].from: is empty. Use a list of networks in CIDR form, at least 1."],
  ],
  [
    "a volume too small",
    { volume: { mode: "separate", size: "5 GiB" } },
    [`volume.size: "5 GiB" is not allowed. ${sizeUse}`],
  ],
  [
    "a volume in GB",
    { volume: { mode: "separate", size: "40 GB" } },
    [`volume.size: "40 GB" is not allowed. ${sizeUse}`],
  ],
  ["a volume without a mode", { volume: { size: "40 GiB" } }, ["volume.mode: is missing. Use one of separate, none."]],
  [
    "a size of no volume",
    { volume: { mode: "none", size: "40 GiB" } },
    ['volume.size: has no meaning with mode "none". Remove it, or use mode "separate".'],
  ],
  [
    "a volume adopted where there is none",
    { volume: { mode: "none" }, adopt: { volume: "4711" } },
    ['adopt.volume: cannot be adopted by a machine with volume mode "none". Use mode "separate".'],
  ],
  [
    "an id that is a name",
    { adopt: { ipv4: "harbour-ipv4" } },
    ['adopt.ipv4: "harbour-ipv4" is not allowed. Use the vendor\'s id, digits only.'],
  ],
  [
    "a zone by its name",
    { dns: { vendor: "cloudflare", zoneId: "example.org", name: "ship.example.org" } },
    ['dns.zoneId: "example.org" is not allowed. Use the zone\'s id at Cloudflare, 32 hexadecimal digits.'],
  ],
  [
    "a bare host name",
    { dns: { vendor: "cloudflare", zoneId, name: "ship" } },
    ['dns.name: "ship" is not allowed. Use a full name in lower case, such as ship.example.org.'],
  ],
  [
    "an image by a wrong name",
    { image: "debian12" },
    [
      'image: "debian12" is not an image that this release knows. Use one of debian-12, debian-13, ubuntu-24.04. Did you mean debian-12?',
    ],
  ],
  [
    "half a generation",
    { generation: 1.5 },
    ["generation: 1.5 is not allowed. Use a whole number from 1 to 1000000 (a count of rebuilds)."],
  ],
  [
    "too much swap",
    { swap: "65 GiB" },
    ['swap: "65 GiB" is not allowed. Use a size from "0 MiB" to "64 GiB", with its unit: MiB, GiB or TiB.'],
  ],
  [
    "a time of no day",
    { unattendedReboot: { mode: "window", at: "24:00" } },
    ['unattendedReboot.at: "24:00" is not allowed. Use a time of day in UTC, such as 04:30.'],
  ],
  [
    "a window without a time",
    { unattendedReboot: { mode: "window" } },
    ["unattendedReboot.at: is missing. Use a time of day in UTC, such as 04:30."],
  ],
  [
    "a time for what never happens",
    { unattendedReboot: { mode: "never", at: "04:30" } },
    ['unattendedReboot.at: has no meaning with mode "never". Remove it, or use mode "window".'],
  ],
  [
    "traffic that is no number of TB",
    { expectedEgressTb: "5" },
    ['expectedEgressTb: "5" is not allowed. Use a number of TB a month, from 0 to 10000.'],
  ],
  [
    "a transform of a child that does not exist",
    { transform: { reddy: () => ({}) } },
    [
      "transform.reddy: is not known here. Known: plan, standstill, recordIpv4, recordIpv6, hostKey, ready, ownFirewall, access, encryption, mounted, alerts, auditShipping, wireguard, proven. Did you mean ready?",
    ],
  ],
  [
    "a transform that is no function",
    { transform: { ready: {} } },
    ["transform.ready: {} is not a function. Use (args, opts) => ({ args, opts })."],
  ],
  [
    "a transform of a vendor's child where the common ones stand",
    { transform: { server: () => ({}) } },
    ["transform.server: is a child at the vendor. Move it to vendor.transform."],
  ],
  [
    "a lost host of which no vendor can tell",
    { vendor: thereBefore, hostLost: true },
    [
      "hostLost: can only be used where a vendor confirms that the host is off; of a machine that is there already, none can. Remove it; components/machine/existing/README.md says what to do when such a machine is lost.",
    ],
  ],
  [
    "many at once",
    { owner: undefined, generation: 0, image: "arch", hardening: "strikt" },
    [
      "owner: is missing. Use the person or team that answers for it, at most 63 characters.",
      'image: "arch" is not an image that this release knows. Use one of debian-12, debian-13, ubuntu-24.04.',
      "generation: 0 is not allowed. Use a whole number from 1 to 1000000 (a count of rebuilds).",
      'hardening: "strikt" is not a degree of hardening. Use one of standard, strict. Did you mean strict?',
    ],
  ],
];

describe("a wrong machine is told what is allowed", () => {
  it.each(bad)("%s", (_what, change, messages) => {
    const checked = resolveMachine("harbour", { ...good, ...change }, context);
    expect(problemsOf(checked)).toEqual(messages.map((each) => `MachineArgs.${each}`));
    expect(problemsOf(checked).join()).not.toContain("b3BlbnNzaC1r");
  });

  it.each([undefined, null, 5, "machine", []])("even where the arguments are %j", (args) => {
    expect(problemsOf(resolveMachine("harbour", args, context)).length).toBeGreaterThan(0);
  });
});
