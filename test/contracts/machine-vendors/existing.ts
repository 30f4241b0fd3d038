import type { VendorTrial } from "../contracted-machine";

const vendor = {
  kind: "existing",
  address: "203.0.113.7",
  ipv6: "2001:db8::7",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX",
  architecture: "amd64",
  memoryGib: 4,
  diskGib: 80,
  dataDevice: "/dev/disk/by-id/virtio-data",
} as const;

/** Nothing is held by any vendor: what could be lost, shadowed or stranded lies on the machine, and its own record says whose it is. */
export const thereBefore: VendorTrial = {
  vendor,
  // Refused by the machine itself: test/wiring/machine/existing.test.ts, test/engine/existing.test.ts.
  elsewhere: { ...vendor, address: "203.0.113.8" },
  larger: { ...vendor, memoryGib: 8, diskGib: 160 },
  transforms: {
    removed: "removed",
    preflight: "preflight",
    bootstrap: "bootstrap",
    restored: "restored",
    confirmed: "confirmed",
  },
  lacks: ["hostKey", "plan", "standstill", "access", "proven"],
  rebuilt: ["preflight", "bootstrap", "ready"],
  moved: [],
  kept: [],
};
