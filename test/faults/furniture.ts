import { trialCertificate } from "../../components/machine/audit-shipping-trial";
import type { Call } from "../../scripts/sandbox/calls";
import { type Edit, ofMachine, ofPlanet } from "./edits";
import type { Changes, Phase } from "./phases";

// All that one planet at Hetzner can have besides, as a fault sweep has it: how it is asked for, how it changes, which steps are its own.

const peerKey = (letter: string) => `${letter.repeat(42)}A=`;
const laptop = { name: "laptop", publicKey: peerKey("L"), address: "10.88.0.2", presharedKey: "laptop-preshared" };
const runner = { name: "runner", publicKey: peerKey("R"), address: "10.88.0.3" };
const tunnelFor = (...peers: readonly object[]) => ({ mode: "beside", address: "10.88.0.1/24", peers });
const from = ["198.51.100.0/24"];

export const furnishedSecrets: Readonly<Record<string, string>> = {
  "volume-key": "a key of the fault sweep, worth nothing",
  "laptop-preshared": peerKey("P"),
  "alert-webhook": "https://alerts.example.org/made-up",
  "alert-ping": "https://ping.example.org/made-up",
  "backup-password": "made up for the fault sweep",
  "store-access": "made-up-access",
  "store-secret": "made-up-secret",
};

const store = {
  endpoint: "https://fsn1.your-objectstorage.com",
  bucket: "harbour",
  accessKey: "store-access",
  secretKey: "store-secret",
};

export const furnishedSettings: readonly Edit[] = [
  ofMachine("volume.encryption", { unlock: "delivered", key: "volume-key" }),
  ofMachine("unattendedReboot", { mode: "never" }),
  [["roadstead:machine", "vendor", "privateNetwork"], { mode: "own", range: "10.20.0.0/24" }],
  [["roadstead:machine", "vendor", "placementGroup"], { mode: "own" }],
  ofMachine("ssh", { from, wireguard: tunnelFor(laptop) }),
  ofMachine("alerts", { webhook: "alert-webhook", deadManPing: { url: "alert-ping" } }),
  ofMachine("auditShipping", { to: "logs.example.org", authority: trialCertificate }),
  ofPlanet("backups", { repository: { kind: "s3", ...store }, password: "backup-password", request: 1 }),
  ofPlanet("restore", { snapshot: "latest", as: "archive" }),
  ofPlanet("maintenance", { operation: "pack", request: 1 }),
  ofPlanet("ota", { mode: "follow", request: 1 }),
  ofPlanet("web", { domain: "sampel.ships.example.org" }),
  ofPlanet("storage", store),
];

export const furnishedChanges: Changes = {
  update: [
    ofMachine("volume.size", "60 GiB"),
    ofMachine("volume.encryption.delivery", 2),
    ofMachine("ssh", { from, port: 2222, formerPort: 22, wireguard: tunnelFor(laptop, runner) }),
    ofMachine("alerts.deadManPing.everyMinutes", 10),
    ofMachine("auditShipping.to", "logs.example.net"),
    ofPlanet("backups.at", "04:40"),
    ofPlanet("backups.request", 2),
    ofPlanet("restore.attempt", 2),
    ofPlanet("maintenance", { operation: "meld", request: 2 }),
    ofPlanet("ota", { mode: "hold", request: 2 }),
    ofPlanet("web.domain", "harbour.ships.example.org"),
    ofPlanet("storage.bucket", "quay"),
  ],
  rebuild: [ofMachine("ssh.formerPort", undefined), ofMachine("generation", 2)],
};

const ownTypes = /:(Network|NetworkSubnet|ServerNetwork|PlacementGroup|getNetworks?|getPlacementGroups?)$/;
const ownCommands =
  /-(encryption|mounted|own-firewall|proven|alerts|audit-shipping|wireguard|backups?|restored|maintained|updates|web|storage)$/;

export function isStepOfFurniture(phase: Phase["name"], call: Call): boolean {
  if (call.package !== "command") return ownTypes.test(call.type);
  return ownCommands.test(call.name) || (phase === "update" && call.method === "update");
}
