// Which cloud stands behind which package. A new vendor is a file beside this one and a line here.
import { readSetting } from "../setting";
import { autonamedByBridge, type Cloud } from "./cloud";
import { cloudflare } from "./cloudflare";
import { commandCloud, foreseen } from "./command";
import { recordingTransport } from "./commands";
import { realConnections } from "./connections";
import { digitalOcean } from "./digitalocean";
import { docker } from "./docker";
import { gcp } from "./gcp";
import { hcloud } from "./hcloud";
import { kubernetes } from "./kubernetes";
import { linodeCloud } from "./linode";
import { random } from "./random";
import { tls } from "./tls";
import { replacedByChange } from "./unmodelled";
import { vultrCloud } from "./vultr";

export interface CloudSetting {
  readonly folder: string;
  readonly seed: string;
  /** Says a line of information, once, where a user of the engine sees it. */
  readonly inform: (message: string) => void;
}

// pulumi.md 8: packages whose `name` the bridge fills in.
const autonamed = new Set(["vultr"]);

export function openCloud(packageName: string, { folder, seed, inform }: CloudSetting): Cloud {
  switch (packageName) {
    case "docker":
      return docker;
    case "gcp":
      return gcp;
    case "hcloud":
      return hcloud;
    case "cloudflare":
      return cloudflare;
    case "digitalocean":
      return digitalOcean(inform);
    case "kubernetes":
      return kubernetes;
    case "linode":
      return linodeCloud(folder);
    case "random":
      return random;
    case "tls":
      return tls;
    case "vultr":
      return vultrCloud(inform);
    case "command": {
      let told = false;
      const recording = recordingTransport(folder, foreseen(seed), () => {
        if (!told) inform("sandbox: commands are recorded in commands.ndjson of the sandbox folder, not executed");
        told = true;
      });
      return commandCloud(
        recording,
        realConnections(() => readSetting(folder).machines, inform),
      );
    }
    default:
      return {
        resources: {},
        replaceOn: replacedByChange,
        ...(autonamed.has(packageName) ? { naming: autonamedByBridge } : {}),
      };
  }
}
