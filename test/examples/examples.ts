import { vi } from "vitest";
import { trialCertificate } from "../../components/machine/audit-shipping-trial";
import type { RunSettings } from "../harness/recording-mocks";

/** An example as a program that the harness can run again and again. */
export interface Example {
  /** Folder and file below test/examples. */
  readonly name: string;
  readonly program: () => Promise<Readonly<Record<string, unknown>>>;
  /** Configuration that a user would set, with a canary for each secret. */
  readonly settings: RunSettings;
}

const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm example";

/** A secret of an example begins so, and nothing else does. */
export const canaryMark = "canary-Q7Kx";

const secretNames = [
  "alertWebhook",
  "deadManPing",
  "volumeKey",
  "runnerPresharedKey",
  "machineKey",
  "deploymentKey",
  "hetznerToken",
  "digitaloceanToken",
  "linodeToken",
  "vultrToken",
  "cloudflareToken",
  "shipKey",
  "storageAccessKey",
  "storageSecretKey",
  "backupPassword",
  "bucketAccessKey",
  "bucketSecretKey",
] as const;

/** What every example is configured with. */
export const exampleConfig: Readonly<Record<string, string>> = {
  "roadstead:operatorKey": publicKey,
  "roadstead:deploymentPublicKey": publicKey,
  "roadstead:collectorAuthority": trialCertificate,
  "roadstead:machineCertificate": trialCertificate,
  "roadstead:runtimeSha256": "5a".repeat(32),
  ...Object.fromEntries(secretNames.map((name) => [`roadstead:${name}`, `${canaryMark}-${name}-v8Zp2RmW4nTq`])),
};

export const exampleSecretKeys: readonly string[] = secretNames.map((name) => `roadstead:${name}`);

/** A program registers as it is loaded, so each run loads it afresh. */
function afresh<T>(load: () => Promise<T>): () => Promise<T> {
  return () => {
    vi.resetModules();
    return load();
  };
}

function example(name: string, load: Example["program"]): Example {
  return { name, program: afresh(load), settings: { config: exampleConfig, secretKeys: exampleSecretKeys } };
}

/** Every example of a component. */
export const examples: readonly Example[] = [
  example("machine/audit-shipping", () => import("./machine/audit-shipping.js")),
  example("machine/minimal", () => import("./machine/minimal.js")),
  example("machine/complete", () => import("./machine/complete.js")),
  example("machine/digitalocean", () => import("./machine/digitalocean.js")),
  example("machine/existing", () => import("./machine/existing.js")),
  example("machine/linode", () => import("./machine/linode.js")),
  example("machine/private-network", () => import("./machine/private-network.js")),
  example("machine/vultr", () => import("./machine/vultr.js")),
  example("machine/wireguard", () => import("./machine/wireguard.js")),
  example("planet/handed-over", () => import("./planet/handed-over.js")),
  example("planet/minimal", () => import("./planet/minimal.js")),
  example("planet/complete", () => import("./planet/complete.js")),
];
