import type { MachineToRender } from "./artefacts";
import type { ResolvedSsh } from "./ssh-access";
import type { ResolvedWireguard } from "./wireguard";

// Machines whose artefacts are golden and are shown to the real tools. Every image, option and edge once.

const world = ["0.0.0.0/0", "::/0"];
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB hand@harbour";

const usual: MachineToRender = {
  hostname: "harbour-dev-hull-server",
  image: "debian-12",
  architecture: "amd64",
  hardening: "standard",
  vendor: { kind: "hetzner" },
  operator: { user: "operator", publicKeys: [key] },
  ssh: { port: 22, from: world, world: true },
  openPorts: [
    { protocol: "udp", port: 34543, from: world, purpose: "Ames" },
    { protocol: "tcp", port: 443, from: world, purpose: "Web" },
  ],
  swapMib: 2048,
  unattendedReboot: { mode: "window", at: "04:30" },
};

const outside = ["203.0.113.0/24", "2001:db8::/32"];

function tunnelled(mode: ResolvedWireguard["mode"]): ResolvedSsh {
  const peer = { name: "laptop", publicKey: `${"L".repeat(42)}A=`, address: "10.88.0.2", preshared: false };
  const wireguard: ResolvedWireguard = {
    ...{ mode, address: "10.88.0.1", range: "10.88.0.0/24", port: 51820, from: world, outside },
    peers: [peer],
  };
  return { port: 2222, from: mode === "only" ? [] : outside, world: false, wireguard };
}

/** Named machines; the first is the usual one. */
export const machineCases: readonly [
  readonly [name: string, machine: MachineToRender],
  ...(readonly [name: string, machine: MachineToRender])[],
] = [
  ["debian-12", usual],
  [
    "debian-13-guarded",
    {
      ...usual,
      image: "debian-13",
      architecture: "arm64",
      hardening: "strict",
      operator: { user: "hand", publicKeys: [key, 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICCC "quoted": née #2'] },
      ssh: { port: 2222, from: ["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32"], world: false },
      openPorts: [
        { protocol: "tcp", port: 443, from: ["10.0.0.0/8", "10.1.0.0/16"], purpose: 'Web, "only" inside; see #4' },
        { protocol: "udp", port: 34543, from: ["::/0"], purpose: "Ames over IPv6" },
      ],
      unattendedReboot: { mode: "never" },
    },
  ],
  ["ubuntu-24.04-closed", { ...usual, image: "ubuntu-24.04", openPorts: [], swapMib: 0 }],
  [
    "debian-12-encrypted",
    {
      ...usual,
      unattendedReboot: { mode: "never" },
      volume: { mode: "separate", gib: 40, mountPoint: "/srv/roadstead", encryption: { unlock: "manual" } },
    },
  ],
  ["debian-13-tunnel-beside", { ...usual, image: "debian-13", ssh: tunnelled("beside") }],
  ["ubuntu-24.04-tunnel-only", { ...usual, image: "ubuntu-24.04", ssh: tunnelled("only") }],
  ["ubuntu-24.04-strict", { ...usual, image: "ubuntu-24.04", hardening: "strict" }],
];
