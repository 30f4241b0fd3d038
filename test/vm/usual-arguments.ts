import { randomBytes } from "node:crypto";
import { secret } from "../../components/core/secret";
import type { MachineArgs } from "../../components/machine/args";
import type { UrbitPlanetArgs } from "../../components/planet/args";
import { ownCollector } from "./given";
import type { Harbour } from "./harbour";
import type { WireguardPeer } from "./world/wireguard-peer";

export const webhook = "https://hooks.roadstead.test/of-the-crew";
export const deadManSwitch = "https://switch.roadstead.test/of-the-crew";

/** Of the volume that the engine orders; the least that Hetzner has. The one that is plugged in is as large: a smaller one is refused. */
export const orderedGib = 10;

/** A machine as most are. What is not named is the components' own default, but for swap, which takes time to write. */
export function usualMachine({ operator, deployment }: Pick<Harbour, "operator" | "deployment">): MachineArgs {
  return {
    owner: "harbour-crew",
    vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" },
    operator: { keys: [operator.publicKey] },
    deployment: { publicKey: deployment.publicKey, privateKey: secret("stays with the deployment") },
    ssh: { from: "anywhere" },
    openPorts: [
      { protocol: "udp", port: 34543, purpose: "Ames" },
      { protocol: "udp", port: 34544, purpose: "Ames of a second ship" },
      { protocol: "tcp", port: 80, purpose: "Certificates, and the way to HTTPS" },
      { protocol: "tcp", port: 443, purpose: "Web" },
    ],
    swap: "512 MiB",
    alerts: { webhook: secret(webhook), deadManPing: { url: secret(deadManSwitch), everyMinutes: 1 } },
  };
}

/** A machine that bears no ship, and that is reached and watched by every other way that there is. */
export function watchedMachine(
  harbour: Pick<Harbour, "operator" | "deployment">,
  { authority, peer }: { readonly authority: string; readonly peer: Pick<WireguardPeer, "publicKey" | "address"> },
): MachineArgs {
  const { publicKey, address } = peer;
  return {
    ...usualMachine(harbour),
    volume: { mode: "none" },
    ssh: {
      from: "anywhere",
      wireguard: { mode: "beside", address: "10.88.0.1/24", peers: [{ name: "laptop", publicKey, address }] },
    },
    auditShipping: { to: ownCollector, name: ownCollector, port: 7514, authority },
  };
}

/** The machine that the engine deploys: its data volume is encrypted, under a key that the deployment delivers. */
export function deployedMachine(harbour: Pick<Harbour, "operator" | "deployment">, volumeKey: string): MachineArgs {
  const encryption = { unlock: "delivered", key: secret(volumeKey) } as const;
  return {
    ...usualMachine(harbour),
    volume: { mode: "separate", size: `${orderedGib} GiB`, encryption },
    unattendedReboot: { mode: "never" },
  };
}

/** A ship's arguments, but for the machine that it goes to. */
export function usualPlanet(sha256: string, key: string, version = "4.5"): Omit<UrbitPlanetArgs, "machine"> {
  return {
    ship: "~sampel-palnet",
    boot: { mode: "create", key: secret(key) },
    runtime: { version, sha256 },
    web: { domain: "ship.roadstead.test" },
    backups: {
      repository: { kind: "folder", path: "/var/local/backups" },
      password: secret("opens the backups of this run"),
      readBackPercent: 100,
      drill: "monthly",
    },
  };
}

export const secondShip = "~dozsem-fipfun";
/** What tells another ship from the usual one on the same machine. */
export const besideUsual = { ship: secondShip, amesPort: 34544, httpPort: 8081, web: undefined } as const;

/** A key for a volume, unlike any other text in the world. */
export function freshVolumeKey(): string {
  return `CANARY-${randomBytes(24).toString("hex")}`;
}

/** A key of the right form, unlike any other text in the world. */
export function freshKey(): string {
  return `0wCANARY.${randomBytes(24).toString("hex")}`;
}
