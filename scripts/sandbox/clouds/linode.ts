// Linode, which is Akamai Cloud (https://techdocs.akamai.com/linode-api). An account is what a token opens.
import { isUnknown } from "../types/wire-values";
import { textOf } from "../values";
import type { Cloud } from "./cloud";
import { ipv6RangeRules, networkingIpRules, rdnsRules, reservedIpAssignmentRules } from "./linode/addresses";
import { domainRecordRules, domainRules, sshKeyRules } from "./linode/domains";
import { firewallDeviceRules, firewallRules } from "./linode/firewall";
import { functions } from "./linode/functions";
import { instanceRules } from "./linode/instance";
import { vpcRules, vpcSubnetRules } from "./linode/networks";
import { placementGroupAssignmentRules, placementGroupRules } from "./linode/placement";
import * as linode from "./linode/rules";
import { volumeRules } from "./linode/volume";
import { lookUpIn } from "./name-lookup";

const howToMend = "In the sandbox any 64 hexadecimal digits will do: export LINODE_TOKEN=$(printf '%064d' 0)";

export function linodeCloud(folder: string): Cloud {
  const resources: Cloud["resources"] = {
    [linode.instance]: instanceRules,
    [linode.sshKey]: sshKeyRules,
    [linode.firewall]: firewallRules,
    [linode.firewallDevice]: firewallDeviceRules,
    [linode.volume]: volumeRules,
    [linode.networkingIp]: networkingIpRules,
    [linode.reservedIpAssignment]: reservedIpAssignmentRules,
    [linode.ipv6Range]: ipv6RangeRules,
    [linode.rdns]: rdnsRules(lookUpIn(folder, "linode")),
    [linode.vpc]: vpcRules,
    [linode.vpcSubnet]: vpcSubnetRules,
    [linode.placementGroup]: placementGroupRules,
    [linode.placementGroupAssignment]: placementGroupAssignmentRules,
    [linode.domain]: domainRules,
    [linode.domainRecord]: domainRecordRules,
  };
  return {
    environment: { token: ["LINODE_TOKEN"] },
    // Personal access tokens have 64 hexadecimal digits (UNVERIFIED by the API's own reference). The provider lists the
    // types when it is configured (vps-providers.md 5.1), so any other form fails before anything is planned.
    checkConfig({ token }) {
      if (isUnknown(token)) return [];
      const text = textOf(token) ?? "";
      if (/^[0-9a-f]{64}$/.test(text)) return [];
      const what =
        text === ""
          ? "Missing Linode token: it was not found in the LINODE_TOKEN environment variable or the provider configuration (linode:token)"
          : `[401] Invalid Token: a token has 64 hexadecimal digits, this one has ${text.length} characters`;
      return [{ path: "token", reason: `${what}. ${howToMend}` }];
    },
    credential: ({ token }) => (typeof token === "string" ? token : undefined),
    resources,
    functions,
    errors: {
      // vps-providers.md 5.1.
      tooManyRequests: "[429] Too many requests",
      broken: "[500] Internal Server Error",
      timeout: "failed to wait for Linode instance to be ready: context deadline exceeded",
    },
    foreign(type, id, scene) {
      if (resources[type] !== undefined && !linode.hasOwnIds(type)) return undefined;
      return linode.isForeign(scene, type, id) ? { region: "us-east" } : undefined;
    },
    formId: (_, number) => linode.idFor("", number),
  };
}
