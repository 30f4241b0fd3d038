import { createHash, generateKeyPairSync } from "node:crypto";

// Made-up secrets for the sandbox: right in form, worth nothing. The engine encrypts them in the workspace's copy.

function digits(seed: string, length: number): string {
  return createHash("sha512").update(`roadstead demo ${seed}`).digest("hex").slice(0, length);
}

/** A keyfile in form only: it opens no ship. */
function madeUpKeyfile(seed: string): string {
  return `0w${digits(seed, 40).match(/.{5}/g)?.join(".") ?? ""}`;
}

const ships = ["sampel", "dozsem", "littel", "tapfur", "hidret"];

/** The value for each secret that the sandbox environment names. */
export function demoSecrets(): Readonly<Record<string, string>> {
  const { privateKey } = generateKeyPairSync("ed25519", {
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return {
    // Hetzner's provider wants exactly 64 characters.
    "hetzner-token": digits("hetzner", 64),
    "digitalocean-token": `dop_v1_${digits("digitalocean", 64)}`,
    "linode-token": digits("linode", 64),
    "vultr-token": digits("vultr", 36).toUpperCase(),
    "cloudflare-token": digits("cloudflare", 40),
    "deployment-key": privateKey,
    ...Object.fromEntries(ships.map((ship) => [`${ship}-key`, madeUpKeyfile(ship)])),
  };
}
