import { join } from "node:path";
import { type RenderedFile, rootFile } from "../../core/rendered-file";
import { overdueTool } from "../../machine/overdue";
import { filesOf, fill } from "../../machine/template";
import { mountUnit } from "../render";

import type { ResolvedWeb } from "./resolve";

/** What stands behind the web server. */
export interface ShipBehind {
  readonly ship: string;
  readonly shipName: string;
  /** Where it answers on loopback. */
  readonly httpPort: number;
  readonly mountPoint: string;
}

const read = filesOf(join(__dirname, "files"));

/** What the web servers of all ships on a machine share, byte for byte. */
function sharedFiles(mountPoint: string): readonly RenderedFile[] {
  const filled = (name: string, values: Readonly<Record<string, string>> = {}) => fill(name, read(name), values);
  const unit = (name: string, values: Readonly<Record<string, string>> = {}) =>
    rootFile(`/etc/systemd/system/${name}`, "0644", filled(name, values));
  return [
    rootFile("/usr/local/sbin/roadstead-web", "0755", filled("roadstead-web")),
    overdueTool(),
    unit("roadstead-web.service", { MOUNT_UNIT: mountUnit(mountPoint) }),
    unit("roadstead-certificates.service", { MOUNT_POINT: mountPoint }),
    unit("roadstead-certificates.timer"),
    rootFile("/etc/systemd/system/nginx.service.d/60-roadstead.conf", "0644", filled("nginx-stays-out.conf")),
    rootFile("/etc/sysusers.d/roadstead-web.conf", "0644", filled("web-sysusers.conf")),
    rootFile("/etc/roadstead/web/nginx.conf", "0644", filled("nginx.conf")),
    rootFile("/etc/roadstead/web/proxy.conf", "0644", filled("proxy.conf")),
    rootFile("/etc/roadstead/web/challenges.conf", "0644", filled("challenges.conf")),
    rootFile("/etc/roadstead/web/web.nft", "0640", filled("web.nft")),
  ];
}

/** What `roadstead-web` reads about one ship. */
function siteFacts(planet: ShipBehind, { domain, directory, email }: ResolvedWeb, addresses: readonly string[]) {
  const { ship, mountPoint } = planet;
  const facts = { ship, domain, directory, email: email ?? null, mountPoint, addresses };
  return `${JSON.stringify(facts, null, 2)}\n`;
}

/** Files of one ship's web interface, and of the server that it shares. `addresses` are the machine's, as the world reaches it. */
export function webFiles(planet: ShipBehind, web: ResolvedWeb, addresses: readonly string[]): readonly RenderedFile[] {
  const { shipName, httpPort } = planet;
  const { domain, mode } = web;
  const secure = `return 301 https://${domain}$request_uri;`;
  const values = {
    SHIP_NAME: shipName,
    DOMAIN: domain,
    // The ship looks whether it is reached by its address on port 80 before it asks the network for a name.
    PLAIN_NAMES: mode === "arvo" ? `${domain} "~^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$"` : domain,
  };
  const waiting = {
    ...values,
    ANSWER: mode === "arvo" ? secure : 'return 503 "There is no certificate yet, so this ship does not answer.\\n";',
  };
  const site = (suffix: string, content: string) =>
    rootFile(`/etc/roadstead/web/sites/${shipName}.${suffix}`, "0644", content);
  return [
    ...sharedFiles(planet.mountPoint),
    site("json", siteFacts(planet, web, addresses)),
    site("conf", fill("site.conf", read("site.conf"), { ...values, HTTP_PORT: String(httpPort) })),
    site("waiting.conf", fill("waiting-site.conf", read("waiting-site.conf"), waiting)),
    rootFile(
      `/etc/roadstead/web/web-${shipName}.nft`,
      "0640",
      fill("web-ship.nft", read("web-ship.nft"), { SHIP_NAME: shipName, HTTP_PORT: String(httpPort) }),
    ),
  ];
}
