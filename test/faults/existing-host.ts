import { thereBefore } from "../../components/machine/resolve-trial";
import type { Call } from "../../scripts/sandbox/calls";
import { type Edit, ofMachine, ofPlanet } from "./edits";
import type { Changes, Phase } from "./phases";

// A machine that is there already, as a fault sweep has it: what its planet's life consists of, and which steps are its own.

export const existingSettings: readonly Edit[] = [
  [["roadstead:machine", "vendor"], { ...thereBefore, dataDevice: "/dev/disk/by-id/virtio-data" }],
];

const from = ["198.51.100.0/24"];

export const existingChanges: Changes = {
  update: [
    ofMachine("dns.name", "harbour.ships.example.org"),
    ofMachine("openPorts", [{ protocol: "tcp", port: 443, purpose: "web" }]),
    ofMachine("ssh", { from, port: 2222, formerPort: 22 }),
    ofPlanet("snapshotMinutes", 30),
  ],
  // As its README says: by now it takes the operator alone, at the port of today.
  rebuild: [
    ofMachine("ssh", { from, port: 2222 }),
    [["roadstead:machine", "vendor", "user"], "operator"],
    [["roadstead:machine", "vendor", "port"], 2222],
    ofMachine("generation", 2),
  ],
};

const own = /-(removed|preflight|bootstrap|ready|restored|own-firewall|confirmed|proven|mounted)$/;

export function isStepOfExistingHost(phase: Phase["name"], call: Call): boolean {
  if (call.package !== "command") return false;
  return own.test(call.name) || (phase === "update" && call.method === "update");
}
