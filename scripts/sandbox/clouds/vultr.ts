// Vultr (https://www.vultr.com/api). An account is what an API key opens.
import { isUnknown } from "../types/wire-values";
import { textOf } from "../values";
import type { Cloud } from "./cloud";
import { isDomain } from "./dns-names";
import { uuid } from "./inventing";
import { reservedIpRules, reverseIpv4Rules, reverseIpv6Rules } from "./vultr/addresses";
import { firewallGroupRules, firewallRuleRules } from "./vultr/firewall";
import { functionsOf } from "./vultr/functions";
import { instanceRules } from "./vultr/instance";
import { dnsDomainRules, dnsRecordRules, sshKeyRules, startupScriptRules, vpcRules } from "./vultr/project";
import * as vultr from "./vultr/rules";
import { blockStorageRules, snapshotRules } from "./vultr/storage";

const howToMend = "In the sandbox any 36 will do: export VULTR_API_KEY=$(printf 'A%.0s' $(seq 36))";

export function vultrCloud(inform: vultr.Inform): Cloud {
  return {
    environment: { apiKey: ["VULTR_API_KEY"] },
    // Keys are seen to have 36 upper-case letters and digits (UNVERIFIED); the provider only wants one (vps-providers.md 5.1).
    checkConfig({ apiKey }) {
      if (isUnknown(apiKey)) return [];
      const text = textOf(apiKey) ?? "";
      if (/^[A-Z0-9]{36}$/.test(text)) return [];
      const what =
        text === ""
          ? "Missing Vultr API key: it was not found in the VULTR_API_KEY environment variable or the provider configuration (vultr:apiKey)"
          : `401 Invalid API token: a key has 36 upper-case letters and digits, this one has ${text.length} characters`;
      return [{ path: "apiKey", reason: `${what}. ${howToMend}` }];
    },
    credential: ({ apiKey }) => (typeof apiKey === "string" ? apiKey : undefined),
    resources: {
      [vultr.instance]: instanceRules,
      [vultr.sshKey]: sshKeyRules,
      [vultr.firewallGroup]: firewallGroupRules,
      [vultr.firewallRule]: firewallRuleRules,
      [vultr.blockStorage]: blockStorageRules(inform),
      [vultr.reservedIp]: reservedIpRules,
      [vultr.reverseIpv4]: reverseIpv4Rules,
      [vultr.reverseIpv6]: reverseIpv6Rules,
      [vultr.vpc]: vpcRules,
      [vultr.dnsDomain]: dnsDomainRules,
      [vultr.dnsRecord]: dnsRecordRules,
      [vultr.snapshot]: snapshotRules,
      [vultr.startupScript]: startupScriptRules,
    },
    functions: functionsOf(inform),
    errors: {
      // vps-providers.md 5.1: 30 requests a second from one address.
      tooManyRequests: '{"error":"Rate limit exceeded","status":429}',
      broken: '{"error":"Server error","status":500}',
      timeout: "timeout while waiting for state to become 'active' (last state: 'pending', timeout: 1h0m0s)",
    },
    naming: vultr.bridgedName,
    foreign(type, id, scene) {
      if (type === vultr.dnsDomain) return isDomain(id) ? { domain: id } : undefined;
      return vultr.isForeign(scene, type, id) ? { region: "ewr" } : undefined;
    },
    formId: (type, number, seed) => uuid(seed, type, number),
  };
}
