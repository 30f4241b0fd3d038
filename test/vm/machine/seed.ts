import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Berth, usualBerth, world4, world6 } from "../world/addresses";

/** What a vendor tells a new server: its boot data, its own id, its network. */
export interface Seed {
  readonly userData: string;
  readonly instanceId: string;
  /** Where it lies in the network; where most do, if nothing is said. */
  readonly berth?: Berth;
}

/** User data as the vendor's own data source hands it to cloud-init: base64 undone, which a NoCloud seed does not do. */
function handedOver(userData: string): Buffer {
  const isText = userData.startsWith("#cloud-config") || userData.startsWith("MIME-Version");
  return isText ? Buffer.from(userData) : Buffer.from(userData, "base64");
}

const networkConfig = ({ ip4, ip6, mac }: Berth): string => `version: 2
ethernets:
  nic:
    match: { macaddress: "${mac}" }
    set-name: eth0
    addresses: ["${ip4}/24", "${ip6}/64"]
    routes:
      - { to: "0.0.0.0/0", via: "${world4}" }
      - { to: "::/0", via: "${world6}" }
    nameservers: { addresses: ["${world4}"] }
`;

/** Writes the disk from which cloud-init's NoCloud source reads. */
export function writeSeed(folder: string, { userData, instanceId, berth = usualBerth }: Seed): string {
  const content = join(folder, "seed");
  mkdirSync(content, { recursive: true });
  writeFileSync(join(content, "user-data"), handedOver(userData));
  writeFileSync(join(content, "meta-data"), `instance-id: "${instanceId}"\n`);
  writeFileSync(join(content, "network-config"), networkConfig(berth));
  const seed = join(folder, "seed.iso");
  execFileSync("genisoimage", ["-quiet", "-output", seed, "-volid", "cidata", "-joliet", "-rock", content], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return seed;
}
