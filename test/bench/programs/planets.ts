// The program that is measured: a fleet as stacks/deploy.ts constructs it, on the package as it is published.
import { Provider as CloudflareProvider } from "@pulumi/cloudflare/provider";
import * as hcloud from "@pulumi/hcloud";
import { render } from "@urbit/aura";
import { Machine, secret, UrbitPlanet } from "roadstead";

const count = Number(process.env["ROADSTEAD_BENCH_PLANETS"] ?? "1");
const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm bench";

/** The planets of one star after another: names that are as long and as different as real ones. */
function shipName(index: number): string {
  return render("p", (BigInt(index + 1) << 16n) | BigInt(256 + (index % 60_000)));
}

const hetzner = new hcloud.Provider("hetzner", { token: "b".repeat(64) });
const cloudflare = new CloudflareProvider("cloudflare", { apiToken: "b".repeat(40) });
const sshKey = new hcloud.SshKey(
  "hetzner-deployment",
  { name: "bench-deployment", publicKey, labels: { owner: "bench" } },
  { provider: hetzner, deleteBeforeReplace: true },
);
const privateKey = secret("bench deployment key");

function construct(index: number): void {
  const name = `planet-${index + 1}`;
  const machine = new Machine(
    name,
    {
      owner: "harbour-crew",
      vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22", sshKey: sshKey.id },
      operator: { keys: [publicKey] },
      deployment: { publicKey, privateKey },
      ssh: { from: ["198.51.100.0/24"] },
      openPorts: [{ protocol: "udp", port: 34543, purpose: "Ames" }],
      volume: { mode: "separate", size: "40 GiB" },
      // Every second one with names, so that both shapes of a machine count.
      ...(index % 2 === 0
        ? { dns: { vendor: "cloudflare", zoneId: "0".repeat(32), name: `${name}.ships.example.org` } }
        : {}),
    },
    { providers: index % 2 === 0 ? [hetzner, cloudflare] : [hetzner] },
  );
  new UrbitPlanet(name, {
    ship: shipName(index),
    machine,
    boot: { mode: "create", key: secret(`bench key of ${name}`) },
    runtime: { version: "4.5", sha256: "5a".repeat(32) },
  });
}

module.exports = async () => {
  for (let index = 0; index < count; index += 1) {
    construct(index);
    // As stacks/deploy.ts does, so that the engine is heard while a fleet is constructed.
    if (index % 20 === 19) await new Promise((heard) => setImmediate(heard));
  }
};
