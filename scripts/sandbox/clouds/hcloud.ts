// Hetzner Cloud (https://docs.hetzner.cloud). A project is what a token opens, so two tokens are two projects.
import { isUnknown } from "../types/wire-values";
import { textOf } from "../values";
import type { Cloud } from "./cloud";
import { floatingIpAssignmentRules, floatingIpRules, primaryIpRules, rdnsRules } from "./hcloud/addresses";
import { firewallAttachmentRules, firewallRules } from "./hcloud/firewall";
import { functions } from "./hcloud/functions";
import { networkRules, networkSubnetRules, serverNetworkRules } from "./hcloud/networks";
import { placementGroupRules, snapshotRules, sshKeyRules } from "./hcloud/project";
import * as hetzner from "./hcloud/rules";
import { serverRules } from "./hcloud/server";
import { volumeAttachmentRules, volumeRules } from "./hcloud/volume";
import { zoneRecordRules, zoneRrsetRules, zoneRules } from "./hcloud/zones";

const howToMend =
  "In the sandbox any 64 characters will do: export HCLOUD_TOKEN=$(printf 'sandbox0%.0s' 1 2 3 4 5 6 7 8)";

const resources: Cloud["resources"] = {
  [hetzner.server]: serverRules,
  [hetzner.sshKey]: sshKeyRules,
  [hetzner.firewall]: firewallRules,
  [hetzner.firewallAttachment]: firewallAttachmentRules,
  [hetzner.primaryIp]: primaryIpRules,
  [hetzner.floatingIp]: floatingIpRules,
  [hetzner.floatingIpAssignment]: floatingIpAssignmentRules,
  [hetzner.rdns]: rdnsRules,
  [hetzner.volume]: volumeRules,
  [hetzner.volumeAttachment]: volumeAttachmentRules,
  [hetzner.network]: networkRules,
  [hetzner.networkSubnet]: networkSubnetRules,
  [hetzner.serverNetwork]: serverNetworkRules,
  [hetzner.placementGroup]: placementGroupRules,
  [hetzner.snapshot]: snapshotRules,
  [hetzner.zone]: zoneRules,
  [hetzner.zoneRrset]: zoneRrsetRules,
  [hetzner.zoneRecord]: zoneRecordRules,
};

export const hcloud: Cloud = {
  environment: { token: ["HCLOUD_TOKEN"] },
  // vps-providers.md 5.1: a token is there and has exactly 64 characters; nothing is called.
  checkConfig({ token }) {
    if (isUnknown(token)) return [];
    const text = textOf(token) ?? "";
    if (text === "") {
      const where = "not found in the HCLOUD_TOKEN environment variable or the provider configuration (hcloud:token)";
      return [{ path: "token", reason: `Missing Hetzner Cloud API token: it was ${where}. ${howToMend}` }];
    }
    if (text.length === 64) return [];
    return [
      {
        path: "token",
        reason: `entered token is invalid (must be exactly 64 characters long); it has ${text.length}. ${howToMend}`,
      },
    ];
  },
  credential: ({ token }) => (typeof token === "string" ? token : undefined),
  resources,
  functions,
  errors: {
    // Hetzner Cloud API, Rate Limiting and Errors.
    tooManyRequests: "limit of 3600 requests per hour reached (rate_limit_exceeded)",
    broken: "server error (server_error)",
    timeout: "timeout while waiting for state to become 'success' (timeout: 1m30s)",
  },
  naming: hetzner.bridgedName,
  foreign(type, id, scene) {
    if (resources[type] !== undefined && !hetzner.hasOwnIds(type)) return undefined;
    return hetzner.isForeign(scene, type, id) ? { location: "nbg1", serverType: "cpx22" } : undefined;
  },
  formId: (_, number) => String(60_000_000 + number),
};
