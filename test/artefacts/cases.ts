import type { MachineToRender } from "../../components/machine/render";
import type { ResolvedPlanet } from "../../components/planet/resolve";
import { runtimeUrl } from "../../components/planet/runtime-url";

// Machines and ships whose artefacts are golden and are shown to the real tools. Every image, option and edge once.

const world = ["0.0.0.0/0", "::/0"];
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB hand@harbour";

const usual: MachineToRender = {
  hostname: "harbour-dev-hull-server",
  image: "debian-12",
  operator: { user: "operator", publicKeys: [key] },
  ssh: { port: 22, from: world, world: true },
  openPorts: [
    { protocol: "udp", port: 34543, from: world, purpose: "Ames" },
    { protocol: "tcp", port: 443, from: world, purpose: "Web" },
  ],
  swapMib: 2048,
  unattendedReboot: { mode: "window", at: "04:30" },
};

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
];

const planet: ResolvedPlanet = {
  ship: "~sampel-palnet",
  shipName: "sampel-palnet",
  user: "ship-sampel-palnet",
  pierId: "sampel-palnet.1",
  amesPort: 34543,
  httpPort: 8080,
  loomExponent: 31,
  snapTimeMinutes: 2,
  runtime: { version: "4.5", architecture: "amd64", url: runtimeUrl("4.5", "amd64"), sha256: "5a".repeat(32) },
  mountPoint: "/srv/roadstead",
  boot: { mode: "create", attempt: 1 },
};

/** Named ships; the first is the usual one. */
export const planetCases: readonly [
  readonly [name: string, planet: ResolvedPlanet],
  ...(readonly [name: string, planet: ResolvedPlanet])[],
] = [
  ["planet", planet],
  [
    "moon-arm64-second-pier",
    {
      ...planet,
      ship: "~doznec-salfun-sampel-palnet",
      shipName: "doznec-salfun-sampel-palnet",
      user: "ship-doznec-salfun-sampe-1a2b3c4",
      pierId: "doznec-salfun-sampel-palnet.2",
      amesPort: 34544,
      httpPort: 8081,
      loomExponent: 33,
      snapTimeMinutes: 5,
      runtime: { version: "4.5", architecture: "arm64", url: runtimeUrl("4.5", "arm64"), sha256: "a5".repeat(32) },
      mountPoint: "/mnt/data-1",
      boot: { mode: "resume" },
    },
  ],
  ["galaxy", { ...planet, ship: "~zod", shipName: "zod", user: "ship-zod", pierId: "zod.1", amesPort: 13337 }],
];
