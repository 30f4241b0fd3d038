import { stringify } from "yaml";
import { demoSecrets } from "../../scripts/demo/secrets";

export const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID4le3kRV+vf+m7tRyiVdOrWNNpP5P9+Cqqu69A63Pfm test";

const wanted = ["hetzner-token", "cloudflare-token", "deployment-key", "sampel-key"];

/** Secrets in the form that each vendor and tool wants; worth nothing. */
export const testSecrets: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(demoSecrets())
    .filter(([name]) => wanted.includes(name))
    .map(([name, value]) => [`roadstead:secret-${name}`, value]),
);

/** A planet's entry in an environment. */
export type Entry = Readonly<Record<string, unknown>>;

export const runtime = { version: "4.5", sha256: "5a".repeat(32) };

/** A planet with a name of its own. */
export function planetEntry(ship: string, change: Entry = {}): Entry {
  return { ship, boot: { mode: "create", key: "sampel-key" }, runtime, ...change };
}

/** The text of an environment file with these planets, on one account of each vendor, unless there are more. */
export function environmentText(planets: Readonly<Record<string, Entry>>, more: Entry = {}): string {
  const config: Record<string, unknown> = {
    owner: "harbour-crew",
    accounts: {
      hetzner: { vendor: "hetzner", token: "hetzner-token" },
      cloudflare: { vendor: "cloudflare", token: "cloudflare-token" },
    },
    operator: { keys: [publicKey] },
    deployment: { publicKey, privateKey: "deployment-key" },
    machine: { vendor: { kind: "hetzner", location: "fsn1", serverType: "cpx22" }, ssh: { from: ["198.51.100.0/24"] } },
    planets,
    ...more,
  };
  return stringify({
    config: Object.fromEntries(Object.entries(config).map(([key, value]) => [`roadstead:${key}`, value])),
  });
}

/** A name for a machine, at Cloudflare. */
export function named(name: string): Entry {
  return { vendor: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", name };
}
