import { secret } from "../core/secret";

// Arguments that are right, for tests that change one of them.

export const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm ann";
export const context = { project: "roadstead", environment: "prod" };
export const vendor = { kind: "hetzner", location: "fsn1", serverType: "cpx22" };
export const web = { protocol: "tcp", port: 443, purpose: "web" };
export const zoneId = "0123456789abcdef0123456789abcdef";
export const good = {
  owner: "harbour-crew",
  vendor,
  operator: { keys: [key] },
  deployment: { publicKey: key, privateKey: secret("private half") },
  ssh: { from: ["203.0.113.0/24"] },
};

/** A machine that is there already, as the vendor `existing`. */
export const thereBefore = {
  kind: "existing",
  address: "203.0.113.7",
  hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFAw4c0yPo4UsKzLNkpSyF4vD7yZ6cN1wE5R8tQ2m9aX",
  architecture: "amd64",
  memoryGib: 4,
  diskGib: 80,
};
