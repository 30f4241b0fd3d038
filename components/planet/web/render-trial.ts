import type { ShipBehind } from "./render";
import type { ResolvedWeb } from "./resolve";

// Web interfaces whose files are golden and are shown to the real server. Every option and edge once.

const ship: ShipBehind = {
  ship: "~sampel-palnet",
  shipName: "sampel-palnet",
  httpPort: 8080,
  mountPoint: "/srv/roadstead",
};
const own: ResolvedWeb = {
  mode: "own",
  domain: "sampel.example.org",
  directory: "https://acme-v02.api.letsencrypt.org/directory",
  email: undefined,
};

/** Named ships with their web interface; the first is the usual one. */
export const webCases: readonly [
  readonly [name: string, ship: ShipBehind, web: ResolvedWeb],
  ...(readonly [name: string, ship: ShipBehind, web: ResolvedWeb])[],
] = [
  ["own-domain", ship, own],
  [
    "arvo-network-on-trial",
    { ship: "~dozsem-fipfun", shipName: "dozsem-fipfun", httpPort: 8081, mountPoint: "/mnt/data-1" },
    {
      mode: "arvo",
      domain: "dozsem-fipfun.arvo.network",
      directory: "https://acme-staging-v02.api.letsencrypt.org/directory",
      email: "crew@example.org",
    },
  ],
];
