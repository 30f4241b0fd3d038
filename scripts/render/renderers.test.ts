import { expect, it } from "vitest";
import { renderers } from "./renderers";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm ann";
const machine = {
  owner: "crew",
  vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
  operator: { keys: [key] },
  deployment: { publicKey: key, privateKey: { secret: "canary-deployment" } },
  ssh: { from: ["198.51.100.0/24"] },
  openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
};
const planet = {
  ship: "~sampel-palnet",
  boot: { mode: "create", key: { secret: "canary-key" } },
  runtime: { version: "4.5", sha256: "5a".repeat(32) },
  machine,
};

function problemPaths(component: string, args: unknown): string[] {
  const checked = renderers[component]?.(args);
  return checked === undefined || checked.ok ? [] : checked.problems.map(({ path }) => path);
}

it("gives what lands on the machine, and no secret in it", () => {
  const checked = renderers["planet"]?.(planet);
  const files = checked?.ok === true ? checked.value : [];
  expect(files.map(({ path }) => path)).toContain("user-data");
  expect(files.map(({ path }) => path)).toContain("/etc/roadstead/ships/sampel-palnet.json");
  expect(JSON.stringify(files)).not.toContain("canary");
});

it("tells the mistakes of ship and machine together", () => {
  const bad = { ...planet, ship: "~sampel-palne", machine: { ...machine, image: "debian-11" } };
  expect(problemPaths("planet", bad)).toEqual(["UrbitPlanetArgs.machine.image", "UrbitPlanetArgs.ship"]);
});

it("refuses a secret in plain text", () => {
  const bad = { ...machine, deployment: { publicKey: key, privateKey: "in plain" } };
  expect(problemPaths("machine", bad)).toEqual(["MachineArgs.deployment.privateKey"]);
});
